/**
 * The rooms of a package: each folder of its sources, and each module that stands beside them. What a room is for and on
 * which floor it is, is said here; who imports whom is read from the code.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const packages = resolve(fileURLToPath(new URL("../..", import.meta.url)))

/** The rooms of one floor, with what is in each. */
export type Floor = Readonly<Record<string, string>>

/** The floors of each package, the lowest first. A room imports from lower floors alone. */
export const houses: Readonly<Record<string, ReadonlyArray<Floor>>> = {
  runtime: [
    {
      Errors: "what can fail on a link, with its reasons",
      Gx: "the numbers that GX devices give to states and positions",
      Monotonic: "time for time-outs and ages",
      Span: "spans of time as people type them"
    },
    {
      transports: "ways to an adapter: serial ports, TCP, recordings",
      state: "what is kept of a device: infos by firmware, and the name it goes by"
    },
    { link: "one open port: questions, turns, letters, retries, and whose reply a frame is" },
    { infos: "what a device says of its variables and settings, and how sure that is" },
    { session: "a link that heals itself, and the units that can be asked over it" },
    { device: "what is read, in quantities" },
    {
      readings: "the whole system again and again: the poll, energy",
      control: "what is changed: plans, their execution, the journal",
      survey: "what a unit and its adapter answer, as a document"
    },
    {
      files: "what is kept, on a disk",
      Device: "everything that reads, as a service",
      Control: "everything that writes, as a service",
      Telemetry: "readings, as a service"
    },
    {
      documents: "documents about a device: their schemas, what stands in them, how numbers are printed",
      ess: "grid control: a pure step from readings of a meter to a set-point, and its run on a unit",
      promise: "the same for programs without Effect",
      index: "the public names"
    },
    {
      backup: "configurations: a backup, how two differ, what restores one",
      doctor: "why there is no adapter or no answer, and what to do"
    }
  ],
  simulator: [
    {
      Bytes: "rows of bytes",
      Problem: "what is wrong with a document, and where",
      Random: "chance out of a seed",
      Span: "spans of time as text"
    },
    {
      clock: "runs a pure step on Effect's clock",
      profile: "what a unit and its adapter are: profiles as documents, built in or out of a survey"
    },
    {
      faults: "what goes wrong on a line: damage, delays, pulled plugs, lies",
      world: "battery, mains, loads, and what flows between them"
    },
    {
      unit: "one inverter/charger: its memory, its lamps, its answers to winmon and info frames",
      house: "the loads, the sun and the meter beside a unit"
    },
    { adapter: "the MK3, the units on its bus, its answers, its line, and the truth behind each answer" },
    { simulation: "the step: frames in and out, changes, scenarios, time" },
    { script: "an adapter that plays a written conversation" },
    {
      serve: "a simulation for other programs: TCP, pseudo-terminal, control channel",
      index: "the public names"
    }
  ],
  gateway: [
    {
      Accept: "what a client of HTTP wants, out of its headers",
      FeedEvent: "what happens at a site, for who listens",
      EnergyTotals: "the energy of a site, counted up",
      RealPort: "whether a port is one of a real unit",
      Secret: "a secret in a file, and whether one that is sent is it",
      Systemd: "what systemd is told",
      config: "the file of the gateway: its schema, YAML with places, the environment"
    },
    {
      SiteView: "what is known of a site at a moment",
      Alarms: "alarms that come and go, as events",
      Config: "the configuration as it holds, and where each value comes from",
      Ports: "from the port of a site to an adapter",
      meters: "meters at the house connection, as streams of readings"
    },
    {
      Feed: "the last view of each site, and a stream of events",
      Startup: "what keeps a gateway from starting",
      listener: "a TCP port that bad peers cannot exhaust",
      unit: "one unit for others: its topics, its state as a document",
      prometheus: "figures for Prometheus"
    },
    {
      Sites: "one session for each adapter, kept going by itself",
      commands: "what a change from outside passes: permissions, rate, turns, audit",
      history: "the parts of the history: rows, roll-ups, questions"
    },
    { ess: "grid control of sites: what begins it, what ends it, how it stands" },
    {
      Commands: "the one way in for changes from outside",
      Energy: "energy totals that outlive the gateway",
      History: "readings kept in SQLite",
      homeassistant: "what Home Assistant is told of a unit"
    },
    {
      http: "the HTTP API",
      mqtt: "sites on a broker",
      influx: "readings into InfluxDB",
      opentelemetry: "metrics, logs and traces to a collector of OpenTelemetry",
      nut: "sites as UPSs for clients of NUT"
    },
    { venus: "sites with the topics of a GX device" },
    { modbus: "the registers of a GX device" },
    { fleet: "many gateways on one broker, for who looks at them" },
    { Doors: "from the configuration to the servers of other worlds" },
    { Main: "a gateway out of its configuration" },
    { index: "the public names" }
  ],
  web: [
    {
      Clock: "the one place where the page reads a clock",
      LinkState: "what a link does",
      format: "quantities and times for people"
    },
    {
      Ask: "what a page asks of a source, and the shape of each answer",
      Site: "a site as the page knows it"
    },
    { Source: "where a page gets what it shows, and whom it asks" },
    {
      engine: "the sources that need only this page, in their workers: a session, readings, frames, answers",
      store: "what the page knows, as a pure function of what its source told"
    },
    { sources: "the ways to a source: a gateway, an adapter, the demo, a recording" },
    {
      energy: "energy of each day, out of a history",
      parts: "components that several pages use"
    },
    { files: "files of VEConfigure: read in a worker, shown" },
    {
      live: "what the system is doing now",
      history: "what was",
      settings: "what is stored in the unit, and its change",
      frames: "frames as they pass, and frames that are pasted",
      doctor: "why there is no answer, and what to do",
      fleet: "all sites of a source"
    },
    { shell: "around the pages: bars, tabs, the start page, the source of this visit" },
    { main: "the start of the page" }
  ],
  cli: [
    {
      ExitCode: "what the shell learns from an error",
      Lazy: "modules that a command loads once it runs",
      Surroundings: "the streams and the environment of a command",
      Version: "the version of this command line"
    },
    {
      files: "files that people give, and files that commands write",
      output: "all that is printed: text, tables, JSON, colour, and the words for values"
    },
    { port: "from the words of the user to a port: serial, TCP, simulated, a recording" },
    { command: "what all commands share: flags, names, the connection, signals" },
    {
      look: "reads, prints, and says what is missing",
      change: "shows a plan, asks, carries it out, and says what came of it",
      monitor: "readings that go on: the full screen, lines, tables",
      doctor: "a visit to a port, its findings in words, and the report for an issue",
      sniff: "what passes between another program and the adapter",
      survey: "a survey and its file",
      backup: "backups and files of VEConfigure, and differences in a table",
      frame: "bytes as people paste them, explained",
      gateway: "the configuration of the gateway, and its run",
      fleet: "the sites of many gateways, as a table"
    },
    { follow: "a grid meter that is followed: what speaks against it, the dry run, the run" },
    { commands: "one file per command" },
    { program: "around the tree of commands: help, completions, mistakes, the end as a document" },
    { Vebus: "the tree of commands" },
    { main: "the entry point" }
  ]
}

/** An import from one room into another. */
export interface Arrow {
  readonly from: string
  readonly to: string
  /** The file that imports, in the sources of the package. */
  readonly file: string
}

/** The floors of a package with what its code says of them. */
export interface House {
  readonly floors: ReadonlyArray<Floor>
  /** The rooms that there are. */
  readonly rooms: ReadonlyArray<string>
  /** All imports between rooms. */
  readonly arrows: ReadonlyArray<Arrow>
}

const roomOf = (file: string): string => file.split("/")[0]!.replace(/\.tsx?$/, "")

/** The imports of one file into other rooms of its package. */
export const arrowsOf = (file: string, text: string): ReadonlyArray<Arrow> =>
  [...text.matchAll(/^(?:import|export)\b[^"';]*?from\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm)].flatMap(
    (match) => {
      const to = roomOf(relative("/", resolve(dirname(join("/", file)), (match[1] ?? match[2])!)))
      return to === roomOf(file) ? [] : [{ from: roomOf(file), to, file }]
    }
  )

/** Reads the sources of a package. */
export const read = (name: string): House => {
  const sources = join(packages, name, "src")
  const files = globSync("**/*.{ts,tsx}", { cwd: sources })
  return {
    floors: houses[name]!,
    rooms: [...new Set(files.map(roomOf))],
    arrows: files.flatMap((file) => arrowsOf(file, readFileSync(join(sources, file), "utf8")))
  }
}

/** The imports that do not go to a lower floor. */
export const upward = ({ floors, arrows }: Pick<House, "floors" | "arrows">): ReadonlyArray<Arrow> => {
  const floorOf = new Map(
    floors.flatMap((floor, index) => Object.keys(floor).map((room) => [room, index] as const))
  )
  return arrows.filter(({ from, to }) => !(floorOf.get(to)! < floorOf.get(from)!))
}

/** Rooms that all may use. The picture leaves them out, and the index. */
const isEverywhere = ({ floors }: House, room: string): boolean => room === "index" || room in floors[0]!

/** The rooms that a room imports. */
const below = (house: House, room: string): ReadonlyArray<string> => [
  ...new Set(house.arrows.flatMap(({ from, to }) => (from === room && !isEverywhere(house, to) ? [to] : [])))
]

/** Whether a room is reached from another, over any number of arrows. Without circles that ends. */
const reaches = (house: House, from: string, to: string): boolean =>
  below(house, from).some((room) => room === to || reaches(house, room, to))

/** The arrows of the picture: those that no way over other rooms says already. */
const drawn = (house: House): ReadonlyArray<string> =>
  house.floors
    .toReversed()
    .flatMap((floor) => Object.keys(floor))
    .filter((room) => !isEverywhere(house, room))
    .flatMap((room) => {
      const rooms = below(house, room)
      return rooms
        .filter((to) => !rooms.some((other) => other !== to && reaches(house, other, to)))
        .toSorted()
        .map((to) => `  ${room} --> ${to}`)
    })

/** The section of `docs/architecture.md` about the rooms of a package. */
export const section = (name: string): string => {
  const house = read(name)
  return [
    "```mermaid",
    "flowchart TD",
    ...drawn(house),
    "```",
    "",
    `${house.rooms.length} rooms on ${house.floors.length} floors. The picture leaves out what another way already says, and what all may use.`,
    "",
    "| floor | room | what it holds |",
    "| ----- | ---- | ------------- |",
    ...house.floors.flatMap((floor, index) =>
      Object.entries(floor).map(([room, says]) => `| ${index + 1} | \`${room}\` | ${says} |`)
    )
  ].join("\n")
}

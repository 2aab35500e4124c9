/**
 * The rooms of the runtime: each folder of its sources, and each module that stands beside them. What a room is for and
 * on which floor it is, is said here; who imports whom is read from the code.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const sources = resolve(fileURLToPath(new URL("../../runtime/src", import.meta.url)))

/** The floors, the lowest first, with what is in each room. A room imports from lower floors alone. */
export const floors: ReadonlyArray<Readonly<Record<string, string>>> = [
  {
    Errors: "what can fail on a link, with its reasons",
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
  { promise: "the same for programs without Effect", index: "the public names" }
]

/** Modules that all rooms may use. The picture leaves them out, and the index. */
const everywhere = [...Object.keys(floors[0]!), "index"]

/** An import from one room into another. */
export interface Arrow {
  readonly from: string
  readonly to: string
  /** The file that imports, in the sources of the runtime. */
  readonly file: string
}

const files = globSync("**/*.ts", { cwd: sources })

const roomOf = (file: string): string => file.split("/")[0]!.replace(/\.ts$/, "")

/** The rooms that there are. */
export const rooms: ReadonlyArray<string> = [...new Set(files.map(roomOf))]

/** All imports between rooms. */
export const arrows: ReadonlyArray<Arrow> = files.flatMap((file) =>
  [
    ...readFileSync(join(sources, file), "utf8").matchAll(
      /^(?:import|export)\b[^"';]*?from\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm
    )
  ].flatMap((match) => {
    const to = roomOf(relative(sources, resolve(dirname(join(sources, file)), (match[1] ?? match[2])!)))
    return to === roomOf(file) ? [] : [{ from: roomOf(file), to, file }]
  })
)

/** The rooms that a room imports. */
const below = (room: string): ReadonlyArray<string> => [
  ...new Set(arrows.flatMap(({ from, to }) => (from === room && !everywhere.includes(to) ? [to] : [])))
]

/** Whether a room is reached from another, over any number of arrows. Without circles that ends. */
const reaches = (from: string, to: string): boolean =>
  below(from).some((room) => room === to || reaches(room, to))

/** The arrows of the picture: those that no way over other rooms says already. */
const drawn = (): ReadonlyArray<string> =>
  floors
    .toReversed()
    .flatMap((floor) => Object.keys(floor))
    .filter((room) => !everywhere.includes(room))
    .flatMap((room) =>
      below(room)
        .filter((to) => !below(room).some((other) => other !== to && reaches(other, to)))
        .toSorted()
        .map((to) => `  ${room} --> ${to}`)
    )

/** The section of `docs/architecture.md` about rooms. */
export const section = (): string => {
  return [
    "```mermaid",
    "flowchart TD",
    ...drawn(),
    "```",
    "",
    `${rooms.length} rooms on ${floors.length} floors. The picture leaves out what another way already says, and what all may use.`,
    "",
    "| floor | room | what it holds |",
    "| ----- | ---- | ------------- |",
    ...floors.flatMap((floor, index) =>
      Object.entries(floor).map(([room, says]) => `| ${index + 1} | \`${room}\` | ${says} |`)
    )
  ].join("\n")
}

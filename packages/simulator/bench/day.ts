/**
 * A day of plant time through the pure core, with a host that polls once a second: `npm run bench -- day`.
 *
 * The host is fed as bytes and asks what protocol.md 6.2 names: lamps, DC, every phase, AC input configuration, six RAM
 * variables, state. Of three phases that makes 691,200 requests. The line is paced as a real one, so every byte of the
 * host arrives by itself; frames are counted, and the heap is measured after each sixth of the day.
 *
 * What it does not show: decoding the answers, and a host that waits for each of them.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { DeviceState, Frames, Info, Leds, ReadRam, WinmonEnvelope } from "@vebus/codec"
import { Profile, Simulator } from "@vebus/simulator"

const DAY_SECONDS = 86_400
const PARTS = 6
const TARGET_SECONDS = 60
/** How much the heap may grow from the first sixth of the day to the last. */
const TARGET_GROWTH = 0.1
const MEGABYTE = 1_048_576

const words = WinmonEnvelope.request("X", ReadRam.request([14, 15, 16, 0, 4, 5]))
const state = WinmonEnvelope.request("Y", DeviceState.inquire)

/** One poll set, each request as its frame. */
const pollSet = (phases: number): ReadonlyArray<Uint8Array> =>
  [
    Leds.request,
    Info.dc,
    ...([1, 2, 3, 4] as const).slice(0, phases).map(Info.ac),
    Info.acInputConfig,
    words,
    state
  ].map(Frames.toWire)

setFlagsFromString("--expose-gc")
const sweep = runInNewContext("gc") as () => void

/** Bytes of the heap that are in use once it has been swept. */
const heapUsed = (): number => {
  sweep()
  return process.memoryUsage().heapUsed
}

interface Run {
  readonly requests: number
  readonly answers: number
  readonly seconds: number
  readonly heaps: ReadonlyArray<number>
}

const run = (profile: Profile.Profile): Run => {
  const frames = pollSet(profile.device.phases.value)
  const pause = 1000 / frames.length
  const heaps: Array<number> = []
  let simulation = Simulator.make({ profile, address: 0, winmonMode: "long" })
  let requests = 0
  let answers = 0
  const started = performance.now()
  for (let second = 0; second < DAY_SECONDS; second++) {
    for (const [place, frame] of frames.entries()) {
      const [next, sent] = Simulator.step(simulation, second * 1000 + place * pause, frame)
      simulation = next
      requests++
      for (const { truth } of sent) if (truth !== undefined) answers++
    }
    if ((second + 1) % (DAY_SECONDS / PARTS) === 0) heaps.push(heapUsed())
  }
  return { requests, answers, seconds: (performance.now() - started) / 1000, heaps }
}

console.log(`Node ${process.versions.node}; a day of ${DAY_SECONDS} s, one poll set a second`)
let isMet = true
for (const id of ["multiplus-ii-48-3000-230v", "three-phase-48-3000"] as const) {
  const { requests, answers, seconds, heaps } = run(Profile.profiles[id])
  const growth = heaps.at(-1)! / heaps[0]! - 1
  // The last answers are still on their way when the day ends.
  isMet &&= seconds < TARGET_SECONDS && growth < TARGET_GROWTH && requests - answers < 10
  console.log(
    [
      id.padEnd(28),
      `${requests} requests`.padStart(16),
      `${answers} answers`.padStart(15),
      `${seconds.toFixed(1)} s`.padStart(8),
      `${((seconds / requests) * 1e6).toFixed(1)} µs each`.padStart(14),
      `heap ${heaps.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(" ")} MB`
    ].join("  ")
  )
}
console.log(
  `target: under ${TARGET_SECONDS} s, the heap flat within ${TARGET_GROWTH * 100} %, all answered: ${isMet ? "met" : "missed"}`
)
process.exitCode = isMet ? 0 : 1

/**
 * How fast the codec is, as shares of a limit that runs beside it: `npm run bench -- codec`.
 *
 * (a) the limit: a bare loop that only finds boundaries and sums checksums, over the same chunks, carrying over the
 *     tail of each chunk in the same way; it assumes that the stream is good
 * (b) deframe and decode into typed values; the chunks are given up, so that they need not be copied
 * (c) the same through the composed schemas
 * (d) encode typed values into whole frames, as a share of (a) at 128 bytes
 *
 * The stream is what an adapter sends to a monitor: info, LEDs, RAM values, state, version frames. One process differs
 * from the next by what its compiler has seen, so several are started: the median and the slowest count, each beside the
 * limit of its own process. A last one runs without compiled layouts, as in a page that forbids `eval`. Each figure is
 * the best of several runs; only the shares mean anything on another machine.
 */
import { spawnSync } from "node:child_process"
import { Deframer, Frames, LedSuffix, type Words } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Schema from "effect/Schema"
import * as Result from "effect/Result"

const MEGABYTE = 1_000_000
const RUNS = 4
/** The clock goes in steps of some milliseconds. */
const LEAST_SECONDS = 0.12
const PROCESSES = 5
const CHUNKS = [1, 16, 128, 4096] as const
/** The shares of the limit that the median has to reach. What (d) has to is twice what it was in 0.1.0. */
const TARGETS: Readonly<Record<string, number>> = {
  "b 1": 30,
  "b 16": 30,
  "b 128": 50,
  "c 128": 15,
  "d 128": 16
}

const raw = (value: number): Words.Raw16 => (value & 0xffff) as Words.Raw16

/** One polling cycle of a monitor, its values moving with `n`. */
const cycle = (n: number): ReadonlyArray<Frames.ReplyFrame> => {
  const contents: ReadonlyArray<Frames.Reply> = [
    { _tag: "LedsReply", on: 9, blink: n & 4, alarms: 0, status: 0, unexplained: [3, 0] },
    {
      _tag: "DcInfo",
      unexplained: n,
      batteryVoltageRaw: raw(5200 + (n % 50)),
      inverterCurrentRaw: 0 as Words.Raw24,
      chargerCurrentRaw: (n % 300) as Words.Raw24,
      inverterPeriodRaw: 134 as Words.Raw8,
      spare: []
    },
    {
      _tag: "AcInfo",
      backfeedFactor: 1,
      inverterFactor: 1,
      unexplained: 1,
      state: "charge",
      phaseCode: 8,
      mainsVoltageRaw: raw(23_000 + (n % 90)),
      mainsCurrentRaw: raw(-161 + (n % 40)),
      outputVoltageRaw: raw(23_000 + (n % 90)),
      outputCurrentRaw: raw(n % 500),
      mainsPeriodRaw: 195 as Words.Raw8,
      spare: []
    },
    {
      _tag: "WinmonReply",
      letter: "X",
      reply: {
        _tag: "ReadRamReply",
        valuesRaw: [raw(200), raw(n), raw(-n), raw(23_000), raw(5200), raw(7)],
        spare: []
      }
    },
    {
      _tag: "WinmonReply",
      letter: "Y",
      reply: { _tag: "DeviceStateReply", state: "charge", subState: "float", spare: [] }
    },
    {
      _tag: "AcInputConfig",
      unexplained: 16,
      on: 9,
      blink: 0,
      alarms: 0,
      activeInput: 0,
      limitChangeable: true,
      digitalMultiControl: false,
      inputCount: 1,
      panelDetected: true,
      minimumLimitRaw: raw(49),
      maximumLimitRaw: raw(500),
      actualLimitRaw: raw(160),
      switchRegister: 0x77,
      spare: []
    },
    { _tag: "VersionReply", version: 1_170_216, mode: 0, spare: [] }
  ]
  return contents.map((content) => ({ content, leds: null }))
}

const values: ReadonlyArray<Frames.ReplyFrame> = Array.from({ length: 12_000 }, (_, n) => cycle(n)).flat()
const encoded = values.map((frame) => Result.getOrThrow(Frames.encodeReplyFrame(frame)))
const size = encoded.reduce((sum, bytes) => sum + bytes.length, 0)
const stream = new Uint8Array(size)
let end = 0
for (const bytes of encoded) {
  stream.set(bytes, end)
  end += bytes.length
}

const chunksOf = (length: number, of = stream): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(of.length / length) }, (_, n) => of.subarray(n * length, (n + 1) * length))

/** (a) Boundaries and sums, nothing else. */
const bareLoop = (chunks: ReadonlyArray<Uint8Array>): number => {
  let frames = 0
  let carry = new Uint8Array(0)
  for (const chunk of chunks) {
    const buffer = new Uint8Array(carry.length + chunk.length)
    buffer.set(carry)
    buffer.set(chunk, carry.length)
    let at = 0
    while (at < buffer.length) {
      const last = at + (buffer[at]! & 0x7f) + 1
      if (last >= buffer.length) break
      let sum = 0
      for (let index = at; index <= last; index++) sum += buffer[index]!
      if ((sum & 0xff) === 0) frames++
      at = last + 1
    }
    carry = buffer.slice(at)
  }
  return frames
}

const deframed = (
  chunks: ReadonlyArray<Uint8Array>,
  onFrame: (frame: Deframer.FrameEvent) => unknown
): number => {
  let frames = 0
  let state = Deframer.initial
  for (const chunk of chunks) {
    const [next, events] = Deframer.step(state, 0, chunk, { owned: true })
    state = next
    for (const event of events) if (event._tag === "Frame" && onFrame(event) !== undefined) frames++
  }
  return frames
}

/** (b) The fast path. */
const decodeInPlace = ({ buffer, start, end }: Deframer.FrameEvent) =>
  Frames.decodeReply(buffer, start + 1, LedSuffix.payloadEnd(buffer, start, end))

/** (c) The composed schemas. */
const decodeThroughSchema = Schema.decodeUnknownSync(Schemas.replyCodec)

/** Seconds that this thread has run: what else the machine does is not counted. */
const cpuSeconds = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

/** Best seconds of several runs, each repeated until the clock can tell. */
const best = (run: () => number, expected: number): number => {
  let seconds = Number.POSITIVE_INFINITY
  for (let n = 0; n < RUNS; n++) {
    const started = cpuSeconds()
    let repeats = 0
    do {
      const frames = run()
      if (frames !== expected) throw new Error(`expected ${expected} frames, found ${frames}`)
      repeats++
    } while (cpuSeconds() - started < LEAST_SECONDS)
    seconds = Math.min(seconds, (cpuSeconds() - started) / repeats)
  }
  return seconds
}

/** Megabytes a second by what was measured and the chunk. */
type Figures = Readonly<Record<string, number>>

const measure = (): Figures => {
  const speed = (run: () => number): number => size / best(run, values.length) / MEGABYTE
  const figures: Record<string, number> = {}
  for (const length of CHUNKS) {
    const chunks = chunksOf(length)
    figures[`a ${length}`] = speed(() => bareLoop(chunks))
    figures[`b ${length}`] = speed(() => deframed(chunks, decodeInPlace))
    figures[`c ${length}`] = speed(() =>
      deframed(chunks, (event) => decodeThroughSchema(Deframer.copyBytes(event)))
    )
  }
  figures["d 128"] = speed(
    () => values.map((frame) => Result.getOrThrow(Frames.encodeReplyFrame(frame))).length
  )
  const half = chunksOf(128, stream.subarray(0, size / 2))
  const whole = chunksOf(128)
  const frameCount = (chunks: ReadonlyArray<Uint8Array>): number => deframed(chunks, decodeInPlace)
  figures["growth"] =
    best(() => frameCount(whole), values.length) / best(() => frameCount(half), frameCount(half))
  return figures
}

const FLAG = "--one-process"
/** A process of its own; what V8 has compiled in one says nothing about the next. */
const inProcess = (...options: ReadonlyArray<string>): Figures => {
  const { stdout, stderr } = spawnSync(process.execPath, [...options, import.meta.filename, FLAG], {
    encoding: "utf8"
  })
  if (stdout === "") throw new Error(stderr)
  return JSON.parse(stdout) as Figures
}

const names: Readonly<Record<string, string>> = {
  a: "(a) boundaries and sums: the limit",
  b: "(b) deframe and decode",
  c: "(c) the same through schemas",
  d: "(d) encode"
}

const report = (): void => {
  const runs = Array.from({ length: PROCESSES }, () => inProcess())
  const interpreted = inProcess("--disallow-code-generation-from-strings")
  const limitOf = (key: string): string => `a ${key.split(" ")[1]}`
  const share = (key: string) => (run: Figures) => (run[key]! / run[limitOf(key)]!) * 100
  const ascending = (numbers: ReadonlyArray<number>) => numbers.toSorted((a, b) => a - b)
  const middle = (numbers: ReadonlyArray<number>) => ascending(numbers)[PROCESSES >> 1]!

  console.log(`${size} bytes, ${values.length} frames, Node ${process.versions.node}, ${PROCESSES} processes`)
  const columns = ["chunk", "median", "slowest", "of limit", "slowest", "target", "interpreted"]
  console.log(["".padEnd(34), ...columns.map((column) => column.padStart(12))].join(" "))
  let isMet = true
  for (const key of Object.keys(runs[0]!).filter((name) => name !== "growth")) {
    const speeds = runs.map((run) => run[key]!)
    const shares = runs.map(share(key))
    const target = TARGETS[key]
    isMet &&= target === undefined || middle(shares) >= target
    const cells = [
      key.slice(2),
      `${middle(speeds).toFixed(1)} MB/s`,
      `${Math.min(...speeds).toFixed(1)} MB/s`,
      `${middle(shares).toFixed(0)} %`,
      `${Math.min(...shares).toFixed(0)} %`,
      target === undefined ? "" : `${target} %`,
      `${share(key)(interpreted).toFixed(0)} %`
    ]
    console.log([names[key[0]!]!.padEnd(34), ...cells.map((cell) => cell.padStart(12))].join(" "))
  }
  console.log(`twice the stream takes ${middle(runs.map((run) => run["growth"]!)).toFixed(2)} times as long`)
  console.log(`targets: ${isMet ? "met" : "missed"}`)
  process.exitCode = isMet ? 0 : 1
}

if (process.argv.includes(FLAG)) console.log(JSON.stringify(measure()))
else report()

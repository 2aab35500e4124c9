/**
 * How fast the codec is, as shares of a limit that runs beside it: `npm run bench -- codec`.
 *
 * (a) the limit: a bare loop that only finds boundaries and sums checksums, over the same chunks, carrying over the
 *     tail of each chunk in the same way; it assumes that the stream is good
 * (b) deframe and decode into typed values
 * (c) deframe and decode through the composed schemas
 * (d) encode typed values into whole frames
 *
 * The stream is what an adapter sends to a monitor: info, LEDs, RAM values, state, version frames. Each figure is the
 * best of several runs in one process; only the shares mean anything on another machine.
 */
import { Deframer, Frames, LedSuffix, Schemas, type Words } from "@vebus/codec"
import * as Schema from "effect/Schema"

const MEGABYTE = 1_000_000
const RUNS = 5
const TARGET = 0.2
const TARGET_CHUNK = 128

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
const encoded = values.map(Frames.encodeReplyFrame)
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
    const [next, events] = Deframer.step(state, 0, chunk)
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

/** Best seconds of several runs. */
const best = (run: () => number, expected: number): number => {
  let seconds = Number.POSITIVE_INFINITY
  for (let n = 0; n < RUNS; n++) {
    const started = performance.now()
    const frames = run()
    if (frames !== expected) throw new Error(`expected ${expected} frames, found ${frames}`)
    seconds = Math.min(seconds, (performance.now() - started) / 1000)
  }
  return seconds
}

const row = (
  name: string,
  chunk: string,
  seconds: number,
  bytes: number,
  frames: number,
  limit: number
): void =>
  console.log(
    [
      name.padEnd(34),
      chunk.padStart(6),
      `${(bytes / seconds / MEGABYTE).toFixed(1)} MB/s`.padStart(12),
      `${(frames / seconds / MEGABYTE).toFixed(2)} Mframes/s`.padStart(16),
      `${((limit / seconds) * 100).toFixed(0)} %`.padStart(9)
    ].join(" ")
  )

console.log(`${size} bytes, ${values.length} frames, Node ${process.versions.node}`)
console.log(
  ["".padEnd(34), "chunk".padStart(6), "".padStart(12), "".padStart(16), "of limit".padStart(9)].join(" ")
)

let share = 0
for (const length of [1, 16, 128, 4096]) {
  const chunks = chunksOf(length)
  const limit = best(() => bareLoop(chunks), values.length)
  const fast = best(() => deframed(chunks, decodeInPlace), values.length)
  const schema = best(
    () => deframed(chunks, (event) => decodeThroughSchema(Deframer.copyBytes(event))),
    values.length
  )
  row("(a) boundaries and sums: the limit", `${length}`, limit, size, values.length, limit)
  row("(b) deframe and decode", `${length}`, fast, size, values.length, limit)
  row("(c) the same through schemas", `${length}`, schema, size, values.length, limit)
  if (length === TARGET_CHUNK) share = limit / fast
}
const encoding = best(() => values.map(Frames.encodeReplyFrame).length, values.length)
row("(d) encode", "", encoding, size, values.length, encoding)

const half = chunksOf(TARGET_CHUNK, stream.subarray(0, size / 2))
const whole = chunksOf(TARGET_CHUNK)
const frameCount = (chunks: ReadonlyArray<Uint8Array>): number => deframed(chunks, decodeInPlace)
const growth = best(() => frameCount(whole), values.length) / best(() => frameCount(half), frameCount(half))
console.log(`twice the stream takes ${growth.toFixed(2)} times as long`)

const isMet = share >= TARGET
console.log(
  `target: (b) at least ${TARGET * 100} % of (a) at ${TARGET_CHUNK}-byte chunks: ${(share * 100).toFixed(0)} %, ${isMet ? "met" : "missed"}`
)
process.exitCode = isMet ? 0 : 1

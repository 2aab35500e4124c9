/**
 * The counters of the link, as Effect metrics: whoever has an exporter sees them. Names and labels: integrations.md 2.3.
 */
import { type Deframer, Frames, Hex, Winmon } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Errors from "../Errors.ts"
import type { Reach, Question } from "./Question.ts"

/** Makes a metric for each key once: finding one by its labels costs more than counting. */
const once = <A>(make: (key: string) => A): ((key: string) => A) => {
  const made = new Map<string, A>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

/** A counter that only goes up. */
const total = (name: string, description: string) => Metric.counter(name, { description, incremental: true })

/** Requests by `command` and `outcome` (`ok`, `timeout`, `absent`, `rejected`, `unsupported`, `cancelled`, `failed`). */
export const requests = total("vebus_requests_total", "Requests by their outcome")
const ofCommand = once((command) => once((outcome) => Metric.withAttributes(requests, { command, outcome })))
/** The counter of the requests with a command and an outcome. */
export const requestsOf = (command: string, outcome: string) => ofCommand(command)(outcome)

/** Transmissions beyond the first, by `command`. */
export const retries = total("vebus_request_retries_total", "Requests that were sent again")
/** The counter of the transmissions of a command beyond the first. */
export const retriesOf = once((command) => Metric.withAttributes(retries, { command }))

/** Seconds from sending a request to its reply. */
export const duration = Metric.histogram("vebus_request_duration_seconds", {
  description: "Time from sending a request to its reply",
  boundaries: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2]
})
/** Times that a port was opened after the first. */
export const reconnects = total("vebus_reconnects_total", "Times that the port was opened again")

/** Answers that two others contradict: damage that the checksum did not see. */
export const damaged = total(
  "vebus_damaged_replies_total",
  "Replies with a good checksum that other replies contradict"
)
/** Times that cached infos were dropped since the device contradicts them. */
export const discardedCaches = total(
  "vebus_caches_discarded_total",
  "Times that cached infos were dropped because the device contradicts them"
)

const eepromWrites = total(
  "vebus_eeprom_writes_total",
  "Frames sent that write to the EEPROM of a unit, since the start"
)
/** The counter of the EEPROM writes of the unit at an address. */
export const eepromWritesOf = once((address) => Metric.withAttributes(eepromWrites, { address }))

const received = total("vebus_frames_received_total", "Frames by kind")
const rejected = total("vebus_frames_rejected_total", "Candidates for a frame that were none, by reason")

/** Bytes that formed no frame. */
export const skipped = total("vebus_bytes_skipped_total", "Bytes that formed no frame")
/** Replies that came after their request had timed out. */
export const late = total("vebus_late_replies_total", "Replies that came after their request had timed out")
/** Bytes on the line by `direction` (`rx`, `tx`); the line carries 240 a second each way. */
const lineBytes = total("vebus_line_bytes_total", "Bytes on the line")
/** Bytes from the adapter. */
export const rx = Metric.withAttributes(lineBytes, { direction: "rx" })
/** Bytes to the adapter. */
export const tx = Metric.withAttributes(lineBytes, { direction: "tx" })

type Kind = "version" | "led" | "info" | "config" | "winmon" | "other"

const kinds = Object.fromEntries(
  (["version", "led", "info", "config", "winmon", "other"] as const).map((kind) => [
    kind,
    Metric.withAttributes(received, { kind })
  ])
) as Record<Kind, typeof received>

const kindOf = ({ _tag }: Frames.Reply): Kind => {
  switch (_tag) {
    case "VersionReply":
      return "version"
    case "LedsReply":
      return "led"
    case "DcInfo":
    case "AcInfo":
      return "info"
    case "AcInputConfig":
    case "DeviceConfig":
      return "config"
    case "WinmonReply":
      return "winmon"
    default:
      return "other"
  }
}

/** The counter of frames of a kind. */
export const frames = (reply: Frames.Reply) => kinds[kindOf(reply)]

const reasons: Record<Deframer.DiscardReason, string> = {
  zero: "zero",
  length: "length",
  type: "unknown_type",
  checksum: "checksum",
  stale: "short"
}
const rejections = Object.fromEntries(
  Object.entries(reasons).map(([reason, label]) => [
    reason,
    Metric.withAttributes(rejected, { reason: label })
  ])
) as Record<Deframer.DiscardReason, typeof rejected>

/** The counter of candidates rejected for a reason. */
export const rejection = (reason: Deframer.DiscardReason) => rejections[reason]

/**
 * All series whose labels are known beforehand begin at 0: what did not happen yet is counted, and a first time is seen as
 * a rise. The series are those of the registry and the attributes of the caller.
 */
export const begin: Effect.Effect<void> = Effect.map(Effect.context<never>(), (context) => {
  const known = [
    reconnects,
    damaged,
    discardedCaches,
    skipped,
    late,
    rx,
    tx,
    duration,
    ...Object.values(kinds),
    ...Object.values(rejections)
  ]
  for (const metric of known) metric.valueUnsafe(context)
})

/** The command of a question as a label: its letter, with the number of an F or the winmon code behind it. */
export const commandOf = (question: Question<unknown, Reach>): string => {
  if (question._tag === "WinmonQuestion")
    return `winmon_${Hex.toHex(Winmon.Request.encode(question.command).subarray(0, 1))}`
  const payload = Frames.encodeRequest(question.request)
  const letter = String.fromCharCode(payload[1]!)
  return letter === "F" ? `F${payload[2]}` : letter
}

/** The outcome of a failed request as a label. */
export const outcomeOf = (error: Errors.LinkError): string => {
  if (error._tag === "TransportError") return "failed"
  switch (error.reason._tag) {
    case "NoReply":
      return "timeout"
    case "Unsupported":
      return "unsupported"
    case "Refused":
    case "AccessLevel":
      return "rejected"
    default:
      return "failed"
  }
}

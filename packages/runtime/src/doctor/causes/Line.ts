/**
 * Causes between the port and the adapter: no bytes, bytes that make no sense, an adapter that is too old.
 * Reference: protocol.md 1.2, 1.3; integrations.md 9.
 */
import * as Initialise from "../../session/Initialise.ts"
import { isTooOld, type Line, nameOf, type Observations } from "../Observations.ts"
import { byPort, otherSpeed, type Row, wake } from "../Row.ts"

/** How long a powered adapter is silent at most; it sends its version every second. */
const SILENT_MILLIS = 4000

const seconds = (millis: number): string => `${Math.round(millis / 1000)} s`

const noByte = ({ listenedMillis }: Line): string => `not a byte in ${seconds(listenedMillis)}`

/** Whether the adapter was heard, and fell silent. */
const isGone = ({ frames, silentMillis }: Line): boolean => frames > 0 && silentMillis >= SILENT_MILLIS

const asleep = ({ line, isNamedAdapter }: Observations): string | null => {
  if (line === null) return null
  if (isGone(line)) return `${line.frames} frames, then nothing for ${seconds(line.silentMillis)}`
  return line.bytes === 0 && isNamedAdapter ? noByte(line) : null
}

export const line = {
  silence: {
    check: "line",
    kind: "no-answer",
    recognise: ({ line: heard, isNamedAdapter }) =>
      heard?.bytes === 0 && !isNamedAdapter ? noByte(heard) : null,
    meaning:
      "Either the inverter is asleep or the VE.Bus cable is unplugged, or this is not the adapter's port, or another program left the adapter at another speed.",
    remedy: byPort({
      tcp: `${wake} Check that the server's serial port is the one with the adapter, at 2400 baud.`,
      serial: `${wake} Check that this is the adapter's port: "vebus ports". ${otherSpeed}`,
      page: `${wake} Check that the port you chose is the adapter's, and not another cable of the same maker. ${otherSpeed}`
    })
  },
  asleep: {
    check: "line",
    kind: "no-answer",
    recognise: asleep,
    isBehind: ({ _tag }) => _tag === "Asleep",
    meaning: ({ line: heard }) =>
      heard !== null && isGone(heard)
        ? "The adapter has just lost its power, which comes from the inverter: the inverter fell asleep, or the VE.Bus cable was unplugged."
        : "The adapter is there on USB, but gets its power from the inverter: the inverter is asleep, or the VE.Bus cable is unplugged. Or another program left the adapter at another speed.",
    remedy: `${wake} ${otherSpeed}`
  },
  "wrong-baud": {
    check: "line",
    kind: "no-answer",
    recognise: ({ line: heard }) =>
      heard !== null && heard.bytes > 0 && heard.frames === 0
        ? `${heard.bytes} bytes and no frame (${heard.sample})`
        : null,
    isBehind: ({ _tag }) => _tag === "Garbage",
    meaning:
      "Bytes come in, but they make no sense: another speed than 2400 baud, another device, or a second program that takes some of the bytes away.",
    remedy: byPort({
      tcp: "Set the server to 2400 baud, 8 data bits, no parity, 1 stop bit, and to raw TCP: telnet and RFC 2217 double each byte FF.",
      serial:
        'Check that this is the port of an MK2 or MK3 ("vebus ports"), and that no other program reads it. Unplug the adapter from USB and VE.Bus for some seconds: it forgets a speed that another program has set.',
      page: "Check that the port you chose is that of an MK2 or MK3: a VE.Direct cable looks the same to the browser. Unplug the adapter from USB and VE.Bus for some seconds: it forgets a speed that another program has set."
    })
  },
  "no-version": {
    check: "line",
    kind: "no-answer",
    recognise: ({ line: heard, adapter }) =>
      heard !== null && heard.frames > 0 && adapter === null
        ? `${heard.frames} frames, but no version`
        : null,
    meaning: "What sends here speaks VE.Bus, but does not say what it is.",
    remedy:
      "Unplug the adapter from VE.Bus for some seconds and try again. If it stays so, please report it with --report."
  },
  "firmware-too-old": {
    check: "firmware",
    kind: "refused",
    recognise: ({ adapter }) => (adapter !== null && isTooOld(adapter) ? nameOf(adapter) : null),
    meaning: `MK2 firmware below ${Initialise.OLDEST_MK2} does not know the commands that reach the inverter.`,
    remedy: "Use an adapter with newer firmware (an MK2 from 131 on, or any MK3); VE Flash updates an MK2."
  }
} as const satisfies Record<string, Row>

/**
 * Causes behind the adapter: units that do not answer, alarms, values that cannot be, somebody else who steers.
 * Reference: protocol.md 3.10, 6.10, 7; integrations.md 9.
 */
import { Alarm } from "@vebus/codec"
import * as Silent from "../../documents/Silent.ts"
import type { Observations, OtherControllers } from "../Observations.ts"
import type { Row } from "../Row.ts"

/** The VE.Bus error, alarms and warnings in words; `null`: there are none. */
const alarmed = ({ system }: Observations): string | null => {
  const { alarms, warnings } = system?.alarms ?? { alarms: [], warnings: [] }
  const signs = [
    ...(system?.error
      ? [`VE.Bus error ${system.error}: ${Alarm.vebusError(system.error) ?? "not documented"}`]
      : []),
    ...alarms.map((subject) => `${subject} alarm`),
    ...warnings.filter((subject) => !alarms.includes(subject)).map((subject) => `${subject} warning`)
  ]
  return signs.length === 0 ? null : signs.join(", ")
}

/** Signs of another controller; `null`: there are none. */
const steered = ({ foreignFrames, digitalMultiControl }: OtherControllers): string | null => {
  const signs = [
    ...(foreignFrames > 0 ? [`${foreignFrames} frames of another panel`] : []),
    ...(digitalMultiControl === true ? ["the inverter reports a Digital Multi Control"] : [])
  ]
  return signs.length === 0 ? null : signs.join(", ")
}

export const system = {
  "only-version-frames": {
    check: "device",
    kind: "no-answer",
    recognise: ({ device }) =>
      device === null ? "version frames come, but no answer to anything else" : null,
    isBehind: ({ _tag }) => _tag === "NoReply",
    meaning:
      "The adapter has power and speaks, but the inverter behind it does not answer: it is off, it is starting, or it has another address.",
    remedy:
      'Switch the inverter on: while it is off, the adapter may be all that has power. In a system of several units try "--address". Try again after a minute: a unit that starts is silent for a while.'
  },
  "silent-unit": {
    check: "units",
    kind: "no-answer",
    recognise: (seen) => Silent.sentence(seen.system?.silent ?? []),
    meaning:
      "A unit that is switched off at its front, or cut off, leaves the bus. What the others report is shown; sums over all units are not.",
    remedy:
      "Switch it on at its front, and check its VE.Bus cable and terminators. After a change of the system, configure it anew with an installer's tool."
  },
  "vebus-error": {
    check: "alarms",
    kind: "failure",
    recognise: (seen) => (seen.system?.error ? alarmed(seen) : null),
    meaning: "The units of the system disagree, or one of them has a fault.",
    remedy:
      'Look up the number in the manual of the inverter. "vebus info" shows which units answer; error 3 and 17 mostly mean that one is off or cut off, and stand for hours on a system that is switched off by remote.'
  },
  alarm: {
    check: "alarms",
    kind: "failure",
    recognise: alarmed,
    meaning: "The inverter reports that something is out of its limits, or about to be.",
    remedy:
      'Look at the battery, the loads and the temperature: "vebus monitor" shows what the inverter measures.'
  },
  "impossible-value": {
    check: "values",
    kind: "failure",
    recognise: (seen) => {
      const impossible = seen.system?.battery?.impossible ?? null
      return impossible === null ? null : `${impossible} cannot be`
    },
    meaning:
      "The scale that the unit reports, or the value itself, is wrong, or damaged on its way. Such a value is not shown.",
    remedy:
      "Try again: a damaged reply passes. If it stays so, another adapter or cable shows which of them it is; please report it with --report."
  },
  "other-master": {
    check: "control",
    kind: "refused",
    recognise: ({ control }) => steered(control),
    meaning:
      "Another controller sets switch and current limit. What is set from here may be undone within a second.",
    remedy:
      "Reading does no harm. To steer from here, take the other controller (Digital Multi Control, GX device, second adapter) off the bus, or let it alone do the steering."
  }
} as const satisfies Record<string, Row>

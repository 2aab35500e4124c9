/**
 * Notifications: warnings and alarms of the inverter, its VE.Bus error, and that there is no data. Pure.
 *
 *     notifications.electrical.chargers.ID.highTemperature | lowBattery | overload | ripple | error | connection
 *
 * An alarm that nobody hears of any more is not over: its notification goes away, and that of the connection names it.
 * Reference: integrations.md 7; the Signal K specification on notifications.
 */
import { Alarm } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { PathValue } from "./Host.ts"
import { charger } from "./Paths.ts"

/** The notification of a path. */
export interface Notification {
  readonly state: "normal" | "alert" | "warn" | "alarm"
  readonly method: ReadonlyArray<"visual" | "sound">
  readonly message: string
}

/** Notifications by the last word of their path; `null`: nobody knows. */
export type Standing = Readonly<Record<string, Notification | null>>

/** Nothing stands, and nothing was sent. */
export const nothing: Standing = {}

const names: Readonly<Record<(typeof Alarm.subjects)[number], string>> = {
  temperature: "highTemperature",
  "low-battery": "lowBattery",
  overload: "overload",
  ripple: "ripple"
}

const raised = (state: Notification["state"], message: string): Notification => ({
  state,
  method: state === "normal" ? [] : state === "alarm" ? ["visual", "sound"] : ["visual"],
  message
})

const error = ({ vebusError }: Pick<Reading.Reading, "vebusError">): Notification | null =>
  vebusError === null
    ? null
    : vebusError.code === 0
      ? raised("normal", "no VE.Bus error")
      : raised(
          "alarm",
          `VE.Bus error ${vebusError.code}${vebusError.name === null ? "" : `: ${vebusError.name}`}`
        )

/** The notifications of a reading. */
export const of = (reading: Pick<Reading.Reading, "alarms" | "vebusError">): Standing => ({
  ...Object.fromEntries(
    Alarm.subjects.map((subject) => {
      const { alarms } = reading
      const words = subject.replace("-", " ")
      return [
        names[subject],
        alarms === null
          ? null
          : alarms.alarms.includes(subject)
            ? raised("alarm", `Alarm: ${words}`)
            : alarms.warnings.includes(subject)
              ? raised("warn", `Warning: ${words}`)
              : raised("normal", `No alarm: ${words}`)
      ]
    })
  ),
  error: error(reading),
  connection: raised("normal", "The inverter answers")
})

const isRaised = (each: Notification | null | undefined): each is Notification =>
  each !== null && each !== undefined && each.state !== "normal"

/** Why there is no data. A unit that sleeps is nothing out of the ordinary. */
const silences = {
  asleep: raised("alert", "The inverter is asleep, or VE.Bus is unplugged from the adapter"),
  unplugged: raised("warn", "The adapter is unplugged"),
  stale: raised("warn", "The inverter has not answered for too long")
} as const
/** A reason why there is no data. */
export type Silence = keyof typeof silences

const HEARD = "; last heard: "

/** The notifications while there is no data. What was raised is no longer known, and is what was heard last. */
export const silent = (sent: Standing, why: Silence): Standing => {
  const { connection, ...alarms } = sent
  const messages = Object.values(alarms)
    .filter(isRaised)
    .map(({ message }) => message)
  const [, before] = isRaised(connection) ? connection.message.split(HEARD) : []
  const heard = messages.length > 0 ? messages.join(", ") : before
  const { message, ...rest } = silences[why]
  return { connection: { ...rest, message: heard === undefined ? message : `${message}${HEARD}${heard}` } }
}

/** The notifications to send after those that were sent. One that was never other than normal is not sent. */
export const step = (
  id: string,
  sent: Standing,
  now: Standing
): readonly [Standing, ReadonlyArray<PathValue>] => {
  const changes = [...new Set([...Object.keys(sent), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [sent[name] ?? null, now[name] ?? null]
    const isNew = was?.state !== is?.state || was?.message !== is?.message
    return isNew && (was !== null || isRaised(is)) ? [[name, is] as const] : []
  })
  return [
    { ...sent, ...Object.fromEntries(changes) },
    changes.map(([name, value]) => ({ path: `notifications.${charger(id)}.${name}`, value }))
  ]
}

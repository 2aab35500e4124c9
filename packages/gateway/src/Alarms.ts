/**
 * Alarms, warnings and VE.Bus errors that come and go, out of one reading after the other. What is not reported is unknown,
 * and neither came nor went. Pure.
 */
import { Alarm } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { AlarmEvent } from "./FeedEvent.ts"

type Told = Pick<AlarmEvent, "_tag" | "kind" | "name" | "active" | "message">

/** The alarms and the VE.Bus error of the last reading that reported them. */
export interface State {
  readonly standing: Alarm.Standing | null
  /** `null`: nobody has reported it yet. */
  readonly error: number | null
}

/** Nothing was reported yet. */
export const initial: State = { standing: null, error: null }

const NO_STANDING: Alarm.Standing = { warnings: [], alarms: [] }

const event = (kind: AlarmEvent["kind"], name: string, active: boolean, words: string): Told => ({
  _tag: "Event",
  kind,
  name,
  active,
  message: active ? words : `${words}: over`
})

const changes = (
  kind: "warning" | "alarm",
  before: ReadonlyArray<string>,
  now: ReadonlyArray<string>
): ReadonlyArray<Told> => [
  ...now.filter((name) => !before.includes(name)).map((name) => event(kind, name, true, `${kind}: ${name}`)),
  ...before.filter((name) => !now.includes(name)).map((name) => event(kind, name, false, `${kind}: ${name}`))
]

const errorWords = (code: number): string =>
  `VE.Bus error ${code}${Alarm.vebusError(code) === null ? "" : `: ${Alarm.vebusError(code)}`}`

/** Compares a reading with the state before: the alarms that came and went with it, and the state after it. */
export const step = (
  { standing, error }: State,
  { alarms, vebusError }: Pick<Reading.Reading, "alarms" | "vebusError">
): readonly [State, ReadonlyArray<Told>] => {
  const now = alarms ?? standing
  const code = vebusError?.code ?? error
  const before = standing ?? NO_STANDING
  return [
    { standing: now, error: code },
    [
      ...(now === null ? [] : changes("warning", before.warnings, now.warnings)),
      ...(now === null ? [] : changes("alarm", before.alarms, now.alarms)),
      ...(code === error || code === null
        ? []
        : [
            ...((error ?? 0) === 0 ? [] : [event("vebus-error", String(error), false, errorWords(error!))]),
            ...(code === 0 ? [] : [event("vebus-error", String(code), true, errorWords(code))])
          ])
    ]
  ]
}

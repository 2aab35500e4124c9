/**
 * The energy of all units within a time, with many looks meanwhile.
 */
import type { Device, Errors } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type * as Look from "../../look/Look.ts"

/** Looked at so often, few restarts of a unit hide between two looks. */
const LOOK_MILLIS = 10_000
/** In a short time more often: what passes between two looks is lost when a unit is switched off. */
const LOOKS = 10
/** The time of a look at a system of six units. */
const SHORTEST_LOOK_MILLIS = 2000

/** The energy within a time. */
export const count = (
  { device, report }: Look.Looking,
  millis: number
): Effect.Effect<Device.Energy.Energy | null, Errors.LinkError> => {
  const few = Math.min(LOOKS, Math.floor(millis / SHORTEST_LOOK_MILLIS))
  const intervals = Math.max(1, few, Math.ceil(millis / LOOK_MILLIS))
  return device.energy({ interval: millis / intervals }).pipe(
    Stream.take(1 + intervals),
    Stream.zipWithIndex,
    Stream.tap(([, index]) => Effect.sync(() => report(index, intervals))),
    Stream.map(([energy]) => energy),
    Stream.runLast,
    Effect.catchTag("IntervalTooLong", Effect.die),
    Effect.map(Option.getOrNull)
  )
}

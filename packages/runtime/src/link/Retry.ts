/**
 * When to ask again: one schedule for each class of requests, and those of the link itself.
 *
 *     read       four repeats. Reading changes nothing
 *     set        two repeats with the same bytes
 *     sequence   a step of several that belong together: none after silence, the whole has to begin again
 *     oneShot    never
 *
 * A schedule is asked after each transmission that failed by silence (`NoReply`, with the count of transmissions) or by
 * a damaged reply (`Malformed`). It says whether to send again, and how long to wait before. The line stays taken
 * meanwhile, so that a wait holds up everybody else.
 *
 * A caller's own schedule replaces `read` and `set` only. What must not be sent twice has `oneShot` whatever is given:
 * a silent line does not mean that the request did not arrive. Reference: protocol.md 4.6; decisions.md 5.
 *
 * @example Retry.times(1) - one repeat, for what is asked again soon anyway
 */
import type { Traits } from "@vebus/codec"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { LinkError } from "../Errors.ts"

/** When what failed is tried again. Its input is the failure. */
export type Retry = Schedule.Schedule<unknown, LinkError>

/** Another schedule for what may be repeated. */
export interface Policies {
  /** For requests that read: four repeats unless said otherwise. */
  readonly read?: Retry
  /** For requests that may be sent again with the same bytes: two repeats unless said otherwise. */
  readonly set?: Retry
}

/** A damaged reply shows that the device is there: it is asked again so often, also where silence would be believed. */
const DAMAGED_REPEATS = 2

/** So many repeats after silence, from 0; after a damaged reply two at least. */
export const times = (repeats: number): Retry =>
  Schedule.recurs(Math.max(repeats, DAMAGED_REPEATS)).pipe(
    Schedule.while(
      ({ input, attempt }: Schedule.Metadata<number, LinkError>) => isDamaged(input) || attempt <= repeats
    )
  )

/** Four repeats. Five transmissions without a reply call the link itself into question. */
export const read: Retry = times(4)

/** Two repeats with the same bytes. */
export const set: Retry = times(2)

/** None after silence, since the steps before are lost too; a damaged reply is asked for again. */
export const sequence: Retry = times(0)

/** Never. */
export const oneShot: Retry = Schedule.recurs(0)

/** The schedule of a request by its traits. The one given is used only where a repeat is harmless. */
export const of = ({ effect, retry }: Traits.Traits, given?: Policies): Retry => {
  switch (retry) {
    case "read":
      return given?.read ?? read
    case "set":
      return given?.set ?? set
    case "sequence":
      return effect === "read" ? sequence : oneShot
    case "write":
    case "one-shot":
      return oneShot
  }
}

/**
 * The schedule of an order that who sends it knows to be harmless to repeat, or has seen not to have arrived: the one given.
 * A one-shot, and a step of several that belong together, never.
 */
export const again = ({ retry }: Traits.Traits, given: Retry = set): Retry =>
  retry === "one-shot" || retry === "sequence" ? oneShot : given

/** Whether a failure is one that a repeat may mend. */
export const isRepeatable = (error: LinkError): boolean =>
  error._tag === "DeviceError" && (error.reason._tag === "NoReply" || error.reason._tag === "Malformed")

const isDamaged = (error: LinkError): boolean =>
  error._tag === "DeviceError" && error.reason._tag === "Malformed"

/** Opening a port again: after half a second, then twice as long each time up to 30 s, give or take a fifth. */
export const reconnect: Schedule.Schedule<unknown> = Schedule.exponential("500 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(30)))),
  Schedule.jittered
)

/** Setting the link right again: after 0.5, 1, 2, then always 5 s, give or take a fifth. */
export const initialise: Retry = Schedule.exponential("500 millis").pipe(
  Schedule.modifyDelay(({ duration }) =>
    Effect.succeed(Duration.isGreaterThan(duration, Duration.seconds(2)) ? Duration.seconds(5) : duration)
  ),
  Schedule.jittered
)

/** A schedule whose pauses end early when something happens. */
export const until = (schedule: Retry, event: Effect.Effect<void> | undefined): Retry =>
  event === undefined
    ? schedule
    : Schedule.modifyDelay(schedule, ({ duration }) =>
        Effect.as(Effect.timeoutOption(event, duration), Duration.zero)
      )

/** A schedule that starts over whenever `isNew` says so: what went well in between makes a failure the first again. */
export const startingOver = <Output, Input>(
  schedule: Schedule.Schedule<Output, Input>,
  isNew: () => boolean
): Schedule.Schedule<Output, Input> =>
  Schedule.fromStep(
    Effect.map(Schedule.toStep(schedule), (first) => {
      let step = first
      return (now: number, input: Input) =>
        isNew()
          ? Effect.flatMap(Schedule.toStep(schedule), (fresh) => {
              step = fresh
              return step(now, input)
            })
          : step(now, input)
    })
  )

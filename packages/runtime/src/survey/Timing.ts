/**
 * How long each class of requests takes, as one table: a declaration for each, with the question that stands for it. The
 * time that the bytes of both ways take on the line is not counted.
 */
import type { ShortAddress } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Answer } from "../link/Exchange.ts"
import * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import * as Question from "../link/Question.ts"
import type { Harmless, Session } from "../session/Session.ts"
import { BYTES_PER_SECOND } from "../transports/Transport.ts"
import type * as Heard from "./Heard.ts"
import * as Patience from "./Patience.ts"

/** Asks once, of one unit. */
type Once = (address: ShortAddress.ShortAddress) => Question.Question<unknown, Harmless>

/** Each class of requests, by its name in the survey, and the question that stands for it. */
export const classes: Readonly<Record<string, Once>> = {
  V: () => Question.version,
  A: (address) => Question.selectAddress(address),
  D: () => Question.adapterSettings,
  H: () => Question.busLines,
  L: () => Question.leds,
  "F 0": () => Question.dcInfo,
  "F 1": () => Question.acInfo(1),
  "F 5": () => Question.acInputConfig,
  "F 7": (address) => Question.deviceConfig(address),
  "05": () => Question.softwareVersion,
  "0E": () => Question.deviceState,
  "0F": () => Question.energyCounters,
  "30": () => Question.ram([4]),
  "31": () => Question.setting(2),
  "35": () => Question.settingInfo(2),
  "36": () => Question.ramInfo(4),
  "3B": () => Question.serialNumber
}

/** How often a class is timed, and how often at most where replies get lost. */
const SAMPLES = 8
const ATTEMPTS = 16
/** After so many requests without any answer there is none. */
const HOPELESS = 5

/** The name of the class of the snapshot, which is asked in a sequence. */
export const SNAPSHOT = "38"

/** The names of all classes. */
export const names: ReadonlyArray<string> = [...Object.keys(classes), SNAPSHOT]

const MILLIS_PER_BYTE = 1000 / BYTES_PER_SECOND
/** Times are told to so many milliseconds. */
const STEP_MILLIS = 5

/** The second shortest: a busy computer only ever adds to a time, and the shortest may be a late answer to what went before. */
const typical = (values: ReadonlyArray<number>): number => {
  const [shortest, second = shortest] = values.toSorted((a, b) => a - b)
  return second!
}

/** The typical time of a class in milliseconds; `null` where it is not answered. */
export const measure = Effect.fn("Timing.measure")(function* (
  session: Session,
  heard: Heard.Heard,
  name: string,
  address: ShortAddress.ShortAddress
): Effect.fn.Return<number | null> {
  const samples: Array<number> = []
  for (let attempt = 1; attempt <= ATTEMPTS && samples.length < SAMPLES; attempt++) {
    if (attempt > HOPELESS && samples.length === 0) break
    const sample = yield* Patience.once(session, timed(session, heard, name, address))
    if (sample !== null) samples.push(sample)
  }
  return samples.length === 0 ? null : Math.max(0, Math.round(typical(samples) / STEP_MILLIS) * STEP_MILLIS)
})

/** One request and its reply: what is left when the line is taken off. */
const timed = (
  session: Session,
  heard: Heard.Heard,
  name: string,
  address: ShortAddress.ShortAddress
): Effect.Effect<number, LinkError> => {
  const unit = session.unit(address)
  const clocked = <A>(asked: (onSent: () => void) => Effect.Effect<Answer<A>, LinkError>) =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const begin = () => ({ ...heard.bytes(), from: Monotonic.now(clock) })
      let before = begin()
      // A letter may have to be waited for.
      const { at } = yield* asked(() => (before = begin()))
      const { sent, received } = heard.bytes()
      return at - before.from - (sent - before.sent + received - before.received) * MILLIS_PER_BYTE
    })
  if (name === SNAPSHOT)
    return session.sequence((ask) =>
      Effect.andThen(
        ask(Question.takeSnapshot([4]), { address }),
        // The line is still busy with the trigger.
        Effect.andThen(
          Effect.sleep("100 millis"),
          clocked((onSent) => ask(Question.snapshot, { address, retry: Retry.times(0), onSent }))
        )
      )
    )
  return clocked((onSent) => unit.ask(classes[name]!(address), { retry: Retry.times(0), onSent }))
}

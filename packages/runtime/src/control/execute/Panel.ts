/**
 * Sets switch and input current limit, in one S frame, and looks with F 5 whether they came into force. Without an
 * acknowledgement the frame is sent again only when F 5 shows the old state still. Reference: protocol.md 3.6, 6.6.
 */
import { type AcInputConfig, Switch } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Question from "../../Question.ts"
import * as Errors from "../ControlError.ts"
import * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import { inForce, text } from "../plan/PanelWrites.ts"
import type { PanelState, PanelWrite } from "../WritePlan.ts"
import { beforehand, ended, REPEATS, send, type Step } from "./Step.ts"

type Panel = typeof PanelState.Type

/** How long the unit may take before F 5 shows the new state; it is looked at twice. */
const SETTLING_MILLIS = 1000
const LOOKS = 2

export const write = (name: string, action: PanelWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.flatMap(step.ask(Question.acInputConfig), ({ value: config }) => {
      const now = inForce(config)
      return now !== null && same(now, action.before)
        ? put(name, action, config, step)
        : Effect.succeed(
            Outcome.notWritten(
              new Errors.Forbidden({
                what: name,
                why: `the plan was built on ${text(action.before)}, and now ${now === null ? "the unit does not tell" : `${text(now)} is in force`}: somebody else changed it`,
                instead: "Make the plan again"
              })
            )
          )
    })
  )

const same = (a: Panel, b: Panel): boolean => a.position === b.position && a.limitRaw === b.limitRaw

/** What F 5 shows once a state is in force: none demanded gives the highest, and less than the lowest gives the lowest. */
const expected = ({ position, limitRaw }: Panel, config: AcInputConfig.Reply): Panel => ({
  position,
  limitRaw:
    limitRaw >= Switch.NO_LIMIT
      ? config.maximumLimitRaw
      : limitRaw < config.minimumLimitRaw
        ? config.minimumLimitRaw
        : limitRaw
})

const put = (
  name: string,
  { before, wanted }: PanelWrite,
  config: AcInputConfig.Reply,
  step: Step,
  repeats = REPEATS
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const attempt = yield* send(step, Order.panel(wanted))
    if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
    const found = yield* look(expected(wanted, config), step)
    if (Option.isNone(found)) {
      // Whoever is switched off may fall asleep at once.
      return attempt._tag === "Acknowledged"
        ? Outcome.written("acknowledged")
        : Outcome.unknown(Outcome.causeOf(attempt.error))
    }
    if (same(found.value, expected(wanted, config))) return Outcome.written("read-back")
    const isOld = same(found.value, before)
    if (isOld && attempt._tag === "Unanswered") {
      return repeats > 0
        ? yield* put(name, { _tag: "Panel", before, wanted }, config, step, repeats - 1)
        : Outcome.notWritten(Outcome.causeOf(attempt.error))
    }
    const reason = new Errors.NotVerified({
      what: name,
      before: text(before),
      wanted: text(wanted),
      found: text(found.value)
    })
    return isOld ? Outcome.notWritten(reason) : Outcome.notVerified(reason)
  })

/** What is in force after a while; none when the unit does not tell. Stops looking once it is what is expected. */
const look = (wanted: Panel, { ask }: Step): Effect.Effect<Option.Option<Panel>> =>
  Effect.gen(function* () {
    let found: Panel | null = null
    for (let left = LOOKS; left > 0 && (found === null || !same(found, wanted)); left--) {
      yield* Effect.sleep(SETTLING_MILLIS)
      found = inForce((yield* ask(Question.acInputConfig)).value)
    }
    return Option.fromNullishOr(found)
  }).pipe(Effect.option, Effect.map(Option.flatten))

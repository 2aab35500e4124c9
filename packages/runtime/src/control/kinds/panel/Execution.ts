/**
 * Sets switch and input current limit, in one S frame, and looks with F 5 whether they came into force: the answer to S
 * comes from the adapter, and says nothing about the unit. Without an answer the frame is sent again only when F 5 shows
 * the old state still. Reference: protocol.md 3.6, 6.6.
 */
import { type AcInputConfig, Switch } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../../../Errors.ts"
import * as Question from "../../../link/Question.ts"
import * as Errors from "../../ControlError.ts"
import {
  beforehand,
  changedSince,
  LOOK,
  opposed,
  otherwise,
  type Out,
  sendAndLook,
  type Step
} from "../../execute/Step.ts"
import * as Outcome from "../../Outcome.ts"
import type { Write } from "../Kind.ts"
import { activeInput, inForce, masterOf, type PanelState, type PanelWrite, text } from "./PanelState.ts"

/** How long the unit may take before F 5 shows the new state; it is looked at twice. */
const SETTLING_MILLIS = 1000
const LOOKS = 2
const UNTOLD = "Undo needs to know it: use the switch on the unit"

/** Sets switch and limit, unless they have changed meanwhile, or another master is in charge. */
export const write = ({ name, action }: Write<PanelWrite>, step: Step): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      const { value: config } = yield* step.ask(Question.acInputConfig)
      const now = inForce(config)
      const earlier = masterOf(config, yield* step.masters.heard)
      if (earlier !== null) return opposed(name, earlier)
      if (now === null || !same(now, action.before)) {
        return changedSince(name, text(action.before), now === null ? "nothing that it tells" : text(now))
      }
      const input = activeInput(config)
      if (action.input !== undefined && action.input !== input) {
        return changedSince(name, `AC${action.input} in use`, `AC${input} in use`)
      }
      const master = yield* step.masters.listenedFor(step.ask, step.unheard)
      return master === null ? yield* put(name, action, config, step) : opposed(name, master)
    })
  )

const same = (a: PanelState, b: PanelState): boolean => a.position === b.position && a.limitRaw === b.limitRaw

/** Whether the unit shows what was demanded, give or take the 0.1 A that it may have rounded by. */
const isMet = (found: PanelState, demanded: PanelState): boolean =>
  found.position === demanded.position && Math.abs(found.limitRaw - demanded.limitRaw) <= 1

/** The state that F 5 shows once this one is in force: no limit gives the highest, less than the lowest gives the lowest. */
const expected = ({ position, limitRaw }: PanelState, config: AcInputConfig.Reply): PanelState => ({
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
  step: Step
): Effect.Effect<Outcome.Outcome> => {
  const demanded = expected(wanted, config)
  return sendAndLook(step, {
    look: look(demanded, step),
    unseen: (attempt, error) => unseen(wanted, attempt, error, step),
    judge: (state, attempt) =>
      Effect.gen(function* () {
        const isOld = state !== null && same(state, before) && !same(before, demanded)
        if (state !== null && !isOld && isMet(state, demanded)) return Outcome.written("read-back")
        const master = yield* step.masters.heard
        if (master !== null) {
          const cause = new Errors.OtherMaster({ what: name, master })
          return isOld ? Outcome.notWritten(cause) : Outcome.notVerified(cause)
        }
        if (isOld && attempt._tag === "Unanswered") return yield* attempt.error
        const texts = { what: name, before: text(before), wanted: text(wanted) }
        return state === null
          ? otherwise({ ...texts, found: "no switch position", instead: UNTOLD }, false)
          : otherwise({ ...texts, found: text(state) }, isOld)
      })
  })
}

/**
 * The state in force after a while; `null` when the unit does not report it. Stops looking once it is what was demanded, unless
 * another master has been heard, who may be about to take it back.
 */
const look = (demanded: PanelState, { ask, masters }: Step): Effect.Effect<PanelState | null, LinkError> =>
  Effect.sleep(SETTLING_MILLIS).pipe(
    Effect.andThen(ask(Question.acInputConfig, LOOK)),
    Effect.map(({ value }) => inForce(value)),
    Effect.repeat({
      times: LOOKS - 1,
      until: (state) =>
        state !== null && isMet(state, demanded)
          ? Effect.map(masters.heard, (master) => master === null)
          : Effect.succeed(false)
    })
  )

/** The outcome when F 5 has no answer: nobody knows, unless the unit switched off as asked, and the adapter with it. */
const unseen = (
  wanted: PanelState,
  attempt: Out<unknown>,
  error: LinkError,
  { ask }: Step
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    if (attempt._tag === "Unanswered") return Outcome.unknown(Outcome.causeOf(attempt.error))
    const isSilent =
      wanted.position === "off" &&
      (isAsleep(error) ||
        (isNoReply(error) &&
          (yield* Effect.match(ask(Question.version, LOOK), {
            onSuccess: () => false,
            onFailure: (silence) => isNoReply(silence) || isAsleep(silence)
          }))))
    return isSilent ? Outcome.written("acknowledged") : Outcome.unknown(Outcome.causeOf(error))
  })

const isAsleep = (error: LinkError): boolean => error._tag === "DeviceError" && error.reason._tag === "Asleep"

/**
 * Sets switch and input current limit, in one S frame, and looks with F 5 whether they came into force: the answer to S
 * comes from the adapter, and says nothing about the unit. Without an answer the frame is sent again only when F 5 shows
 * the old state still. Reference: protocol.md 3.6, 6.6.
 */
import { type AcInputConfig, Switch } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import * as Errors from "../ControlError.ts"
import type { Masters } from "../Masters.ts"
import type * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import { activeInput, inForce, masterOf, text } from "../PanelState.ts"
import type { PanelState, PanelWrite } from "../WritePlan.ts"
import {
  type Attempt,
  beforehand,
  changedSince,
  ended,
  LOOK,
  NOTHING_TO_UNDO,
  REPEATS,
  send,
  type Sendables,
  type Step
} from "./Step.ts"

/** How long the unit may take before F 5 shows the new state; it is looked at twice. */
const SETTLING_MILLIS = 1000
const LOOKS = 2
const UNTOLD = "Undo needs to know it: use the switch on the unit"

/** Sets switch and limit, unless they have changed meanwhile, or another master is in charge. */
export const write = (
  name: string,
  action: PanelWrite,
  { order, unheard }: Sendables,
  step: Step,
  masters: Masters
): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      const { value: config } = yield* step.ask(Question.acInputConfig)
      const now = inForce(config)
      const known = masterOf(config, yield* masters.heard)
      if (known !== null) return opposed(name, known)
      if (now === null || !same(now, action.before)) {
        return changedSince(name, text(action.before), now === null ? "nothing that it tells" : text(now))
      }
      const input = activeInput(config)
      if (action.input !== undefined && action.input !== input) {
        return changedSince(name, `AC${action.input} in use`, `AC${input} in use`)
      }
      const master = yield* masters.listenedFor(step.ask, unheard)
      return master === null ? yield* put(name, action, order, config, step, masters) : opposed(name, master)
    })
  )

const opposed = (what: string, master: string): Outcome.Outcome =>
  Outcome.notWritten(new Errors.OtherMaster({ what, master }))

const same = (a: PanelState, b: PanelState): boolean => a.position === b.position && a.limitRaw === b.limitRaw

/** Whether the unit shows what was demanded, give or take the 0.1 A that it may have rounded by. */
const isMet = (found: PanelState, demanded: PanelState): boolean =>
  found.position === demanded.position && Math.abs(found.limitRaw - demanded.limitRaw) <= 1

/** What F 5 shows once a state is in force: none demanded gives the highest, and less than the lowest gives the lowest. */
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
  action: PanelWrite,
  order: Order.Sendable,
  config: AcInputConfig.Reply,
  step: Step,
  masters: Masters,
  repeats = REPEATS
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const { before, wanted } = action
    const demanded = expected(wanted, config)
    const attempt = yield* send(step, order)
    if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
    const looked = yield* Effect.result(look(demanded, step, masters))
    if (looked._tag === "Failure") return yield* unseen(wanted, attempt, looked.failure, step)
    const found = looked.success
    const isOld = found !== null && same(found, before) && !same(before, demanded)
    if (found !== null && !isOld && isMet(found, demanded)) return Outcome.written("read-back")
    const master = yield* masters.heard
    if (isOld && attempt._tag === "Unanswered" && master === null) {
      return repeats > 0
        ? yield* put(name, action, order, config, step, masters, repeats - 1)
        : Outcome.notWritten(Outcome.causeOf(attempt.error))
    }
    const cause =
      master === null
        ? new Errors.NotVerified({
            what: name,
            before: text(before),
            wanted: text(wanted),
            found: found === null ? "no switch position" : text(found),
            ...(found === null ? { instead: UNTOLD } : isOld ? { instead: NOTHING_TO_UNDO } : {})
          })
        : new Errors.OtherMaster({ what: name, master })
    return isOld ? Outcome.notWritten(cause) : Outcome.notVerified(cause)
  })

/**
 * What is in force after a while; `null` when the unit does not tell. Stops looking once it is what was demanded, unless
 * another master has been heard, who may be about to take it back.
 */
const look = (
  demanded: PanelState,
  { ask }: Step,
  masters: Masters
): Effect.Effect<PanelState | null, LinkError> =>
  Effect.gen(function* () {
    let found: PanelState | null = null
    for (let left = LOOKS; left > 0; left--) {
      yield* Effect.sleep(SETTLING_MILLIS)
      found = inForce((yield* ask(Question.acInputConfig, LOOK)).value)
      if (found !== null && isMet(found, demanded) && (yield* masters.heard) === null) break
    }
    return found
  })

/** What is known when F 5 has no answer: nothing, unless the unit was told to switch off and has taken the adapter along. */
const unseen = (
  wanted: PanelState,
  attempt: Extract<Attempt<unknown>, { _tag: "Acknowledged" | "Unanswered" }>,
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

/**
 * Writes a word to a setting.
 *
 *     before          the stored word must still be the one that the plan was built on
 *     stored          37 with flags 01, then read back after 200 ms. Without an acknowledgement the read-back decides: it
 *                     is sent again only when the old word was seen to be there still
 *     RAM only        37 with flags 03. Nothing shows what acts, so the acknowledgement is the proof; without one it is
 *                     sent again, twice at most: the same word again is harmless and wears nothing
 *     37 not known    33 and 34 do the same in two steps, but only store, and in short mode only. A refused 33 ends it: 34
 *                     would store into what was selected before
 *
 * Reference: protocol.md 4.5.7, 4.5.8, 4.6, 6.4.
 */
import { type Words, WriteViaId } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import * as Errors from "../ControlError.ts"
import type * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import type { SettingWrite } from "../WritePlan.ts"
import {
  answered,
  type Attempt,
  beforehand,
  changedSince,
  ended,
  isDenial,
  LOOK,
  NOTHING_TO_UNDO,
  REPEATS,
  send,
  type Sendables,
  sendUntilAnswered,
  type Step
} from "./Step.ts"

/** How long the unit may take to store a word before it is read back. */
const STORING_MILLIS = 200

/** Writes a setting, unless somebody has stored another word meanwhile. */
export const write = (
  name: string,
  action: SettingWrite,
  sendables: Sendables,
  step: Step
): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.flatMap(step.ask(Question.setting(action.id)), ({ value: storedRaw }) =>
      storedRaw === action.stored.raw
        ? action.to === "ram"
          ? toRam(name, action, sendables, step)
          : toEeprom(name, action, sendables, step)
        : Effect.succeed(
            changedSince(name, `${action.stored.text} (raw ${action.stored.raw})`, `raw ${storedRaw}`)
          )
    )
  )

const toRam = (
  name: string,
  action: SettingWrite,
  { order }: Sendables,
  step: Step
): Effect.Effect<Outcome.Outcome> =>
  Effect.map(sendUntilAnswered(step, order), (attempt) =>
    isNotKnown(attempt)
      ? Outcome.notWritten(onlyStores(name))
      : answered(attempt, "acknowledged", needsRestart(action, attempt))
  )

const onlyStores = (name: string) =>
  new Errors.Forbidden({
    what: name,
    why: "this unit cannot write to RAM only (it does not know 37, and 33 with 34 store)",
    instead: "Store it, if it is meant to stay"
  })

const toEeprom = (
  name: string,
  action: SettingWrite,
  sendables: Sendables,
  step: Step,
  repeats = REPEATS
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const first = yield* send(step, sendables.order)
    const twoSteps = isNotKnown(first) && sendables.refused.length > 0
    const attempt = twoSteps ? yield* inTwoSteps(sendables.refused, step) : first
    if (attempt._tag === "NotSelected") return Outcome.notWritten(Outcome.causeOf(attempt.error))
    if (attempt._tag === "NotSent" || (attempt._tag === "Denied" && !twoSteps)) return ended(attempt)
    const looked = yield* Effect.result(readBack(action.id, step))
    if (looked._tag === "Failure") {
      return Outcome.unknown(Outcome.causeOf("error" in attempt ? attempt.error : looked.failure))
    }
    const found = looked.success
    if (found === action.wanted.raw) return Outcome.written("read-back", needsRestart(action, attempt))
    const isOld = found === action.stored.raw
    if (isOld && attempt._tag === "Denied") return ended(attempt)
    if (isOld && !twoSteps && attempt._tag === "Unanswered") {
      return repeats > 0
        ? yield* toEeprom(name, action, sendables, step, repeats - 1)
        : Outcome.notWritten(Outcome.causeOf(attempt.error))
    }
    const reason = new Errors.NotVerified({
      what: name,
      before: action.stored.text,
      wanted: action.wanted.text,
      found: isOld ? action.stored.text : `raw ${found}`,
      ...(isOld ? { instead: twoSteps ? MAY_BE_ELSEWHERE : NOTHING_TO_UNDO } : {})
    })
    return isOld && !twoSteps ? Outcome.notWritten(reason) : Outcome.notVerified(reason)
  })

/** What went out with 34 may be in the setting that was selected before, if both 33 were lost: not again by itself. */
const MAY_BE_ELSEWHERE =
  'With firmware this old another setting may have got the value: compare with a backup ("vebus settings diff")'

const needsRestart = (action: SettingWrite, attempt: Attempt<Order.Answer>): boolean =>
  action.needsRestart ||
  (attempt._tag === "Acknowledged" &&
    attempt.value?._tag === "SettingWritten" &&
    WriteViaId.needsRestart(attempt.value))

/** The stored word, once the unit has had the time to store it. */
const readBack = (id: number, { ask }: Step): Effect.Effect<Words.Raw16, LinkError> =>
  Effect.sleep(STORING_MILLIS).pipe(
    Effect.andThen(ask(Question.setting(id), LOOK)),
    Effect.map(({ value }) => value)
  )

/** Whether the unit does not know 37 at all: it refused the code itself, or said nothing about what it refused. */
const isNotKnown = (attempt: Attempt<unknown>): boolean =>
  attempt._tag === "Denied" &&
  attempt.error._tag === "DeviceError" &&
  attempt.error.reason._tag === "Refused" &&
  attempt.error.reason.data.every((byte) => byte === 0)

/** The device refused to take the id: the value was not sent, since it would reach what was selected before. */
interface NotSelected {
  readonly _tag: "NotSelected"
  readonly error: LinkError
}

/**
 * The same with 33 and 34. Selecting is never acknowledged, and a lost one would let the value reach what was selected
 * before: it is sent twice, which changes nothing. Where it is refused the sequence ends.
 */
const inTwoSteps = (
  steps: ReadonlyArray<Order.Sendable>,
  step: Step
): Effect.Effect<Attempt<Order.Answer> | NotSelected> =>
  Effect.gen(function* () {
    for (const selecting of steps.slice(0, -1)) {
      const selected = yield* Effect.result(step.ask(selecting))
      if (selected._tag === "Success") continue
      const error = selected.failure
      return isDenial(error) ? { _tag: "NotSelected", error } : { _tag: "Unanswered", error }
    }
    return yield* send(step, steps.at(-1)!)
  })

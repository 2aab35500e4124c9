/**
 * Writes a word to a setting.
 *
 *     before          the stored word must still be the one that the plan was built on
 *     stored          37 with flags 01, then read back after 200 ms. Without an acknowledgement the read-back decides: it
 *                     is sent again only when the old word was seen to be there still
 *     RAM only        37 with flags 03. Nothing shows what acts, so the acknowledgement is the proof; without one it is
 *                     sent again: the same word again is harmless and wears nothing
 *     37 not known    33 and 34 do the same in two steps, but only store, and in short mode only. A refused 33 ends it: 34
 *                     would store into what was selected before
 *
 * Reference: protocol.md 4.5.7, 4.5.8, 4.6, 6.4.
 */
import { type Words, WriteViaId } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../../../Errors.ts"
import * as Question from "../../../link/Question.ts"
import * as Errors from "../../ControlError.ts"
import {
  answered,
  type Attempt,
  beforehand,
  changedSince,
  ended,
  isDenial,
  LOOK,
  otherwise,
  send,
  sendAndLook,
  sendUntilAnswered,
  type Step
} from "../../execute/Step.ts"
import * as Outcome from "../../Outcome.ts"
import type { Write } from "../Kind.ts"
import type { SettingWrite } from "./SettingWrite.ts"

/** How long the unit may take to store a word before it is read back. */
const STORING_MILLIS = 200

/** Writes a setting, unless somebody has stored another word meanwhile. */
export const write = ({ name, action }: Write<SettingWrite>, step: Step): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.flatMap(step.ask(Question.setting(action.id)), ({ value: storedRaw }) =>
      storedRaw === action.stored.raw
        ? action.to === "ram"
          ? toRam(name, action, step)
          : toEeprom(name, action, step)
        : Effect.succeed(
            changedSince(name, `${action.stored.text} (raw ${action.stored.raw})`, `raw ${storedRaw}`)
          )
    )
  )

const toRam = (name: string, action: SettingWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.map(sendUntilAnswered(step), (attempt) =>
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

const toEeprom = (name: string, action: SettingWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  sendAndLook(step, {
    look: readBack(action.id, step),
    judge: (word, attempt) => {
      if (word === action.wanted.raw) {
        return Effect.succeed(Outcome.written("read-back", needsRestart(action, attempt)))
      }
      const isOld = word === action.stored.raw
      return isOld && attempt._tag === "Unanswered"
        ? Effect.fail(attempt.error)
        : Effect.succeed(otherwise(difference(name, action, word), isOld))
    },
    denied: (attempt) =>
      isNotKnown(attempt) && step.refused.length > 0
        ? inTwoSteps(name, action, step)
        : Effect.succeed(ended(attempt))
  })

/** Whether the unit does not know 37 at all: it refused the code itself, or said nothing about what it refused. */
const isNotKnown = (attempt: Attempt<unknown>): boolean =>
  attempt._tag === "Denied" &&
  attempt.error._tag === "DeviceError" &&
  attempt.error.reason._tag === "Refused" &&
  attempt.error.reason.data.every((byte) => byte === 0)

const isWritten = (reply: unknown): reply is WriteViaId.SettingWritten => WriteViaId.SettingWritten.is(reply)

const needsRestart = (action: SettingWrite, attempt: Attempt<unknown>): boolean =>
  action.needsRestart ||
  (attempt._tag === "Acknowledged" && isWritten(attempt.value) && WriteViaId.needsRestart(attempt.value))

/** The stored word, once the unit has had the time to store it. */
const readBack = (id: number, { ask }: Step): Effect.Effect<Words.Raw16, LinkError> =>
  Effect.sleep(STORING_MILLIS).pipe(
    Effect.andThen(ask(Question.setting(id), LOOK)),
    Effect.map(({ value }) => value)
  )

const difference = (what: string, { stored, wanted }: SettingWrite, word: number) => ({
  what,
  before: stored.text,
  wanted: wanted.text,
  found: word === stored.raw ? stored.text : `raw ${word}`
})

/** The value of 34 may be in the setting that was selected before, if both 33 were lost: it is not sent again by itself. */
const MAY_BE_ELSEWHERE =
  'With firmware this old another setting may have got the value: compare with a backup ("vebus settings diff")'

/**
 * The same with 33 and 34. Selecting is never acknowledged, and a lost one would let the value reach what was selected
 * before: it is sent twice, which changes nothing. Where it is refused the sequence ends.
 */
const inTwoSteps = (name: string, action: SettingWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const selected = yield* Effect.result(
      Effect.forEach(step.refused.slice(0, -1), (selecting) => step.ask(selecting), { discard: true })
    )
    if (selected._tag === "Failure" && isDenial(selected.failure)) {
      return Outcome.notWritten(Outcome.causeOf(selected.failure))
    }
    const attempt: Attempt<unknown> =
      selected._tag === "Failure"
        ? { _tag: "Unanswered", error: selected.failure }
        : yield* send(step, step.refused.at(-1)!)
    if (attempt._tag === "NotSent") return ended(attempt)
    const looked = yield* Effect.result(readBack(action.id, step))
    if (looked._tag === "Failure") {
      return Outcome.unknown(Outcome.causeOf("error" in attempt ? attempt.error : looked.failure))
    }
    const word = looked.success
    if (word === action.wanted.raw) return Outcome.written("read-back", needsRestart(action, attempt))
    const isOld = word === action.stored.raw
    if (isOld && attempt._tag === "Denied") return ended(attempt)
    return otherwise(
      { ...difference(name, action, word), ...(isOld ? { instead: MAY_BE_ELSEWHERE } : {}) },
      false
    )
  })

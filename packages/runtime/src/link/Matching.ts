/**
 * Whose reply is it? Pure: decides what a frame means to somebody who waits for the answer to one transmission.
 *
 * An untagged reply is matched by content. A winmon reply is matched by letter and by its family of codes; with the
 * right letter and a foreign code it is a late answer to an earlier request, which nobody may take.
 * Reference: protocol.md 4.4, 4.6.
 */
import { Failure, Frames, Hex, Refusal, Winmon, type WinmonEnvelope } from "@vebus/codec"
import * as Errors from "../Errors.ts"
import type { AdapterQuestion, Reach, WinmonQuestion } from "./Question.ts"

/** The answer, a refusal, or a frame that was meant for this question and changes nothing yet. */
export type Outcome<A> =
  | { readonly _tag: "Answered"; readonly value: A }
  | { readonly _tag: "Failed"; readonly reason: Errors.DeviceReason }
  | { readonly _tag: "Consumed" }

/** The answer that a frame has for a question; `undefined`: none. */
export type Listen<A> = (reply: Frames.Reply) => Outcome<A> | undefined

const CONSUMED: Outcome<never> = { _tag: "Consumed" }

const answered = <A>(value: A | undefined): Outcome<A> | undefined =>
  value === undefined ? undefined : { _tag: "Answered", value }

/** Where the letter of an MK2 frame stands in its payload. */
const LETTER = 1

const malformed = (name: string, { payload, failure }: Frames.Malformed): Outcome<never> => ({
  _tag: "Failed",
  reason: new Errors.Malformed({ request: name, bytes: Hex.toHex(payload), cause: Failure.message(failure) })
})

/** Listens for the untagged answer to an adapter question. */
export const forAdapter = <A>({ name, request, pick }: AdapterQuestion<A, Reach>): Listen<A> => {
  const take = pick()
  const letter = Frames.encodeRequest(request)[LETTER]
  return (reply) =>
    reply._tag === "Malformed" && reply.payload[LETTER] === letter
      ? malformed(name, reply)
      : answered(take(reply))
}

/** Listens for the answer to a winmon question under its letter. */
export const forWinmon = <A>(
  { name, command, pick }: WinmonQuestion<A, Reach>,
  letter: WinmonEnvelope.Letter
): Listen<A> => {
  const take = pick()
  return (reply) => {
    if (reply._tag === "Malformed") {
      return reply.payload[LETTER] === letter.charCodeAt(0) ? malformed(name, reply) : undefined
    }
    if (reply._tag !== "WinmonReply" || reply.letter !== letter) return undefined
    if (!Winmon.answers(reply.reply, command)) return CONSUMED
    const reason = refusal(name, reply.reply)
    return reason === undefined ? (answered(take(reply.reply)) ?? CONSUMED) : { _tag: "Failed", reason }
  }
}

/** Why the device refused, or `undefined` when it did not. */
const refusal = (request: string, reply: Winmon.Reply): Errors.DeviceReason | undefined => {
  switch (reply._tag) {
    case "NotUnderstood":
      return new Errors.Refused({ request, data: reply.data })
    case "AccessLevelRequired":
      return new Errors.AccessLevel({ request, data: reply.data })
    case "RamUnsupported":
      return new Errors.Unsupported({
        request,
        answer: Hex.hexByte(Refusal.RAM_UNSUPPORTED_CODE),
        data: reply.data
      })
    case "SettingUnsupported":
      return new Errors.Unsupported({
        request,
        answer: Hex.hexByte(Refusal.SETTING_UNSUPPORTED_CODE),
        data: reply.data
      })
    default:
      return undefined
  }
}

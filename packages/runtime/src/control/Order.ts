/**
 * Orders: the questions that change something. Their type says so, so that no session asks them: only `Control` does,
 * once a plan has been made and confirmed; and the one question that lets it hear who else gives orders.
 *
 * A plan keeps the frame of a request (`frameOf`). What is sent is made of the request that was shown (`read`), by the kind
 * of write that planned it. Reference: protocol.md 4.6.
 */
import { Frames, Hex, Winmon, WinmonEnvelope } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Letters from "../link/Letters.ts"
import type { Reach, Question } from "../link/Question.ts"

/** A question that changes something in the device, or in the adapter. */
export type Order<A = unknown> = Question<A, Exclude<Reach, "read">>

/** A request as a plan holds it: one of the adapter's own, or a winmon command under whatever letter. */
export type Request = Exclude<Frames.Request, { readonly _tag: "WinmonRequest" }> | Winmon.Request

/** The letter under which winmon commands are shown that are answered. They go out under the first that is free. */
const SHOWN = "X"

const isCommand = (request: Request): request is Winmon.Request => Winmon.Request.is(request)

const enveloped = (request: Request): Frames.Request => {
  if (!isCommand(request)) return request as Frames.Request
  const letter = Winmon.traits(request).timeoutMillis === null ? Letters.UNANSWERED : SHOWN
  return WinmonEnvelope.request(letter, request)
}

/**
 * The frame of a request, in hex; a winmon command that is answered goes under the letter X there. Orders are made of checked
 * words: one that no frame can carry is a defect, and nothing is sent.
 */
export const frameOf = (request: Request): string =>
  Hex.toHex(Result.getOrThrow(Frames.toWire(enveloped(request))))

/** The request of a frame: `frameOf` the other way round. `undefined` for what is no frame. */
export const read = (frame: string): Request | undefined => {
  const bytes = Hex.fromHex(frame)
  if (Result.isFailure(bytes)) return undefined
  const decoded = Frames.decodeRequestFrame(bytes.success)
  if (Result.isFailure(decoded)) return undefined
  const { content } = decoded.success
  return content._tag === "WinmonRequest" ? content.command : content
}

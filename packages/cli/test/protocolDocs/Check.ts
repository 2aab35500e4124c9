/**
 * What the codec says about the examples of the pages, in the form in which the pages say it.
 */
import { assert } from "@effect/vitest"
import * as Codec from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import { Deframer, Explain, Frames, Hex, type Winmon } from "@vebus/codec"
import * as Result from "effect/Result"
import { type FrameExample, innerOf, type JoinExample } from "./Example.ts"
import { evaluate, isShownAs, type Scope } from "./Expression.ts"

/** The modules of the codec by name. */
export const namespaces: Readonly<Record<string, object>> = { ...Codec, Reading }

/** Each fact holds. */
export const assertFacts = (
  { facts, place }: Pick<FrameExample, "facts" | "place">,
  scope: Scope = {}
): void => {
  for (const { expression, value } of facts) {
    const found = evaluate(expression, scope)
    assert.isTrue(
      isShownAs(found, value),
      `${place}: ${expression} is ${JSON.stringify(found)}, not ${value}`
    )
  }
}

/** Effect, retry and time-out of a request: `effect read, retry read, wait 500 ms`. */
export const traitsOf = (bytes: Uint8Array): string => {
  const { content } = Result.getOrThrow(Frames.decodeRequestFrame(bytes))
  const { effect, retry, timeoutMillis } = Frames.traits(content)
  const wait = timeoutMillis === null ? "no answer" : `wait ${timeoutMillis} ms`
  return `effect ${effect}, retry ${retry}, ${wait}`
}

/** A collector makes of the replies what the page says, and is still collecting before the last of them. */
export const assertJoins = ({ collector, outcome, replies, ...example }: JoinExample): void => {
  const { initial, add } = namespaces[collector] as {
    readonly initial: { readonly _tag: string }
    readonly add: (state: unknown, reply: Winmon.Reply) => { readonly _tag: string }
  }
  let state = initial
  for (const bytes of replies) {
    assert.strictEqual(state._tag, "Collecting", "the answer was whole before its last reply")
    const { content } = Result.getOrThrow(Frames.decodeReplyFrame(bytes))
    state = add(state, innerOf(content) as Winmon.Reply)
  }
  assert.strictEqual(state._tag, outcome)
  assertFacts(example, { ...state })
}

/** The pieces of what an adapter sent: frames with their titles, and discarded bytes with the reasons for it. */
export const piecesOf = (hex: string): ReadonlyArray<ReadonlyArray<string>> => {
  const bytes = Result.getOrThrow(Hex.fromHex(hex))
  const [state, found] = Deframer.step(Deframer.initial, 0, bytes)
  let at = 0
  const discarded = [...found, ...Deframer.end(state)[1]].flatMap((event) => {
    const offset = at
    at += event.end - event.start
    return event._tag === "Discarded" ? [{ offset, reason: event.reason }] : []
  })
  return Explain.explain(bytes, "reply").map((piece) => {
    if (piece._tag === "Frame") return ["adapter", piece.raw, piece.title]
    const reasons = discarded
      .filter(({ offset }) => offset >= piece.offset && offset < piece.offset + piece.length)
      .map(({ reason }) => reason)
    return [
      "discarded",
      piece.raw,
      reasons.filter((reason, index) => reason !== reasons[index - 1]).join(", ")
    ]
  })
}

/**
 * Joins the replies to a setting info request (0x35) into one info.
 *
 *     89 with all words                whole
 *     89 to 8C in one frame, then 8D   short
 *     89, 8A, 8B, 8C, 8D               each in a frame of its own, in this order
 *     89, or scale 0, or 86 or 91      not supported
 *
 * A scale starts the collection anew: after a lost part the whole request is repeated.
 * Reference: protocol.md 4.3, 4.5.5, 9. What the words mean: `device/SettingRange.ts`.
 */
import type { Raw16 } from "../bytes/Words.ts"
import { numberOf } from "../device/Scale.ts"
import type { SettingWords } from "../device/SettingRange.ts"
import { type Add, done, foreign, type Step, unsupported } from "./Parts.ts"
import type { Part } from "./SettingInfo.ts"

/** The words that have come, in the order of `order`. */
export interface State {
  readonly _tag: "Collecting"
  readonly words: ReadonlyArray<number>
}

const order: ReadonlyArray<Part> = ["scale", "offset", "default", "minimum", "maximum"]

const collecting = (...words: ReadonlyArray<number>): State => ({ _tag: "Collecting", words })

/** Nothing collected yet. */
export const initial: State = collecting()

/** Adds a reply to what was collected. */
export const add: Add<State, SettingWords> = (state, reply) => {
  if (reply._tag === "SettingUnsupported") return unsupported
  // Behind a first part, an 86 is the late answer to something else.
  if (reply._tag === "ReadSettingReply") return state.words.length === 0 ? unsupported : foreign
  if (reply._tag !== "SettingInfoReply") return foreign
  if (reply.form === "empty") return unsupported
  if (reply.form === "part") return addPart(state, reply.part, reply.valueRaw)
  if (reply.scaleWord === 0) return unsupported
  const { scaleWord, offsetWord, defaultRaw, minimumRaw } = reply
  return reply.form === "short"
    ? collecting(scaleWord, offsetWord, defaultRaw, minimumRaw)
    : done({
        scaleWord,
        offsetWord,
        defaultRaw,
        minimumRaw,
        maximumRaw: reply.maximumRaw,
        access: reply.access
      })
}

const addPart = ({ words }: State, part: Part, word: Raw16): Step<State, SettingWords> => {
  if (part === "scale") return word === 0 ? unsupported : collecting(word)
  if (part !== order[words.length]) return foreign
  if (part !== "maximum") return collecting(...words, word)
  const [scale, offset, defaultRaw, minimumRaw] = words as [number, number, Raw16, Raw16]
  return done({
    scaleWord: numberOf(scale, true),
    offsetWord: numberOf(offset, true),
    defaultRaw,
    minimumRaw,
    maximumRaw: word,
    access: null
  })
}

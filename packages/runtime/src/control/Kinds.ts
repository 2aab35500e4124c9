/**
 * The kinds of write, in the order in which their writes go out. All that `control` does with changes and actions goes
 * through this list.
 *
 * A kind is a write that ends with an outcome. The set-point of the ESS assistant is none: it is held, written again and
 * again until it ends, so it has no outcome to wait for and nothing to undo (`ess/EssHold.ts`). Its frames are those of
 * the kind `ram`. Reference: docs/decisions/0015.
 */
import * as Schema from "effect/Schema"
import type { Kind, Writing } from "./kinds/Kind.ts"
import * as list from "./kinds/list.ts"

type ChangeOf<K> = K extends Kind<infer C, infer _A, infer _B> ? C : never
type ActionOf<K> = K extends Kind<infer _C, infer A, infer _B> ? A : never
type Any = (typeof list)[keyof typeof list]

/** A change that somebody asks for, before anything is looked up. */
export type Change = ChangeOf<Any>

/** The action of a write: its effect, and what it was built on. */
export type Action = ActionOf<Any>

/** The kinds of write. A kind is given its own changes and actions alone. */
export const all: ReadonlyArray<Kind<Change, Action, Change>> = Object.values(list).toSorted(
  (one, other) => one.turn - other.turn
)

const writings = [...new Set(all.map(({ writing }) => writing))]

/** The action of a write: its effect, and what it was built on. */
export const Action: Schema.Codec<Action, unknown> = Schema.Union(writings.map(({ action }) => action))

/** The kind that a change asks for. */
export const ofChange = ({ _tag }: Change): Kind<Change, Action, Change> =>
  all.find(({ changes }) => changes.includes(_tag))!

/** The thing that a change is about, for people: `UBatFloat, RAM only`. Two changes of the same thing contradict each other. */
export const subject = (change: Change): string => ofChange(change).subject(change)

/** The second half of the kind of an action: how it is executed, shown and taken back. */
export const ofAction = (action: Action): Writing<Action, Change> =>
  writings.find(({ tag }) => tag === action._tag)!

/**
 * A kind of write: everything about it, from the change that somebody asks for to the changes that take it back. Each kind
 * is a module beside this one and a line in `list.ts`; what gathers, plans, executes, undoes and shows goes through
 * `Kinds.ts`.
 *
 *     change    what somebody asks for: a value with a tag
 *     needs     what the unit is asked before a plan
 *     plan      (changes, facts) -> writes, with the frames as they go out. Pure
 *     action    what a write does and what it was built on, as plan and journal keep it
 *     order     the request of a planned frame, as a question. No other frame of a plan is sent
 *     execute   sends, verifies, and says what became of it
 *     undo      the changes that take it back. Pure
 *
 * Guide: docs/guides/add-a-kind-of-write.md. Reference: decisions.md 6; integrations.md 12.
 */
import type { Words } from "@vebus/codec"
import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { Session } from "../../session/Session.ts"
import type { ControlError } from "../ControlError.ts"
import type { Step } from "../execute/Step.ts"
import type { Memory } from "../Memory.ts"
import type * as Order from "../Order.ts"
import type { Outcome } from "../Outcome.ts"
import type { Facts, Needs } from "../plan/Facts.ts"
import type { PlannedFrames } from "../plan/PlannedFrames.ts"

/** Where a setting or flag goes: it acts now and is lost at restart, or it is stored too. */
export type Destination = "ram" | "eeprom"

/** A value in the unit of what it is for, or the raw word. */
export type Wanted = { readonly value: number } | { readonly raw: Words.Raw16 }

/** A change or an action: its tag names its kind. */
export interface Tagged {
  readonly _tag: string
}

/** One write of a plan, with the action of its kind. */
export interface Write<A> extends PlannedFrames {
  /** The thing that is written, as people know it: `UBatFloat`, `switch and limit`. */
  readonly name: string
  readonly action: A
  /** Before and after, in words. */
  readonly before: string
  readonly after: string
  /** It is so already: nothing is sent. */
  readonly unchanged: boolean
  readonly notes: ReadonlyArray<string>
  readonly warnings: ReadonlyArray<string>
}

/** A pace that writes keep: so many milliseconds from one to the next of the same name. */
export interface Pace {
  readonly name: string
  readonly millis: number
}

/** The memory of writes of a kind, from one program to the next. Pure. */
export interface Remembering<A> {
  /** How many writes to the EEPROM it takes. */
  wear?(action: A): number
  /** Why a write must not go out although its unit is there, or `null`. `earlier`: what its plan has executed already. */
  outdated?(action: A, earlier: ReadonlyArray<Tagged>, memory: Memory): string | null
  /** The memory when a frame is about to go out. `time`: ISO 8601 in UTC. */
  sending?(action: A, memory: Memory, time: string): Memory
  /** The memory once the outcome is known. `before`: as it was before the first frame; `undefined`: none went out. */
  became?(action: A, outcome: Outcome, memory: Memory, before: Memory | undefined, time: string): Memory
}

/** The plan of a kind whose changes have nothing to do with one another: the first that is refused refuses all. */
export const eachAlone =
  <C, A>(plan: (change: C, facts: Facts) => Result.Result<Write<A>, ControlError>) =>
  (changes: ReadonlyArray<C>, facts: Facts): Result.Result<ReadonlyArray<Write<A>>, ControlError> =>
    Result.all(changes.map((change) => plan(change, facts)))

/** The second half of a kind: its actions, executed, shown and taken back. `Back` are the changes that take them back. */
export interface Writing<A extends Tagged, Back extends Tagged> {
  readonly tag: A["_tag"]
  /** The schema of an action; plans and journals hold it as JSON. */
  readonly action: Schema.Codec<A, unknown>
  /** Where it goes, for people: `EEPROM`, `panel (S)`. */
  destination(action: A): string
  /** The effect now and then, in lines, where before and after say too little. */
  effect?(action: A): ReadonlyArray<string>
  /** A hint for people once it is written, or `null`. */
  afterwards?(action: A): string | null
  /** The question of a request, `undefined` for a request that is none of this kind. */
  order(request: Order.Request): Order.Order | undefined
  /** Which paces it keeps. */
  pace(action: A): ReadonlyArray<Pace>
  /** Sends it and says what became of it, with the line to itself. */
  execute(write: Write<A>, step: Step): Effect.Effect<Outcome>
  /** Where only time shows whether it happened: looks, with the line free again, once its frame is out. */
  observe?(write: Write<A>, session: Session, before: ReturnType<Session["identity"]>): Effect.Effect<Outcome>
  readonly remembering?: Remembering<A>
  /** The changes that take a write back; none where nothing does. `all`: the actions of its plan that may have come out. */
  undo(action: A, all: ReadonlyArray<Tagged>): ReadonlyArray<Back>
}

/** One kind of write: how changes become writes, and what is done with these. */
export interface Kind<C extends Tagged, A extends Tagged, Back extends Tagged = C> {
  /** When its writes go out: in a plan of several kinds those of a lower turn go first. What happens once is last. */
  readonly turn: number
  /** The tags of the changes that ask for it. */
  readonly changes: ReadonlyArray<C["_tag"]>
  /** The thing that a change is about, for people. Two changes of the same thing contradict each other. */
  subject(change: C): string
  /** The facts that a plan needs of the unit. */
  needs(change: C): Needs
  /** All changes of the kind as writes, or the first refusal. */
  plan(changes: ReadonlyArray<C>, facts: Facts): Result.Result<ReadonlyArray<Write<A>>, ControlError>
  /** Notes about a plan as a whole. */
  notes?(facts: Facts): ReadonlyArray<string>
  readonly writing: Writing<A, Back>
}

/**
 * The kinds of write, in the order in which their writes go out: settings before flags, what happens once at the end. All
 * that `control` does with changes and actions goes through this list.
 */
import * as Schema from "effect/Schema"
import { charge } from "./kinds/Charge.ts"
import { flags } from "./kinds/Flags.ts"
import type { Kind, Writing } from "./kinds/Kind.ts"
import { lines } from "./kinds/Lines.ts"
import { panel } from "./kinds/Panel.ts"
import { ram } from "./kinds/Ram.ts"
import { restart } from "./kinds/Restart.ts"
import { settings } from "./kinds/Settings.ts"

/** The kinds of write. */
const kinds = [settings, ram, lines, flags, panel, charge, restart] as const

type ChangeOf<K> = K extends Kind<infer C, infer _A, infer _B> ? C : never
type ActionOf<K> = K extends Kind<infer _C, infer A, infer _B> ? A : never

/** What somebody asks for, before anything is looked up. */
export type Change = ChangeOf<(typeof kinds)[number]>

/** What a write does, and what it was built on. */
export type Action = ActionOf<(typeof kinds)[number]>

/** The kinds of write, for loops over all of them: a kind is given its own changes and actions alone. */
export const all: ReadonlyArray<Kind<Change, Action, Change>> = kinds

const writings = [...new Set(all.map(({ writing }) => writing))]

/** What a write does, and what it was built on. */
export const Action: Schema.Codec<Action, unknown> = Schema.Union(writings.map(({ action }) => action))

/** The kind that a change asks for. */
export const ofChange = ({ _tag }: Change): Kind<Change, Action, Change> =>
  all.find(({ changes }) => changes.includes(_tag))!

/** The thing that a change is about, for people: `UBatFloat, RAM only`. Two changes of the same thing contradict each other. */
export const subject = (change: Change): string => ofChange(change).subject(change)

/** What is done with an action. */
export const ofAction = (action: Action): Writing<Action, Change> =>
  writings.find(({ tag }) => tag === action._tag)!

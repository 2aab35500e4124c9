/**
 * Where a program remembers what it did to a unit. In memory here; `@vebus/runtime/files` has the one that outlives the
 * program. Reference: decisions.md 6, 10.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Line } from "./Journal.ts"
import * as Memory from "./Memory.ts"
import type { StateError } from "./StateError.ts"

export { StateError } from "./StateError.ts"

/** The records of all units that a program writes to: counts of EEPROM writes, RAM-only values, the journal. */
export class StateStore extends Context.Service<
  StateStore,
  {
    /** Whether it outlives the program. EEPROM writes need one that does. */
    readonly survives: boolean
    /** The memory of a unit. */
    readonly get: (unit: string) => Effect.Effect<Memory.Memory, StateError>
    /** Changes what is remembered about a unit; no other program comes between. */
    readonly update: (
      unit: string,
      change: (memory: Memory.Memory) => Memory.Memory
    ) => Effect.Effect<Memory.Memory, StateError>
    /** Adds a line to the journal; done when it is safe. */
    readonly append: (line: Line) => Effect.Effect<void, StateError>
    /** The journal, oldest first. A last line that was cut off is left out. */
    readonly journal: Effect.Effect<ReadonlyArray<Line>, StateError>
  }
>()("@vebus/runtime/StateStore") {}

/** Remembers until the program ends. */
export const inMemory: Layer.Layer<StateStore> = Layer.sync(StateStore, () => {
  const memories = new Map<string, Memory.Memory>()
  const lines: Array<Line> = []
  const of = (unit: string): Memory.Memory => memories.get(unit) ?? Memory.empty
  return StateStore.of({
    survives: false,
    get: (unit) => Effect.sync(() => of(unit)),
    update: (unit, change) =>
      Effect.sync(() => {
        const next = change(of(unit))
        memories.set(unit, next)
        return next
      }),
    append: (line) => Effect.sync(() => void lines.push(line)),
    journal: Effect.sync(() => [...lines])
  })
})

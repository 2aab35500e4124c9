/**
 * Modules that a command loads once it runs, so that no other command waits for them.
 */
import * as Effect from "effect/Effect"

/** Loads a module. That it is there is not in doubt: a failure is a defect. */
export const load = <M>(module: () => Promise<M>): Effect.Effect<M> => Effect.promise(module)

/** Loads several modules at once. */
export const loadAll = <Modules extends ReadonlyArray<Promise<unknown>> | []>(
  modules: () => Modules
): Effect.Effect<{ -readonly [Place in keyof Modules]: Awaited<Modules[Place]> }> =>
  Effect.promise(() => Promise.all(modules()))

/**
 * Plans that somebody outside has seen and not yet carried out: each holds for a minute under an id that nobody can guess,
 * and is carried out once. Reference: gateway.md 3.
 */
import { randomUUID } from "node:crypto"
import { type Change, Monotonic, type WritePlan } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Refused from "./Refused.ts"

/** How long a plan holds, in milliseconds. */
export const HOLDS_MILLIS = 60_000

/** So many are kept: who makes more loses the oldest. */
const MOST = 100

/** A plan, and what it was made of. */
export interface Kept {
  readonly site: string
  readonly plan: WritePlan.WritePlan
  readonly changes: ReadonlyArray<Change.Change>
  readonly options: { readonly address?: number }
}

/** The plans of all sites. */
export interface Plans {
  /** Keeps a plan, and gives it under its id. */
  readonly keep: (kept: Kept) => Effect.Effect<WritePlan.WritePlan>
  /** Gives a plan, once. Fails with `unknown-plan`. */
  readonly take: (site: string, id: string) => Effect.Effect<Kept, Refused.Refused>
}

/** No plans yet. */
export const make = (): Plans => {
  const all = new Map<string, Kept & { readonly until: number }>()
  const sweep = (now: number) => {
    for (const [id, { until }] of all) if (until <= now) all.delete(id)
    while (all.size > MOST) all.delete(all.keys().next().value!)
  }
  return {
    keep: (kept) =>
      Effect.map(Monotonic.millis, (now) => {
        const plan = { ...kept.plan, id: randomUUID() }
        all.set(plan.id, { ...kept, plan, until: now + HOLDS_MILLIS })
        sweep(now)
        return plan
      }),
    take: (site, id) =>
      Effect.flatMap(Monotonic.millis, (now) => {
        sweep(now)
        const found = all.get(id)
        if (found === undefined || found.site !== site) {
          return Refused.refused(
            "unknown-plan",
            "there is no plan of that id for this site: a plan holds for a minute, and is carried out once. Make it again"
          )
        }
        all.delete(id)
        return Effect.succeed(found)
      })
  }
}

/** The facts that a plan was built on, to compare it with the unit before it is executed. */
const factsOf = ({ unit, writes }: WritePlan.WritePlan): string =>
  JSON.stringify([
    unit,
    writes.map(({ name, action, frames, unchanged }) => ({ name, action, frames, unchanged }))
  ])

/** Fails with `plan-changed` where a plan made anew is another one. */
export const unchanged = (
  before: WritePlan.WritePlan,
  now: WritePlan.WritePlan
): Effect.Effect<void, Refused.Refused> =>
  factsOf(before) === factsOf(now)
    ? Effect.void
    : Effect.fail(
        Refused.refused(
          "plan-changed",
          "the unit is no longer as it was when the plan was made; nothing was sent. Make the plan again, and look at it"
        )
      )

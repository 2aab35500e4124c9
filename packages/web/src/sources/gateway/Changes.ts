/**
 * Changes through the gateway: a plan, its execution, and what the token is good for.
 */
import type { Answer, Answers, Ask } from "../../Source.ts"
import * as Api from "./Api.ts"

const of = (site: string): string => `api/v1/sites/${encodeURIComponent(site)}`
const at = (site: string): string => `${of(site)}/plans`

/** Asks for a plan of changes. Sends nothing to the unit. */
export const plan = (
  site: string,
  { changes }: Extract<Ask, { readonly _tag: "Plan" }>
): Promise<Answer<Answers["Plan"]>> => Api.document(at(site), "vebus.plan/1", { body: changes })

/** Carries out the very plan that was shown. */
export const apply = (
  site: string,
  { plan }: Extract<Ask, { readonly _tag: "Apply" }>
): Promise<Answer<Answers["Apply"]>> =>
  Api.document(`${at(site)}/${encodeURIComponent(plan.id)}/execute`, "vebus.outcomes/1", { body: {} })

/** Asks for a plan that takes back the last change. Sends nothing to the unit. */
export const undo = (site: string): Promise<Answer<Answers["Undo"]>> =>
  Api.document(`${of(site)}/undo`, "vebus.plan/1", { body: {} })

/**
 * Whether a token is the gateway's; the failure says why not. Reads may be open to anybody, so it is tried where changes
 * are.
 */
export const tryToken = async (bearer: string): Promise<Api.Refusal | null> => {
  const answer = await Api.open("api/v1/access", { bearer })
  return answer.ok ? null : answer
}

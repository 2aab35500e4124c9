/**
 * Meters that are asked by HTTP: Shelly of the second generation and later, and HomeWizard.
 */
import * as Effect from "effect/Effect"
import * as Pointer from "./Pointer.ts"
import type { Meter } from "../config/Meter.ts"

type Asked = Extract<Meter, { readonly type: "shelly" | "homewizard" }>

const base = (url: string): string => url.replace(/\/+$/, "")

/** Where a meter is asked, and where its answer has the watts. */
export const placeOf = (meter: Asked): { readonly url: string; readonly pointer: string } => {
  if (meter.type === "homewizard")
    return { url: `${base(meter.url)}/api/v1/data`, pointer: "/active_power_w" }
  const { component, id } = meter
  return component === "em"
    ? { url: `${base(meter.url)}/rpc/EM.GetStatus?id=${id}`, pointer: "/total_act_power" }
    : { url: `${base(meter.url)}/rpc/EM1.GetStatus?id=${id}`, pointer: "/act_power" }
}

/** Asks once. Fails with what went wrong in words. */
export const ask = (meter: Asked, patienceMillis: number): Effect.Effect<number, string> =>
  Effect.gen(function* () {
    const { url, pointer } = placeOf(meter)
    const answer = yield* Effect.tryPromise({
      try: async (signal) => {
        const response = await fetch(url, { signal, redirect: "error" })
        return {
          ok: response.ok,
          status: response.status,
          body: new Uint8Array(await response.arrayBuffer())
        }
      },
      catch: (error) => `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`
    }).pipe(
      Effect.timeoutOrElse({
        duration: patienceMillis,
        orElse: () => Effect.fail(`${url} does not answer within ${patienceMillis} ms`)
      })
    )
    if (!answer.ok) return yield* Effect.fail(`${url} answers with status ${answer.status}`)
    const watts = Pointer.number(Pointer.at(Pointer.json(answer.body), pointer))
    return watts ?? (yield* Effect.fail(`the answer of ${url} has no number at ${pointer}`))
  })

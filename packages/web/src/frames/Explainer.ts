/**
 * Asks the worker that explains frames. What was explained once is remembered: most frames come again and again.
 */
import type { Answered, Asked } from "./explain.worker.ts"
import type { Found, Given } from "./Explained.ts"

/** Explains bytes. The promise is never rejected. */
export interface Explainer {
  readonly explain: (given: ReadonlyArray<Given>) => Promise<ReadonlyArray<Found>>
  readonly close: () => void
}

/** So many are remembered. */
const MOST = 2000

const gone: Found = { ok: false, message: "the part of this page that explains frames could not be loaded" }

/** Starts a worker. */
export const make = (): Explainer => {
  const worker = new Worker(new URL("./explain.worker.ts", import.meta.url), { type: "module" })
  const waiting = new Map<number, (found: ReadonlyArray<Found> | null) => void>()
  const known = new Map<string, Found>()
  let asked = 0
  worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
    waiting.get(data.id)?.(data.found)
    waiting.delete(data.id)
  })
  worker.addEventListener("error", () => {
    for (const answer of waiting.values()) answer(null)
    waiting.clear()
  })
  const keyOf = ({ hex, dir }: Given): string => `${dir} ${hex}`
  return {
    explain: async (given) => {
      const missing = given.filter((each) => !known.has(keyOf(each)))
      const unknown = new Map<string, Found>()
      if (missing.length > 0) {
        const id = ++asked
        const found = await new Promise<ReadonlyArray<Found> | null>((resolve) => {
          waiting.set(id, resolve)
          worker.postMessage({ id, given: missing } satisfies Asked)
        })
        missing.forEach((each, at) =>
          (found === null ? unknown : known).set(keyOf(each), found?.[at] ?? gone)
        )
      }
      const all = given.map((each) => known.get(keyOf(each)) ?? unknown.get(keyOf(each)) ?? gone)
      for (const key of known.keys()) {
        if (known.size <= MOST) break
        known.delete(key)
      }
      return all
    },
    close: () => worker.terminate()
  }
}

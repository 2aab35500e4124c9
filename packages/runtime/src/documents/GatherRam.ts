/**
 * Any number of RAM variables as far as they come: a reply that is lost costs no more than the variables it was for, and
 * those are asked for again, while the time of the list lasts. Reference: decisions.md 5.
 */
import type * as Device from "../Device.ts"
import type * as Errors from "../Errors.ts"
import * as Allowance from "../session/Allowance.ts"
import type { Session } from "../session/Session.ts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Incomplete } from "./Content.ts"

/** Values, and what did not come. */
export interface Gathered extends Incomplete {
  readonly values: ReadonlyArray<Device.Ram.RamValue>
}

/** The device to read, and who hears of the progress. */
export interface Reading {
  readonly device: Pick<Device.Unit, "ram">
  readonly session: Session
  /** Hears how many are done, of how many. */
  readonly report: (done: number, total: number) => void
}

/** RAM variables in one request. */
const BATCH = 6

/** How many questions a variable is: info and value. */
const QUESTIONS = 2

/**
 * Reads RAM variables, in the order asked for. Goes round again so many times for what got no answer, each variable then
 * by itself.
 */
export const gather = (
  { device, session, report }: Reading,
  ids: ReadonlyArray<number>,
  roundsAgain: number
): Effect.Effect<Gathered> =>
  Effect.gen(function* () {
    const values = new Map<number, Device.Ram.RamValue>()
    const unsupported = new Set<number>()
    const errors = new Map<number, Errors.LinkError>()
    const isOpen = (id: number): boolean => !values.has(id) && !unsupported.has(id)

    const allowance = yield* Allowance.make(session, ids.length * QUESTIONS)
    let rest = ids
    for (let round = 0; round <= roundsAgain && rest.length > 0; round++) {
      const size = round === 0 ? BATCH : 1
      for (let start = 0; start < rest.length; start += size) {
        report(values.size + unsupported.size, ids.length)
        const batch = rest.slice(start, start + size)
        // Ids are no names that could be unknown.
        const known = Effect.catchTag(device.ram(batch), "UnknownName", Effect.die)
        const result = yield* Effect.result(allowance.within(`RAM variable ${batch.join(", ")}`, known))
        if (Result.isSuccess(result)) {
          for (const value of result.success.values) values.set(value.id, value)
          for (const id of result.success.unsupported) unsupported.add(id)
        } else {
          for (const id of batch) errors.set(id, result.failure)
        }
      }
      rest = rest.filter((id) => isOpen(id) && mayPass(errors.get(id)))
    }
    return {
      values: ids.flatMap((id) => values.get(id) ?? []),
      unsupported: ids.filter((id) => unsupported.has(id)),
      missing: ids.flatMap((id) => {
        const error = errors.get(id)
        return isOpen(id) && error !== undefined ? [{ id, error }] : []
      })
    }
  })

const FINAL: ReadonlyArray<string> = ["Unsupported", "Refused", "AccessLevel", "GaveUp"]

/** Whether another round may bring what this one did not: a device that refuses has answered. */
const mayPass = (error: Errors.LinkError | undefined): boolean =>
  error === undefined || !FINAL.includes(error.reason._tag)

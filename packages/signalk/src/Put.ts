/**
 * Carries out a PUT: the plan is made, executed and read back by the runtime, and the answer says what the inverter holds. One
 * change at a time; of those that wait for the same thing the newest.
 *
 *     200 done   400 no such value, or not allowed   409 the inverter refuses, or a newer value came
 *     502 nobody knows, or it holds something else   503 no inverter
 */
import {
  ControlError,
  DeviceError,
  type Inverter,
  isDone,
  NotBegun,
  outcomeText,
  plainMessage,
  type Turns
} from "@vebus/runtime/promise"
import * as Result from "effect/Result"
import type { Target } from "./Changes.ts"
import type { PutHandler, Reply } from "./Host.ts"

const completed = (statusCode: number, message: string): Reply => ({
  state: "COMPLETED",
  statusCode,
  message
})

const refusals = ["Unsupported", "Refused", "AccessLevel"]

const failed = (error: unknown): Reply => {
  const message = plainMessage(error)
  if (error instanceof NotBegun) return completed(409, message)
  if (error instanceof ControlError)
    return completed(
      error.reason._tag === "OutOfRange" ? 400 : error.reason._tag === "NotVerified" ? 502 : 409,
      message
    )
  if (error instanceof DeviceError && refusals.includes(error.reason._tag)) return completed(409, message)
  return completed(503, message)
}

const carryOut = async (inverter: Inverter, change: Parameters<Inverter["plan"]>[0]): Promise<Reply> => {
  const plan = await inverter.plan(change)
  const outcomes = await inverter.execute(plan)
  const texts = plan.writes.map(({ name, after, warnings }, index) => {
    const outcome = outcomes[index]!
    return [`${name} ${after}: ${outcomeText(outcome)}`, ...warnings].join(". ")
  })
  const isAll = outcomes.every(isDone)
  const isNone = outcomes.every(({ _tag }) => _tag === "NotWritten" || _tag === "NotReached")
  return completed(isAll ? 200 : isNone ? 409 : 502, texts.join("; "))
}

/** Answers the PUTs of a target. `connected` gives the inverter while there is one. */
export const handler =
  ({ parse, subject }: Target, turns: Turns, connected: () => Inverter | null): PutHandler =>
  (_context, _path, value, reply) => {
    const change = parse(value)
    if (Result.isFailure(change)) return completed(400, `${change.failure}. Nothing was sent`)
    const carriedOut = turns.take(subject, async () => {
      const inverter = connected()
      return inverter === null
        ? completed(503, "no inverter is connected; nothing was sent")
        : carryOut(inverter, [change.success])
    })
    carriedOut.catch(failed).then(reply, () => undefined)
    return { state: "PENDING" }
  }

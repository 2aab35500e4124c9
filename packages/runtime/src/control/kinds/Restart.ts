/**
 * Restarting all devices, or the adapter: sent once, never repeated by itself, and never answered. Whether it happened is
 * seen when the adapter comes back. Nothing takes it back. Reference: protocol.md 3.9, 4.6.
 */
import { Restart, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { NoReply } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import { answered, send } from "../execute/Step.ts"
import * as Memory from "../Memory.ts"
import type * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import { framesOf } from "../plan/PlannedFrames.ts"
import type { Kind, Write } from "./Kind.ts"

/** Restarts all devices (AC output is interrupted), or the adapter. */
export interface RestartChange {
  readonly _tag: "Restart"
  readonly what: "devices" | "adapter"
}

/** A restart of all devices, or of the adapter. */
export const RestartWrite = Schema.TaggedStruct("Restart", {
  what: Schema.Literals(["devices", "adapter"])
})
export type RestartWrite = typeof RestartWrite.Type

const allDevices = { _tag: "DeviceRestartRequest", uniqueNumber: 0, spare: Words.NONE } as const

const plan = ({ what }: RestartChange): Write<RestartWrite> => ({
  name: what === "devices" ? "restart of all devices" : "restart of the adapter",
  action: { _tag: "Restart", what },
  before: "running",
  after: "restarted",
  ...framesOf(what === "devices" ? allDevices : Restart.request),
  unchanged: false,
  notes: ["sent once, never repeated by itself"],
  warnings: what === "devices" ? ["AC output is interrupted for a moment, and RAM-only values are lost"] : []
})

const order = (request: Order.Request): Order.Order | undefined => {
  switch (request._tag) {
    case "DeviceRestartRequest": {
      const { uniqueNumber } = request
      const whom = uniqueNumber === 0 ? "all devices" : `device ${uniqueNumber}`
      return Question.adapter(`restart ${whom} (F 8)`, request, Question.never, "write")
    }
    case "RestartRequest":
      return Question.adapter("restart the adapter (R)", request, Question.never, "write")
    default:
      return undefined
  }
}

/** For half a minute. */
const LOOKS = 60
const LOOK_MILLIS = 500

/** Restarts. */
export const restart: Kind<RestartChange, RestartWrite, never> = {
  turn: 7,
  changes: ["Restart"],
  subject: ({ what }) => `restart of ${what}`,
  needs: () => ({}),
  plan: (changes) => Result.succeed(changes.map(plan)),
  writing: {
    tag: "Restart",
    action: RestartWrite,
    destination: () => "once",
    order,
    pace: () => [{ name: "Restart", millis: 5000 }],
    execute: (_, step) => Effect.map(send(step, step.order), (attempt) => answered(attempt, "sent")),
    observe: ({ name }, session, before) =>
      Effect.sync(() => session.identity().restarts !== before.restarts).pipe(
        Effect.repeat({ until: (isBack) => isBack, times: LOOKS, schedule: Schedule.spaced(LOOK_MILLIS) }),
        Effect.map((isBack) =>
          isBack
            ? Outcome.written("observed")
            : Outcome.unknown(
                new NoReply({ request: name, waitedMillis: LOOKS * LOOK_MILLIS, transmissions: 1 })
              )
        )
      ),
    remembering: {
      became: ({ what }, { _tag }, memory) =>
        what === "devices" && _tag === "Written" ? Memory.forget(memory) : memory
    },
    undo: () => []
  }
}

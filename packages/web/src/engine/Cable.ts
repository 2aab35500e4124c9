/**
 * An adapter on this computer as a source.
 */
import * as WebSerial from "@vebus/runtime/webserial"
import * as Effect from "effect/Effect"
import type { Opened, Recipe } from "./Recipe.ts"

/** The port that the user has allowed, and what answers over it. */
export const recipe =
  (settings: "read" | "write", answering: Opened["answering"]): Recipe =>
  (what) =>
    what.kind === "serial"
      ? Effect.succeed({
          label: "Adapter on this computer",
          capabilities: { history: false, frames: true, settings, stage: false },
          transport: WebSerial.make({ port: what.port }),
          answering
        })
      : Effect.fail({ _tag: "Refused", message: "this worker reads a serial port" })

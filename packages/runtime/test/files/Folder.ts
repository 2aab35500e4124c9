/** Folders of their own for tests, which are gone afterwards, and what to put there. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Journal from "../../src/control/Journal.ts"

/** A new folder until the scope closes. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-files-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const raw = (word: number) => Words.Raw16.make(word)

/** The line before a write of a plan is sent. */
export const sending = (plan: string, write = 0): Journal.Line => ({
  schema: "vebus.journal/1",
  time: "2026-01-01T12:00:00.000Z",
  plan,
  write,
  phase: "sending",
  by: "a test, with umlauts: ä ö ü",
  port: "sim:",
  address: 0,
  unit: "serial:HQ0000TEST0",
  what: {
    name: "UBatFloat",
    action: {
      _tag: "Setting",
      id: 3,
      to: "ram",
      stored: { raw: raw(1380), text: "13.8 V" },
      ramOnly: null,
      wanted: { raw: raw(1350), text: "13.5 V" },
      flags: null,
      needsRestart: false
    },
    before: "13.8 V",
    after: "13.5 V",
    frame: "07 FF 58 37 02 03 46 05 1B",
    frames: [{ hex: "07 FF 58 37 02 03 46 05 1B", when: "always" }],
    unchanged: false,
    notes: ["lost at restart\nof the unit"],
    warnings: []
  }
})

/** The line after it. */
export const done = (plan: string, write = 0): Journal.Line => ({
  schema: "vebus.journal/1",
  time: "2026-01-01T12:00:01.000Z",
  plan,
  write,
  phase: "done",
  outcome: { _tag: "Written", proof: "acknowledged", needsRestart: false }
})

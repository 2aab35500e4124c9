/**
 * The audit log on a real disk: lines that came together are all there, a crash costs half a line at most, the file does not
 * grow for ever, and a disk that is full is an error with a reason.
 */
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { AuditLog } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-audit-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const line = (target: string, message = ""): AuditLog.Line => ({
  schema: AuditLog.SCHEMA,
  time: "2026-01-01T00:00:00.000Z",
  phase: "done",
  site: "van",
  address: 0,
  from: "mqtt",
  command: null,
  target,
  value: "on",
  writes: [],
  warnings: [],
  error: null,
  message
})

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(AuditLog.Line))
const linesOf = (path: string) => readFileSync(path, "utf8").split("\n").filter(Boolean)

const append = (path: string, lines: ReadonlyArray<AuditLog.Line>, options?: AuditLog.Options) =>
  Effect.gen(function* () {
    const log = yield* AuditLog.AuditLog
    yield* Effect.forEach(lines, log.append, { concurrency: "unbounded" })
  }).pipe(Effect.provide(AuditLog.layer(path, options)))

describe("the audit log", () => {
  it.live("holds every line, in order, also those that come together", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "state", "audit.jsonl")
      const targets = Array.from({ length: 50 }, (_, index) => String(index))
      yield* append(
        path,
        targets.map((target) => line(target))
      )
      assert.deepStrictEqual(
        linesOf(path).map((text) => decode(text).target),
        targets
      )
    })
  )

  it.live("goes on behind half a line, which a crash left", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "audit.jsonl")
      appendFileSync(path, '{"schema":"vebus.au')
      yield* append(path, [line("mode")])
      assert.strictEqual(decode(linesOf(path)[1]!).target, "mode")
    })
  )

  it.live("puts full files aside, keeps some of them, and cuts foreign text", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "audit.jsonl")
      for (let index = 0; index < 6; index++)
        yield* append(path, [line("mode", "x".repeat(10_000))], { maxBytes: 100, kept: 2 })
      assert.sameMembers(readdirSync(join(path, "..")), ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2"])
      assert.isBelow(linesOf(path)[0]!.length, 1000)
    })
  )

  it.live("says why it cannot be written, and goes on when it can", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "audit.jsonl")
      mkdirSync(path)
      const error = yield* Effect.flip(append(path, [line("mode")]))
      assert.include(error.message, "nothing is changed")
      assert.include(error.message, "EISDIR")
      rmSync(path, { recursive: true })
      yield* append(path, [line("mode")])
      assert.strictEqual(linesOf(path).length, 1)
    })
  )
})

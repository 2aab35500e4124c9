/** Any order of changes and crashes, against a model that knows what was promised. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { StateFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Journal from "../../src/control/Journal.ts"
import * as Memory from "../../src/control/Memory.ts"
import { StateStore } from "../../src/control/StateStore.ts"
import { done, folder, sending } from "./Folder.ts"

/** Above what any system counts to. */
const NO_PROCESS = 2 ** 31 - 2

const unit = fc.constantFrom("serial:A", "unique:7", "__proto__")
const line = fc.oneof(fc.string(), fc.string({ unit: "binary" })).map((plan) => sending(plan))

/** What happens to a state folder. */
const event = fc.oneof(
  fc.record({ _tag: fc.constant("Spend" as const), unit, writes: fc.nat(3) }),
  fc.record({ _tag: fc.constant("Append" as const), line }),
  // The program dies: within a line, before a rename, while it holds the lock, or between all that.
  fc.record({
    _tag: fc.constant("HalfLine" as const),
    line,
    share: fc.double({ min: 0, max: 1, noNaN: true })
  }),
  fc.record({ _tag: fc.constant("HalfFile" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ _tag: fc.constant("Locked" as const) }),
  fc.record({ _tag: fc.constant("Restart" as const) })
)
type Event = typeof event extends fc.Arbitrary<infer A> ? A : never

/** The first bytes of a text, never all. */
const cut = (text: string, share: number): Buffer => {
  const bytes = Buffer.from(text)
  return bytes.subarray(0, Math.floor(bytes.length * share * 0.999))
}

const textOf = (given: Journal.Line) => Effect.map(Journal.encode(given), (text) => `${text}\n`)

const check = (events: ReadonlyArray<Event>) =>
  Effect.gen(function* () {
    const path = yield* folder
    const open = Effect.provide(StateStore, StateFiles.layer(path))
    let store = yield* open
    const lines: Array<Journal.Line> = []
    const memories = new Map<string, Memory.Memory>()
    for (const given of events) {
      switch (given._tag) {
        case "Spend": {
          const next = yield* store.update(given.unit, (memory) => Memory.spend(memory, "day", given.writes))
          memories.set(given.unit, next)
          break
        }
        case "Append":
          yield* store.append(given.line)
          lines.push(given.line)
          break
        case "HalfLine":
          appendFileSync(join(path, "journal.jsonl"), cut(yield* textOf(given.line), given.share))
          store = yield* open
          break
        case "HalfFile":
          writeFileSync(
            join(path, "eeprom.json.tmp"),
            cut('{"schema":"vebus.eeprom/1","units":[]}', given.share)
          )
          store = yield* open
          break
        case "Locked":
          writeFileSync(
            join(path, "lock"),
            JSON.stringify({ pid: NO_PROCESS, host: hostname(), started: null, id: "000000000000" })
          )
          store = yield* open
          break
        case "Restart":
          store = yield* open
          break
      }
      assert.deepStrictEqual(yield* store.journal, lines)
      for (const [key, memory] of memories) assert.deepStrictEqual(yield* store.get(key), memory)
    }
    yield* store.append(done("end"))
    assert.deepStrictEqual(yield* store.journal, [...lines, done("end")])
    const text = yield* Effect.forEach([...lines, done("end")], textOf)
    assert.strictEqual(readFileSync(join(path, "journal.jsonl"), "utf8"), text.join(""))
  })

describe("any order of changes and crashes", () => {
  it("reads back whole lines and the last counts", () =>
    fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), (events) =>
        Effect.runPromise(Effect.scoped(check(events)))
      ),
      { numRuns: 40 }
    ))
})

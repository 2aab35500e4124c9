/**
 * A second program, started by tests: counts EEPROM writes and keeps a journal, and says each time how far it is.
 *
 *     node Worker.ts FOLDER UNIT TIMES
 */
import { StateFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Memory from "../../src/control/Memory.ts"
import { StateStore } from "../../src/control/StateStore.ts"
import { sending } from "./Folder.ts"

const [folder = "", unit = "", times = ""] = process.argv.slice(2)

const work = Effect.gen(function* () {
  const store = yield* StateStore
  for (let write = 0; write < Number(times); write++) {
    yield* store.append(sending(unit, write))
    yield* store.update(unit, (memory) => Memory.spend(memory, "2026-01-01", 1))
    const { eeprom } = yield* store.update("shared", (memory) => Memory.spend(memory, "2026-01-01", 1))
    process.stdout.write(`${eeprom.total}\n`)
  }
})

Effect.runPromise(work.pipe(Effect.provide(StateFiles.layer(folder, { wait: "10 minutes" })))).catch(
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
)

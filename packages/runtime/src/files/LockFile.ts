/**
 * A lock file: of all processes of a machine one goes on, the others wait.
 *
 *     {"pid":812,"host":"boat","started":"190331","id":"5f0c9e2b71aa"}
 *
 * The file is linked into place, so that it is never seen without its content: one that makes no sense was left by a
 * power cut. A lock whose process is gone is removed by whoever holds the lock of that lock, `lock.<id>`, and looked at
 * again under it: a second process that saw the same dead lock cannot remove its successor. `started` tells a process
 * from a later one with the same number, where the system says (Linux). A lock of another host (a shared folder, a
 * container) counts as alive, since nobody here can tell. Needs a file system with hard links.
 * Reference: decisions.md 10.
 */
import { randomBytes } from "node:crypto"
import { link, readFile, rm, unlink, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Monotonic from "../Monotonic.ts"
import { StateError } from "../control/StateError.ts"
import { codeOf, textOf } from "../transports/SystemError.ts"
import { read } from "./DurableFile.ts"

const Owner = Schema.Struct({
  pid: Schema.Int.check(Schema.isGreaterThan(0)),
  host: Schema.String,
  started: Schema.NullOr(Schema.String),
  id: Schema.String.check(Schema.isPattern(/^[0-9a-f]{12}$/))
})
type Owner = typeof Owner.Type

/** The content that this process writes there. */
interface Own {
  readonly id: string
  readonly text: string
}

const decodeOwner = Schema.decodeUnknownResult(Schema.fromJsonString(Owner))

/** When a process started, in ticks since the system did; `null` where the system does not report it. */
const startOf = async (pid: number): Promise<string | null> => {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "")
  // Field 22. The second one, the name in brackets, may hold anything.
  return text.slice(text.lastIndexOf(")")).split(" ")[20] ?? null
}

const isGone = async ({ pid, host, started }: Owner): Promise<boolean> => {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if (codeOf(cause) === "ESRCH") return true
  }
  const now = await startOf(pid)
  return started !== null && now !== null && started !== now
}

/** Puts a lock where none is. */
const put = async (path: string, { id, text }: Own): Promise<boolean> => {
  const own = `${path}.${id}.new`
  try {
    await writeFile(own, text, { mode: 0o600, flag: "wx" })
    await link(own, path)
    return true
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false
    throw cause
  } finally {
    // A lock that is held must not fail because of what is left beside it.
    await rm(own, { force: true }).catch(() => {})
  }
}

/** Tries once. Gives the owner when it is alive. */
const attempt = async (path: string, own: Own): Promise<"taken" | "again" | Owner> => {
  const text = await read(path)
  if (text === null) return (await put(path, own)) ? "taken" : "again"
  const owner = Result.getOrNull(decodeOwner(text))
  if (owner !== null && !(await isGone(owner))) return owner
  const claim = `${path}.${owner?.id ?? "damaged"}`
  if ((await attempt(claim, own)) !== "taken") return "again"
  try {
    if ((await read(path)) === text) await unlink(path)
  } finally {
    await unlink(claim)
  }
  return "again"
}

const PAUSE_MILLIS = 10

/** The message for somebody who waited in vain. */
const stillHeld = (found: "again" | Owner): string =>
  found === "again"
    ? "other programs take it all the time"
    : `process ${found.pid} on ${found.host} holds it. If nothing of ours runs there, remove the file`

/**
 * Runs an effect while no other process does so under the same lock. Waits up to `waitMillis` for its turn, then fails
 * with a `StateError` that names the owner. Waiting can be interrupted, the effect cannot.
 */
export const hold =
  (path: string, waitMillis: number) =>
  <A, E, R>(use: Effect.Effect<A, E, R>): Effect.Effect<A, E | StateError, R> => {
    const failed = (cause: unknown) => new StateError({ doing: "lock", path, cause: textOf(cause) })
    const attempting = <B>(act: () => Promise<B>) => Effect.tryPromise({ try: act, catch: failed })

    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const id = randomBytes(6).toString("hex")
        const started = yield* Effect.promise(() => startOf(process.pid))
        const owner: Owner = { pid: process.pid, host: hostname(), started, id }
        const own = { id, text: JSON.stringify(owner) }
        const until = (yield* Monotonic.millis) + waitMillis
        for (;;) {
          const found = yield* attempting(() => attempt(path, own))
          if (found === "taken") break
          if ((yield* Monotonic.millis) >= until) {
            return yield* failed(`after ${waitMillis} ms ${stillHeld(found)}`)
          }
          yield* restore(Effect.sleep(PAUSE_MILLIS))
        }
        const release = attempting(async () => {
          if ((await read(path)) === own.text) await unlink(path)
        })
        return yield* Effect.ensuring(
          use,
          Effect.catch(release, (error) => Effect.logWarning(error.message))
        )
      })
    )
  }

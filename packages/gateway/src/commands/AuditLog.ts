/**
 * The audit log: who wanted to change what from outside, and what became of it. One line per step, on the disk before
 * anything is sent. Lines that come together are synced together.
 *
 *     {"schema":"vebus.audit/1","time":…,"phase":"asked","site":"van","from":"mqtt","target":"mode","value":"off",…}
 *
 * The file ends at some size, and another begins; a few old ones are kept. No line holds a secret or a serial number.
 * Reference: integrations.md 12.14.
 */
import { open, mkdir, rename, stat } from "node:fs/promises"
import { dirname } from "node:path"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"

/** The name and version of a line. */
export const SCHEMA = "vebus.audit/1"

/** One line. */
export const Line = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** ISO 8601 in UTC. */
  time: Schema.String,
  /** `asked`: about to be carried out; `done`: it came to an end; `refused`: nothing was sent. */
  phase: Schema.Literals(["asked", "done", "refused"]),
  site: Schema.String,
  /** The short address; `null`: the unit that is selected. */
  address: Schema.NullOr(Schema.Int),
  /** Who asked: `mqtt`, `http`. */
  from: Schema.String,
  /** The id that its sender gave it; `null`: none. */
  command: Schema.NullOr(Schema.String),
  target: Schema.String,
  value: Schema.String,
  /** The writes: value before and after, and the frame that is sent or was. */
  writes: Schema.Array(
    Schema.Struct({ name: Schema.String, before: Schema.String, after: Schema.String, frame: Schema.String })
  ),
  /** The warnings of the plan. */
  warnings: Schema.Array(Schema.String),
  /** Why not, as a word for programs. */
  error: Schema.NullOr(Schema.String),
  message: Schema.String
})
export type Line = typeof Line.Type

/** The log could not be written, so nothing may be changed. */
export class AuditError extends Schema.TaggedError<AuditError>()("AuditError", {
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `the audit log cannot be written, so nothing is changed: ${this.cause} (${this.path})`
  }
}

/** Where steps are noted. */
export class AuditLog extends Context.Service<
  AuditLog,
  {
    /** Notes a step; done when it is on the disk. */
    readonly append: (line: Line) => Effect.Effect<void, AuditError>
  }
>()("@vebus/gateway/AuditLog") {}

/** How large the file may become, and how many old ones are kept. */
export interface Options {
  readonly maxBytes?: number
  readonly kept?: number
}

const MAX_BYTES = 0x80_00_00
const KEPT = 4

/** Control characters and line ends of foreign text are escaped by JSON; nothing else may be as long as it likes. */
const MAX_TEXT = 512
const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)

const encode = (line: Line): string =>
  `${JSON.stringify(line, (_, value: unknown) => (typeof value === "string" ? cut(value) : value))}\n`

const sizeOf = async (path: string): Promise<number> =>
  await stat(path).then(
    ({ size }) => size,
    () => 0
  )

/** Moves a full file aside, and the older ones one place on. */
const rotate = async (path: string, kept: number): Promise<void> => {
  const name = (index: number) => (index === 0 ? path : `${path}.${index}`)
  for (let index = kept - 1; index >= 0; index--) {
    await rename(name(index), name(index + 1)).catch((cause: unknown) => {
      if ((cause as { code?: string }).code !== "ENOENT") throw cause
    })
  }
}

const write = async (path: string, text: string, { maxBytes = MAX_BYTES, kept = KEPT }: Options) => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if ((await sizeOf(path)) > maxBytes) await rotate(path, kept)
  const file = await open(path, "a+", 0o600)
  try {
    const { size } = await file.stat()
    try {
      const last = Buffer.alloc(1)
      // Half a line, as a crash leaves it, must not swallow the next one.
      const isTorn = size > 0 && (await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a
      await file.writeFile(isTorn ? `\n${text}` : text)
      await file.sync()
    } catch (cause) {
      await file.truncate(size).catch(() => {})
      throw cause
    }
  } finally {
    await file.close()
  }
}

interface Waiting {
  readonly text: string
  readonly done: Deferred.Deferred<void, AuditError>
}

/** The log in a file. */
export const layer = (path: string, options: Options = {}): Layer.Layer<AuditLog> =>
  Layer.effect(
    AuditLog,
    Effect.gen(function* () {
      const queue = yield* Queue.unbounded<Waiting>()
      const take = (batch: ReadonlyArray<Waiting>) =>
        Effect.gen(function* () {
          const result = yield* Effect.exit(
            Effect.tryPromise({
              try: () => write(path, batch.map(({ text }) => text).join(""), options),
              catch: (cause) =>
                new AuditError({ path, cause: cause instanceof Error ? cause.message : String(cause) })
            })
          )
          yield* Effect.forEach(batch, ({ done }) => Deferred.done(done, result), { discard: true })
        })
      // What was taken is written; waiting for more ends with the scope.
      const next = Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(restore(Queue.takeAll(queue)), take)
      )
      yield* Effect.forkScoped(Effect.forever(next))
      return AuditLog.of({
        append: (line) =>
          Effect.gen(function* () {
            const done = yield* Deferred.make<void, AuditError>()
            yield* Queue.offer(queue, { text: encode(line), done })
            yield* Deferred.await(done)
          })
      })
    })
  )

/** A log that is kept in memory, for tests and for gateways without a folder of their own. */
export const inMemory = (lines: Array<Line> = []): Layer.Layer<AuditLog> =>
  Layer.succeed(AuditLog)({ append: (line) => Effect.sync(() => void lines.push(line)) })

/**
 * The state that outlives the program:
 *
 *     eeprom.json     {"schema":"vebus.eeprom/1","units":[{"unit":"serial:…","eeprom":{…},"ramOnly":[…]}]}
 *     journal.jsonl   one line per event: `state/Journal.ts`
 *     lock            while one of them is changed: `LockFile.ts`
 *
 * The memory of a unit stands in one file, since it changes together: a setting that is stored counts as an EEPROM
 * write and is no longer written to RAM only. A file that makes no sense is an error and stays as it is, since a count that
 * begins anew by itself protects nothing. Reading needs neither the lock nor the folder.
 * Reference: integrations.md 12.5, 12.9; decisions.md 6, 10.
 */
import { join } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Journal from "../control/Journal.ts"
import * as Memory from "../control/Memory.ts"
import { StateError } from "../control/StateError.ts"
import { StateStore } from "../control/StateStore.ts"
import { textOf } from "../transports/SystemError.ts"
import * as DurableFile from "./DurableFile.ts"
import * as LockFile from "./LockFile.ts"
import * as Places from "./Places.ts"

/** The name and version of the form of `eeprom.json`. */
export const SCHEMA = "vebus.eeprom/1"

/** The content of `eeprom.json`. */
export const Memories = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  units: Schema.Array(Schema.Struct({ unit: Schema.String, ...Memory.Memory.fields }))
})
export type Memories = typeof Memories.Type

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Memories))
const encode = Schema.encodeEffect(Memories)

const of = ({ units }: Memories, unit: string): Memory.Memory => {
  const found = units.find((entry) => entry.unit === unit)
  return found === undefined ? Memory.empty : { eeprom: found.eeprom, ramOnly: found.ramOnly }
}

const having = ({ schema, units }: Memories, unit: string, memory: Memory.Memory): Memories => ({
  schema,
  units: [...units.filter((entry) => entry.unit !== unit), { unit, ...memory }]
})

/** How many lines of a part of the journal are sound. Throws where nothing may be written behind them. */
const soundLines = (text: string): number => {
  const found = Journal.read(text)
  if (Result.isFailure(found)) throw new Error(found.failure.why)
  return found.success.count
}

/** How patient a store is with other processes. */
export interface Options {
  /** How long to wait for another process; three seconds unless said otherwise. */
  readonly wait?: Duration.Input
}

/**
 * The state in the files of a folder, by default the one of this process (`Places.ts`). The folder is made with the first
 * change.
 */
export const layer = (
  folder: string = Places.here().state,
  { wait = "3 seconds" }: Options = {}
): Layer.Layer<StateStore> =>
  Layer.effect(
    StateStore,
    Effect.gen(function* () {
      const eeprom = join(folder, "eeprom.json")
      const journal = join(folder, "journal.jsonl")
      // Within a process whoever comes first goes first; at the lock file it is luck.
      const queue = yield* Semaphore.make(1)

      const trying = <A>(doing: StateError["doing"], path: string, act: () => Promise<A>) =>
        Effect.tryPromise({
          try: act,
          catch: (cause) => new StateError({ doing, path, cause: textOf(cause) })
        })
      const makeNoSense = (path: string, cause: string, loss: string) =>
        new StateError({
          doing: "read",
          path,
          cause: `${cause}. Repair it or put back a copy; without it ${loss}`
        })
      const readJournal = Effect.flatMap(
        trying("read", journal, () => DurableFile.read(journal)),
        (text) =>
          Effect.mapError(
            Effect.fromResult(Journal.parse(text ?? "")),
            ({ line, why }) =>
              new StateError({
                doing: "read",
                path: journal,
                cause:
                  `line ${line} is no ${Journal.SCHEMA} (${why}). No crash leaves that in the middle of the file, so nothing is written ` +
                  "until somebody has looked: take that line out (what it told of cannot be undone then), put back a copy, " +
                  "or move the file away to begin a new one (nothing done so far can be undone then)"
              })
          )
      )
      /** Up to here the journal has been looked at, in bytes. */
      let soundUpTo = 0
      const alone = <A>(change: Effect.Effect<A, StateError>): Effect.Effect<A, StateError> =>
        trying("write", folder, () => DurableFile.makeFolder(folder)).pipe(
          Effect.andThen(LockFile.hold(join(folder, "lock"), Duration.toMillis(wait))(change)),
          queue.withPermit
        )

      if ((yield* Effect.promise(() => DurableFile.othersWrite(folder))) !== null) {
        yield* Effect.logWarning(
          `others may write to ${folder}: they can change the count of EEPROM writes and what undo takes back. chmod 700 keeps them out`
        )
      }

      const read = Effect.gen(function* () {
        const text = yield* trying("read", eeprom, () => DurableFile.read(eeprom))
        const memories: Memories = { schema: SCHEMA, units: [] }
        if (text === null) return memories
        return yield* Effect.mapError(Effect.fromResult(decode(text)), ({ message }) =>
          makeNoSense(
            eeprom,
            `it is no ${SCHEMA} (${message.replaceAll(/\s+/g, " ")})`,
            "the count of EEPROM writes begins at 0"
          )
        )
      })

      return StateStore.of({
        survives: true,
        get: (unit) => Effect.map(read, (memories) => of(memories, unit)),
        update: (unit, change) =>
          alone(
            Effect.gen(function* () {
              const memories = yield* read
              const next = change(of(memories, unit))
              // What could not be read back is a mistake of the caller, and is not written.
              const json = yield* Effect.orDie(encode(having(memories, unit, next)))
              yield* trying("write", eeprom, () =>
                DurableFile.replace(eeprom, `${JSON.stringify(json, null, 2)}\n`)
              )
              return next
            })
          ),
        append: (line) =>
          Effect.flatMap(Effect.orDie(Journal.encode(line)), (text) =>
            alone(
              trying("write", journal, () =>
                DurableFile.appendLine(journal, text, { from: soundUpTo, sound: soundLines })
              ).pipe(
                Effect.map((length) => void (soundUpTo = length)),
                // Only now, so that the line is told by its number in the whole file.
                Effect.catch((error) => Effect.andThen(readJournal, Effect.fail(error)))
              )
            )
          ),
        journal: readJournal
      })
    })
  )

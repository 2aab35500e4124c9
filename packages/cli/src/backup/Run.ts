/**
 * The runs of `vebus settings show` and `settings diff`: files read, compared with each other or with a unit, and printed.
 */
import { Diff } from "@vebus/runtime/backup"
import { Json, SettingsFile as FileDocuments } from "@vebus/runtime/documents"
import type { Errors } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Connected from "../command/Connected.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"
import * as Progress from "../output/Progress.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Table from "../output/Table.ts"
import { Surroundings } from "../Surroundings.ts"
import * as Backup from "./Backup.ts"
import * as Compare from "./Compare.ts"
import * as Configured from "./Configured.ts"
import * as Match from "./Match.ts"
import * as Differences from "./Table.ts"
import * as ShowFile from "./ShowFile.ts"

/** Shows a settings file of VEConfigure. */
export const show = (file: string, json: boolean): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const found = yield* Configured.parse(file, yield* GivenFile.bytes(file))
    const document = FileDocuments.document(found, { file, time: yield* Json.now })
    if (json) return yield* Stdout.line(Json.line(document))
    yield* Stdout.lines(ShowFile.lines(document, Table.view(yield* Surroundings)))
  })

type Failure = Errors.LinkError | ExitCode.CommandError

/** The differences, unit by unit, and the name of the other side. */
interface Found {
  readonly right: string
  readonly compared: ReadonlyArray<Compare.Compared>
  /** Units of one side alone. */
  readonly alone: ReadonlyArray<string>
}

/** Compares a file with what a unit holds now. */
const withUnit = (
  file: Configured.Configured,
  serial: string | null,
  input: Connected.Input
): Effect.Effect<Found, Failure> =>
  Effect.gen(function* () {
    const { device, session } = yield* Connected.connect(input)
    yield* Progress.shown(() => "vebus: reading settings and flags")
    const a = yield* Effect.fromResult(Match.find(file, yield* device.identity, serial))
    const others = a.configuration(() => undefined).settings.map(({ id }) => id)
    const b = Configured.ofBackup(yield* Backup.take(device, session, { others }), others)
    return { right: session.url, compared: [Compare.compare({ a, b })], alone: [] }
  }).pipe(Effect.scoped)

/** Compares two files. */
const withFile = (
  file: Configured.Configured,
  serial: string | null,
  path: string
): Effect.Effect<Found, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const other = yield* Configured.read(path)
    const { pairs, alone } = yield* Effect.fromResult(Match.pairs(file, other, serial))
    return { right: path, compared: pairs.map(Compare.compare), alone }
  })

/** The words of `settings diff`. */
export interface DiffInput extends Connected.Input {
  readonly file: string
  readonly other: Option.Option<string>
  readonly unit: Option.Option<string>
  readonly json: boolean
}

/** Compares a file with a unit or with another file. */
export const diff = ({ file, other, unit, json, ...input }: DiffInput): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const left = yield* Configured.read(file)
    const chosen = Option.getOrNull(unit)
    const { right, compared, alone } = Option.isSome(other)
      ? yield* withFile(left, chosen, other.value)
      : yield* withUnit(left, chosen, input)
    const isOfSeveral = compared.length > 1
    for (const { serial, notes } of compared) {
      for (const note of notes) yield* Console.error(isOfSeveral ? `${serial}: ${note}` : note)
    }
    for (const note of alone) yield* Console.error(note)
    const heads = { a: file, b: right }
    if (json) {
      const document = Diff.document(compared, { ...heads, time: yield* Json.now })
      return yield* Stdout.line(Json.line(document))
    }
    const view = Table.view(yield* Surroundings)
    for (const { serial, differences } of compared) {
      if (differences.length === 0) {
        const where = isOfSeveral ? ` in ${serial}` : ""
        yield* Console.error(`no difference between ${file} and ${right}${where}`)
      } else {
        const title = isOfSeveral ? [`${serial}:`] : []
        yield* Stdout.lines([...title, ...Differences.lines(differences, heads, view)])
      }
    }
  })

/**
 * `vebus history`: what a gateway has kept of the readings of a site, from its file, also while it runs.
 */
import * as Span from "@vebus/runtime/span"
import type { History } from "@vebus/gateway"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../ExitCode.ts"
import * as Lazy from "../Lazy.ts"
import type { Column } from "../output/Table.ts"
import { Surroundings } from "../Surroundings.ts"

const WHEN = "a time like 2026-01-31T12:00Z, or how long ago like 2h or 30d"

/** A time, or how long ago it was. */
const when = (name: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("WHEN"),
    Flag.filterMap(
      (text): Option.Option<{ readonly ago: number } | { readonly at: number }> => {
        const ago = Span.parse(text)
        if (Option.isSome(ago)) return Option.some({ ago: ago.value })
        const at = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
        return Number.isNaN(at) ? Option.none() : Option.some({ at })
      },
      () => WHEN
    )
  )

const flags = {
  file: Flag.String("file").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      "The file of history. Default: history.db in the state folder of a gateway of yours"
    ),
    Flag.optional
  ),
  site: Flag.String("site").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The site. Default: the only one in the file"),
    Flag.optional
  ),
  fields: Flag.String("fields").pipe(
    Flag.withMetavar("NAMES"),
    Flag.withDescription(
      "Figures, with commas between them: battery.voltage,acInput.1.power. Default: battery and AC powers; with --csv and --json all that have a value"
    ),
    Flag.optional
  ),
  from: when("from").pipe(
    Flag.withDescription(`The beginning: ${WHEN}. Default: 24h`),
    Flag.withDefault({ ago: 86_400_000 } as { readonly ago: number } | { readonly at: number })
  ),
  to: when("to").pipe(
    Flag.withDescription(`The end: ${WHEN}. Default: now`),
    Flag.withDefault({ ago: 0 } as { readonly ago: number } | { readonly at: number })
  ),
  points: Flag.Int("points").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("The most rows that are printed. Default: 24"),
    Flag.withDefault(24)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("One JSON document (vebus.history/1)"),
    Flag.withDefault(false)
  ),
  csv: Flag.Boolean("csv").pipe(
    Flag.withDescription("Comma-separated values, with lowest and highest of each row"),
    Flag.withDefault(false)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const usual = ["battery.voltage", "battery.current", "battery.power", "acInputPower", "acOutputPower"]

/** The names between commas; `null`: none was named. */
const namesOf = ({ fields, json, csv }: Input): ReadonlyArray<string> | undefined =>
  Option.match(fields, {
    onNone: () => (json || csv ? undefined : usual),
    onSome: (text) => text.split(",").map((name) => name.trim())
  })

const siteOf = (site: Input["site"], sites: ReadonlyArray<string>, path: string) => {
  const only = sites[0]
  if (Option.isSome(site)) {
    return sites.includes(site.value)
      ? Effect.succeed(site.value)
      : ExitCode.wrongUse(`--site: expected one of ${sites.join(", ")}, found ${site.value}`)
  }
  if (only !== undefined && sites.length === 1) return Effect.succeed(only)
  return only === undefined
    ? new ExitCode.CommandError(ExitCode.failure, `${path} holds no readings yet`)
    : ExitCode.wrongUse(`${path} holds several sites: say --site ${sites.join(" or --site ")}`)
}

const answer = (input: Input): Effect.Effect<History.Answer, ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ History }, { Places }] = yield* Lazy.loadAll(() => [
        import("@vebus/gateway"),
        import("@vebus/runtime/files")
      ])
      const { env } = yield* Surroundings
      const path = Option.getOrElse(input.file, () => History.defaultPath(Places.here(env).state))
      const file = yield* History.read(path)
      const site = yield* siteOf(input.site, yield* file.sites, path)
      const now = yield* Clock.currentTimeMillis
      const time = (given: Input["from"]): number => ("at" in given ? given.at : now - given.ago)
      return yield* file.query({
        site,
        fields: namesOf(input),
        from: time(input.from),
        to: time(input.to),
        points: input.points
      })
    })
  ).pipe(
    Effect.catchTags({
      BadQuery: ({ message }) => ExitCode.wrongUse(message),
      HistoryError: ({ message }) =>
        new ExitCode.CommandError(
          ExitCode.badFile,
          `${message}. A gateway makes it; one that runs as a service keeps it in its own state folder: name it with --file`
        )
    })
  )

interface Row {
  readonly time: string
  readonly values: ReadonlyArray<number | null>
}

const head = ({ field, unit }: History.Column): string => `${field} (${unit})`.toUpperCase()

export const history = Command.make("history", flags, (input) =>
  Effect.gen(function* () {
    const [{ History }, Stdout, Table] = yield* Lazy.loadAll(() => [
      import("@vebus/gateway"),
      import("../output/Stdout.ts"),
      import("../output/Table.ts")
    ])
    const found = yield* answer(input)
    if (input.json) return yield* Stdout.line(JSON.stringify(found))
    if (input.csv) return yield* Stdout.lines(History.toCsv(found).trimEnd().split("\n"))
    const rows = found.time.map((time, row) => ({
      time: time.replace(/:00\.000Z$|\.000Z$/, "Z"),
      values: found.columns.map(({ mean }) => mean[row] ?? null)
    }))
    const columns: ReadonlyArray<Column<Row>> = [
      { head: "TIME", cell: ({ time }) => time },
      ...found.columns.map((column, index): Column<Row> => ({
        head: head(column),
        right: true,
        spare: true,
        cell: ({ values }) => values[index]!
      }))
    ]
    yield* Stdout.lines(Table.lines(columns, rows, Table.view(yield* Surroundings)))
  })
).pipe(
  Command.withDescription(
    "Show what a gateway has kept of the readings of a site: the mean of each row, never more rows than asked for."
  ),
  Command.withExamples([
    { command: "vebus history --from 7d --points 7", description: "The last week, a row a day" },
    {
      command: "vebus history --site van --fields battery.voltage --from 1h --points 3600 --csv",
      description: "Each second of the last hour for a spreadsheet"
    }
  ])
)

/**
 * A survey: asks a system and its adapter everything that only reads, and puts the answers into the document
 * `vebus.survey/1` (`codec/Survey.ts`).
 *
 * It takes about five minutes of line time for a unit with 150 settings. It waits while the unit sleeps or the plug is out
 * and goes on afterwards, unless another unit is there then. Each piece that was learnt is kept in a cell (`Notes.ts`), so
 * that an interrupted survey goes on where it stopped. It needs a session with a window of 3, and without a cache: what is
 * written down was told by this unit.
 */
import { AcInfo, AcInputConfig, AdapterSettings, DcInfo, Leds, Words, ShortAddress } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import type * as Survey from "@vebus/codec/survey"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Absent from "../device/Absent.ts"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Session } from "../session/Session.ts"
import * as Assemble from "./Assemble.ts"
import * as Bus from "./Bus.ts"
import type * as Heard from "./Heard.ts"
import * as Ids from "./Ids.ts"
import * as Line from "./Line.ts"
import * as Notes from "./Notes.ts"
import * as OneUnit from "./OneUnit.ts"
import * as Patience from "./Patience.ts"
import * as Timing from "./Timing.ts"

/** Another unit or adapter answers than the one that the survey began with. */
export class OtherUnit extends Schema.TaggedError<OtherUnit>()("OtherUnit", {
  expected: Schema.String,
  found: Schema.String
}) {
  override get message() {
    return `the survey began with ${this.expected}, and now ${this.found} answers: expected the same unit behind the same adapter. Survey each unit into a file of its own`
  }
}

/** How a survey goes about it. */
export interface Options<F = never> extends Notes.Options<F> {
  /** The program that surveys, such as `vebus 0.1.0`. */
  readonly software: string
  /** Hears how many units there are, once that is known. */
  readonly onUnits?: (units: number) => void
}

/** About how many cells a survey of so many units has. */
export const cellsOf = (units: number): number =>
  SYSTEM_CELLS + Timing.names.length + UNIT_CELLS + 4 * Ids.blocks.length + (units - 1) * OTHER_UNIT_CELLS

/** Cells of the system, of one unit besides its ids, and of each further unit of the same firmware. */
const SYSTEM_CELLS = 13
const UNIT_CELLS = 10
const OTHER_UNIT_CELLS = 25

/** Which unit behind which adapter: what must stay the same. */
const identityOf = (session: Session): string => {
  const { adapter, deviceVersion, winmonMode } = session.identity()
  return `version ${deviceVersion} (${winmonMode} frames) behind adapter ${adapter.version}`
}

/** Answers of the system, or that there was none. */
const Replies = {
  Leds: Schema.NullOr(Schemas.of(Leds.Reply)),
  AdapterSettings: Schema.NullOr(Schemas.of(AdapterSettings.Reply)),
  DcInfo: Schema.NullOr(Schemas.of(DcInfo.Reply)),
  AcInfo: Schema.NullOr(Schemas.of(AcInfo.Reply)),
  AcInputConfig: Schema.NullOr(Schemas.of(AcInputConfig.Reply))
}

/** Surveys the system of a session. Fails when another unit answers than the one it began with. */
export const make = <F = never>(
  session: Session,
  heard: Heard.Heard,
  { software, onUnits, ...options }: Options<F>
): Effect.Effect<Survey.Survey, OtherUnit | F> =>
  Effect.gen(function* () {
    const cells = Notes.make(options)
    const expected = yield* cells(
      "identity",
      Schema.String,
      Effect.sync(() => identityOf(session))
    )
    const sameUnit = Effect.suspend(() => {
      const found = identityOf(session)
      return found === expected ? Effect.void : Effect.fail(new OtherUnit({ expected, found }))
    })
    const cell: Notes.Cell<OtherUnit | F> = (name, schema, ask) =>
      cells(
        name,
        schema,
        Effect.tap(ask, () => sameUnit)
      )
    yield* sameUnit
    /** The answers of the system, or `null`. */
    const orNull = <A>(asked: Effect.Effect<{ readonly value: A }, LinkError>) =>
      Effect.map(Patience.orNull(session, asked), (answer) => answer?.value ?? null)
    const tentatively = <A>(question: Question.Question<A>) =>
      orNull(session.ask(question, Absent.tentatively))

    const { adapter, winmonMode } = session.identity()
    const bus = yield* cell("units", Bus.Found, Bus.find(session))
    onUnits?.(bus.units.filter(({ version }) => version !== null).length)
    const leds = yield* cell("L", Replies.Leds, tentatively(Question.leds))
    const lines = yield* cell(
      "H",
      Schema.NullOr(Words.Uint8),
      Effect.map(tentatively(Question.busLines), (reply) => reply?.lines ?? null)
    )
    const settings = yield* cell("D", Replies.AdapterSettings, tentatively(Question.adapterSettings))
    const dc = yield* cell("F 0", Replies.DcInfo, tentatively(Question.dcInfo))
    const phases: Array<AcInfo.Reply | null> = []
    for (const phase of [1, 2, 3, 4] as const) {
      phases.push(yield* cell(`F ${phase}`, Replies.AcInfo, tentatively(Question.acInfo(phase))))
    }
    const input = yield* cell("F 5", Replies.AcInputConfig, tentatively(Question.acInputConfig))

    const units: Array<Assemble.UnitNotes> = []
    for (const { address, version } of bus.units) {
      if (version === null || !ShortAddress.is(address)) continue
      const around = { configured: bus.configured, before: units }
      units.push(yield* OneUnit.ask(session, cell, { address, version }, around))
    }

    const first = [...units.map(({ address }) => address), session.address].find(ShortAddress.is) ?? 0
    const timing: Record<string, number | null> = {}
    for (const name of Timing.names) {
      timing[name] = yield* cell(
        `time of ${name}`,
        Schema.NullOr(Schema.Finite),
        Timing.measure(session, heard, name, first)
      )
    }
    const versionEverySeconds = yield* cell(
      "unasked V",
      Schema.NullOr(Schema.Finite),
      Line.versionEvery(session)
    )
    const inFlight = yield* cell(
      "requests in flight",
      Schema.Literals([1, 2, 3]),
      Line.inFlight(session, first)
    )
    const echoes = yield* cell("echoes", Schema.Boolean, Line.echoes(session, first))
    const time = DateTime.formatIso(yield* DateTime.now)
    return Assemble.survey({
      software,
      time,
      adapter: { version: adapter.version, winmon: winmonMode, versionEverySeconds, inFlight, echoes },
      leds,
      lines,
      settings,
      dc,
      phases,
      input,
      configured: bus.configured,
      silent: bus.units.filter(({ version }) => version === null).map(({ address }) => address),
      units,
      timing
    })
  }).pipe(Effect.withSpan("Surveyor.make"))

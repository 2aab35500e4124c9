/**
 * A survey: asks a system and its adapter everything that only reads, and puts the answers into the document
 * `vebus.survey/1` (`codec/Survey.ts`).
 *
 * It takes about five minutes of line time for a unit with 150 settings. It waits while the unit sleeps or the plug is out
 * and goes on afterwards, unless another unit is there then. Each piece that was learnt is kept in a cell (`Notes.ts`), so
 * that an interrupted survey goes on where it stopped. It needs a session with a window of 3, and without a cache: what is
 * written down was told by this unit.
 */
import {
  AcInfo,
  AcInputConfig,
  AdapterSettings,
  DcInfo,
  DeviceConfig,
  Flag,
  Leds,
  Schemas,
  Survey,
  Words
} from "@vebus/codec"
import type { RamIds } from "@vebus/codec"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Absent from "../device/Absent.ts"
import * as DeviceVersion from "../session/DeviceVersion.ts"
import * as Units from "../device/Units.ts"
import type { LinkError } from "../Errors.ts"
import * as Retry from "../link/Retry.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Cache from "../state/Cache.ts"
import * as Assemble from "./Assemble.ts"
import type * as Heard from "./Heard.ts"
import * as Ids from "./Ids.ts"
import * as Line from "./Line.ts"
import * as Notes from "./Notes.ts"
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

const AddressList = Schema.Array(Schema.Int)
const Found = Schema.Struct({
  configured: Schema.NullOr(AddressList),
  units: Schema.Array(
    Schema.Struct({
      address: Schema.Int,
      version: Schema.NullOr(Schema.Struct({ version: Words.Uint32, remainder: AddressList }))
    })
  )
})
const Config = Schema.NullOr(Survey.UnitConfig)
/** Answers of the system, or that there was none. */
const Replies = {
  Leds: Schema.NullOr(Schemas.of(Leds.Reply)),
  AdapterSettings: Schema.NullOr(Schemas.of(AdapterSettings.Reply)),
  DcInfo: Schema.NullOr(Schemas.of(DcInfo.Reply)),
  AcInfo: Schema.NullOr(Schemas.of(AcInfo.Reply)),
  AcInputConfig: Schema.NullOr(Schemas.of(AcInputConfig.Reply))
}
const State = Schema.NullOr(Schema.Struct({ state: Schema.String, subState: Schema.String }))

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
    const cell = <A>(name: string, schema: Schema.Codec<A, unknown>, ask: Effect.Effect<A>) =>
      cells(
        name,
        schema,
        Effect.tap(ask, () => sameUnit)
      )
    yield* sameUnit
    /** What is answered by the system, or `null`. */
    const orNull = <A>(asked: Effect.Effect<{ readonly value: A }, LinkError>) =>
      Effect.map(Patience.orNull(session, asked), (answer) => answer?.value ?? null)
    const tentatively = <A>(question: Question.Question<A>) =>
      orNull(session.ask(question, Absent.tentatively))

    const { adapter, winmonMode } = session.identity()
    const bus = yield* cell("units", Found, found(session))
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
      if (version === null) continue
      const unit = session.unit(address)
      const firmware = Cache.textOf({ ...version, winmonMode })
      const like = units.find((other) => other.firmware === firmware)
      const named = (name: string) => `${name} of ${address}`
      const config = yield* cell(
        named("F 7"),
        Config,
        Effect.map(tentatively(Question.deviceConfig(address)), (reply) =>
          reply === null ? null : withoutIdentity(reply, bus.configured)
        )
      )
      const serial = yield* cell(
        named("3B"),
        Schema.Boolean,
        Effect.map(orNull(unit.ask(Question.serialNumber)), (reply) => reply !== null)
      )
      const energy = yield* cell(
        named("0F"),
        Schema.NullOr(Schema.Array(Words.Uint8)),
        Effect.map(orNull(unit.ask(Question.energyCounters)), (reply) => reply?.counts ?? null)
      )
      const snapshots = yield* cell(named("38"), Schema.Boolean, canSnapshot(session, address))
      const state = yield* cell(
        named("0E"),
        State,
        Effect.map(orNull(unit.ask(Question.deviceState)), (reply) =>
          reply === null ? null : { state: reply.state, subState: reply.subState }
        )
      )
      const ramPerRead = yield* cell(
        named("30"),
        Schema.Literals([1, 2]),
        Effect.map(orNull(unit.ask(Question.ram([4, 2] as RamIds.RamIds))), (words): 1 | 2 =>
          words !== null && words.length > 1 ? 2 : 1
        )
      )
      const flagLevels: Record<string, ReadonlyArray<number> | null> = {}
      for (const word of Flag.words) {
        flagLevels[word] = yield* cell(
          named(`3C ${word}`),
          Schema.NullOr(Schema.Array(Words.Uint8)),
          Effect.map(orNull(unit.ask(Question.flagAccess(word))), (reply) => reply?.levels ?? null)
        )
      }

      const ramInfos: Record<string, Cache.RamWords | null> = { ...like?.ramInfos }
      const settingInfos: Record<string, Cache.SettingInfo | null> = { ...like?.settingInfos }
      if (like === undefined) {
        for (const ids of Ids.blocks) {
          const name = `${ids[0]} to ${ids.at(-1)} of ${firmware}`
          Object.assign(
            ramInfos,
            yield* cell(`infos of RAM ${name}`, Ids.RamInfos, Ids.ramInfos(session, unit, ids))
          )
        }
        for (const ids of Ids.blocks) {
          const name = `${ids[0]} to ${ids.at(-1)} of ${firmware}`
          Object.assign(
            settingInfos,
            yield* cell(`infos of settings ${name}`, Ids.SettingInfos, Ids.settingInfos(session, unit, ids))
          )
        }
      }
      const ramValues: Record<string, number | "unsupported" | null> = {}
      const settingValues: Record<string, number | "unsupported" | null> = {}
      for (const block of Ids.blocks) {
        // Units of one firmware have the same RAM variables: what one lacks is not asked of the next.
        const ids = block.filter((id) => like === undefined || like.ramValues[id] !== "unsupported")
        if (ids.length === 0) continue
        Object.assign(
          ramValues,
          yield* cell(
            named(`RAM ${block[0]} to ${block.at(-1)}`),
            Ids.Values,
            Ids.ramValues(session, unit, ids)
          )
        )
      }
      for (const block of Ids.blocks) {
        const ids = block.filter((id) => settingInfos[id] !== "unsupported" && settingInfos[id] !== null)
        if (ids.length === 0) continue
        Object.assign(
          settingValues,
          yield* cell(
            named(`settings ${block[0]} to ${block.at(-1)}`),
            Ids.Values,
            Ids.settingValues(session, unit, ids)
          )
        )
      }
      units.push({
        address,
        firmware,
        ...version,
        config,
        serial,
        energy,
        snapshots,
        state,
        ramPerRead,
        flagLevels,
        ramInfos,
        settingInfos,
        ramValues,
        settingValues
      })
    }

    const first = units[0]?.address ?? session.address
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
  })

/** The unique number and the address are of this one unit. */
const withoutIdentity = (reply: DeviceConfig.Reply, configured: ReadonlyArray<number> | null) => ({
  typeCode: reply.typeCode,
  head: reply.head,
  unexplained: reply.unexplained,
  vllFlags: reply.vllFlags,
  sameMask: DeviceConfig.configuredAddresses(reply).join() === (configured ?? []).join()
})

/** More chances than looking usually takes: what is called silent here stays so in the file. */
const SEEKING = { retry: Retry.times(3) } as const

/** The units of the system, each with its version. */
const found = (session: Session): Effect.Effect<typeof Found.Type> => {
  const attempt: Effect.Effect<typeof Found.Type> = Effect.gen(function* () {
    const bus = yield* Patience.orNull(session, Units.find(session, { ...SEEKING, known: [] }))
    if (bus === null) return yield* Effect.suspend(() => attempt)
    return {
      configured: bus.configured,
      units: bus.units.map(({ address, version }) => ({
        address,
        version: version === null ? null : { version: version.version, remainder: [...version.remainder] }
      }))
    }
  })
  return Effect.flatMap(attempt, (bus) => confirmed(session, bus))
}

/** The versions of units that two answers agree on. */
const confirmed = (session: Session, bus: typeof Found.Type): Effect.Effect<typeof Found.Type> =>
  Effect.map(
    Effect.forEach(bus.units, ({ address, version }): Effect.Effect<(typeof Found.Type)["units"][number]> =>
      version === null
        ? Effect.succeed({ address, version })
        : Effect.map(Patience.agreed(version, versionOf(session.unit(address), session)), (agreed) => ({
            address,
            version: agreed ?? version
          }))
    ),
    (units) => ({ ...bus, units })
  )

const versionOf = (unit: Unit, session: Session) =>
  Effect.map(Patience.orNull(session, DeviceVersion.read(unit.ask)), (read) =>
    read === null ? null : { version: read.version, remainder: [...read.remainder] }
  )

/** How often a snapshot is tried: reading one empties it, so that a lost reply means a new one. */
const SNAPSHOTS = 5

const canSnapshot = (session: Session, address: number): Effect.Effect<boolean> => {
  const attempt = (left: number): Effect.Effect<boolean> =>
    Effect.flatMap(
      Patience.once(
        session,
        session.sequence((ask) =>
          Effect.andThen(
            ask(Question.takeSnapshot([4] as RamIds.RamIds), { address }),
            ask(Question.snapshot, { address, retry: Retry.times(0) })
          )
        )
      ),
      (answer) =>
        answer !== null && answer.value.length > 0
          ? Effect.succeed(true)
          : left > 1
            ? Effect.suspend(() => attempt(left - 1))
            : Effect.succeed(false)
    )
  return attempt(SNAPSHOTS)
}

/**
 * The questions of a survey to one unit. Units of the same firmware have the same infos, which are asked of the first.
 */
import { DeviceConfig, Flag, Words, type ShortAddress } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Absent from "../device/Absent.ts"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import * as Retry from "../link/Retry.ts"
import type { Session } from "../session/Session.ts"
import * as Cache from "../state/Cache.ts"
import type * as Assemble from "./Assemble.ts"
import * as Ids from "./Ids.ts"
import type * as Notes from "./Notes.ts"
import * as Patience from "./Patience.ts"

const Config = Schema.NullOr(Survey.UnitConfig)
const State = Schema.NullOr(Schema.Struct({ state: Schema.String, subState: Schema.String }))

/** The facts about the system around the unit. */
export interface Around {
  readonly configured: ReadonlyArray<number> | null
  /** Units that were asked before it. */
  readonly before: ReadonlyArray<Assemble.UnitNotes>
}

/** Asks one unit everything. */
export const ask = <F>(
  session: Session,
  cell: Notes.Cell<F>,
  {
    address,
    version
  }: {
    readonly address: ShortAddress.ShortAddress
    readonly version: Pick<Assemble.UnitNotes, "version" | "remainder">
  },
  { configured, before }: Around
): Effect.Effect<Assemble.UnitNotes, F> =>
  Effect.gen(function* () {
    const { winmonMode } = session.identity()
    const orNull = <A>(asked: Effect.Effect<{ readonly value: A }, LinkError>) =>
      Effect.map(Patience.orNull(session, asked), (answer) => answer?.value ?? null)
    const tentatively = <A>(question: Question.Question<A>) =>
      orNull(session.ask(question, Absent.tentatively))
    const unit = session.unit(address)
    const firmware = Cache.textOf({ ...version, winmonMode })
    const like = before.find((other) => other.firmware === firmware)
    const named = (name: string) => `${name} of ${address}`
    const config = yield* cell(
      named("F 7"),
      Config,
      Effect.map(tentatively(Question.deviceConfig(address)), (reply) =>
        reply === null ? null : withoutIdentity(reply, configured)
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
      Effect.map(orNull(unit.ask(Question.ram([4, 2]))), (words): 1 | 2 =>
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
        const name = `infos of RAM ${Ids.span(ids)} of ${firmware}`
        Object.assign(ramInfos, yield* cell(name, Ids.RamInfos, Ids.ramInfos(session, unit, ids)))
      }
      for (const ids of Ids.blocks) {
        const name = `infos of settings ${Ids.span(ids)} of ${firmware}`
        Object.assign(settingInfos, yield* cell(name, Ids.SettingInfos, Ids.settingInfos(session, unit, ids)))
      }
    }
    const ramValues: Record<string, number | "unsupported" | null> = {}
    const settingValues: Record<string, number | "unsupported" | null> = {}
    for (const block of Ids.blocks) {
      // Units of one firmware have the same RAM variables: what one lacks is not asked of the next.
      const ids = block.filter((id) => like === undefined || like.ramValues[id] !== "unsupported")
      if (ids.length === 0) continue
      const name = named(`RAM ${Ids.span(block)}`)
      Object.assign(ramValues, yield* cell(name, Ids.Values, Ids.ramValues(session, unit, ids)))
    }
    for (const block of Ids.blocks) {
      const ids = block.filter((id) => settingInfos[id] !== "unsupported" && settingInfos[id] !== null)
      if (ids.length === 0) continue
      const name = named(`settings ${Ids.span(block)}`)
      Object.assign(settingValues, yield* cell(name, Ids.Values, Ids.settingValues(session, unit, ids)))
    }
    return {
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
    }
  }).pipe(Effect.withSpan("OneUnit.ask", { attributes: { address } }))

/** The unique number and the address are of this one unit. */
const withoutIdentity = (reply: DeviceConfig.Reply, configured: ReadonlyArray<number> | null) => ({
  typeCode: reply.typeCode,
  head: reply.head,
  unexplained: reply.unexplained,
  vllFlags: reply.vllFlags,
  sameMask: DeviceConfig.configuredAddresses(reply).join() === (configured ?? []).join()
})

/** How often a snapshot is tried: reading one empties it, so that a lost reply means a new one. */
const SNAPSHOTS = 5

const canSnapshot = (session: Session, address: number): Effect.Effect<boolean> => {
  const attempt = (left: number): Effect.Effect<boolean> =>
    Effect.flatMap(
      Patience.once(
        session,
        session.sequence((ask) =>
          Effect.andThen(
            ask(Question.takeSnapshot([4]), { address }),
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

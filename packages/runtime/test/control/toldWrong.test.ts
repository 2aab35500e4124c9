/**
 * A unit that is told wrong once who it is: by its serial number, its unique number or its version. Its EEPROM has one count
 * all the same, and its journal one name.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { Driver, Lies, Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Runs from "../infos/Runs.ts"
import { played } from "../Played.ts"
import { carriedOut, controlled, setting, surviving } from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"

interface Told {
  readonly name: string
  readonly profile: Profile.ProfileId
  readonly volts: number
  readonly tag: string
  /** The byte of the reply that is told wrong. */
  readonly byte: number
}

const told: ReadonlyArray<Told> = [
  {
    name: "its serial number",
    profile: "multiplus-ii-48-3000-230v",
    volts: 52,
    tag: "SerialNumberReply",
    byte: 4
  },
  { name: "its unique number", profile: "multi-12-3000-mk2", volts: 13, tag: "DeviceConfig", byte: 1 },
  {
    name: "its version",
    profile: "multiplus-ii-48-3000-230v",
    volts: 52,
    tag: "SoftwareVersionReply",
    byte: 4
  }
]

/** Programs that write one after the other, each lied to once at most, and what is remembered of the unit in the end. */
const remembered = ({ profile, volts, tag, byte }: Told, answers: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const store = yield* surviving
    const simulated = yield* Driver.make({ profile: Profile.profiles[profile] })
    const names: Array<string> = []
    let lies = 0
    for (const [index, nth] of answers.entries()) {
      const lie = Lies.once(
        (_, reply) => reply._tag === tag || (reply._tag === "WinmonReply" && reply.reply._tag === tag),
        (reply): Frames.Reply => {
          lies++
          return Runs.damaged(reply, byte, 0x01)
        },
        nth
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          const open = Lies.wrap(simulated.open, lie)
          const unit = yield* controlled({ store, simulated: { ...simulated, open } })
          yield* carriedOut(unit, [setting(FLOAT, volts + index / 10)])
          names.push((yield* played(unit.control.plan([]))).unit)
        })
      )
    }
    const { eeprom } = yield* store.get(names[0]!)
    return { names: new Set(names), writes: eeprom?.total, lies }
  })

describe("a unit that is told wrong once", () => {
  for (const one of told) {
    it.effect(`${one.name}: all its writes are counted under one name`, () =>
      Effect.gen(function* () {
        const truth = yield* remembered(one, [0, 0, 0, 0])
        const { lies, ...rest } = yield* remembered(one, [0, 1, 2, 3])
        assert.isAtLeast(lies, 2)
        assert.isAtLeast(rest.writes!, 3)
        assert.deepStrictEqual({ ...rest, lies: 0 }, truth)
        assert.strictEqual(rest.names.size, 1)
      })
    )
  }
})

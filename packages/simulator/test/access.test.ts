/** Passwords, access levels, and settings that act after a restart. */
import { assert, describe, it } from "@effect/vitest"
import { Setting, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import fc from "fast-check"
import { host } from "./support/Host.ts"

const password = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x08]
const request = (bytes: ReadonlyArray<number>) =>
  WinmonEnvelope.request("X", { _tag: "PasswordRequest", data: bytes })
const gridCode = WinmonEnvelope.request("X", WriteViaId.setting(81, 3 as Words.Raw16, "ram"))

const ACCEPTED = ["03 FF 58 9C 0A"]
const WRONG = ["04 FF 58 80 01 24"]
const LOCKED = ["04 FF 58 9B 01 09"]

describe("a password", () => {
  it("is always wrong when nobody has given the simulation one", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }), (bytes) => {
        const from = host({ address: 0, winmonMode: "long", line: "unpaced" })
        assert.deepStrictEqual(from.askHex(request(bytes)), WRONG)
        assert.deepStrictEqual(from.askHex(gridCode), LOCKED)
      }),
      { numRuns: 20 }
    ))

  it("opens protected settings for 30 s", () => {
    const from = host({ address: 0, winmonMode: "long", password })
    assert.deepStrictEqual(from.askHex(request(password.toReversed())), WRONG)
    assert.deepStrictEqual(from.askHex(gridCode), LOCKED)
    assert.deepStrictEqual(from.askHex(request(password)), ACCEPTED)
    // Its access byte is 81: opened, and to be restarted.
    assert.deepStrictEqual(from.askHex(gridCode), ["04 FF 58 88 01 1C"])
    from.wait(30_000)
    assert.deepStrictEqual(from.askHex(gridCode), LOCKED)
  })

  it("is forgotten at a restart of the unit", () => {
    const from = host({ address: 0, winmonMode: "long", password })
    from.ask(request(password))
    from.ask("07 FF 46 08 34 12 78 56 98")
    from.wait(2000)
    assert.deepStrictEqual(from.askHex(gridCode), LOCKED)
  })

  it("is not known to old units, no more than flag access", () => {
    const from = host({ address: 0, profile: Profile.profiles["multi-12-3000-mk2"] })
    assert.deepStrictEqual(from.askHex(request(password)), ["04 FF 58 80 00 25"])
    assert.deepStrictEqual(from.askHex("05 FF 58 3C 00 00 68"), ["04 FF 58 80 00 25"])
  })
})

describe("the limit of the input current", () => {
  const limit = Setting.byName("IMainsLimitAC1")!.id

  it("follows its setting, within what the unit allows", () => {
    const from = host({ address: 0, winmonMode: "long" })
    for (const [raw, expected] of [
      [200, 200],
      [10, 49]
    ] as const) {
      from.ask(WinmonEnvelope.request("X", WriteViaId.setting(limit, raw as Words.Raw16, "ram")))
      assert.strictEqual(from.state().system.panel.limitRaw, expected)
    }
  })
})

/**
 * A settings file of VEConfigure in the page: what it says in words, and files that are none.
 */
import { assert, describe, it } from "@effect/vitest"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { type Found, read } from "../../src/files/Read.ts"
import * as Words from "../../src/files/Words.ts"

const time = "2026-01-01T12:00:00.000Z"
const readOf = (bytes: Uint8Array<ArrayBuffer>): Found =>
  read({ name: "boat.rvsc", bytes: bytes.buffer, time })

const BLOCK = [0x50, 0x61, 0x35, 0x7a, 0x51, 0x6d, 0x39, 0x78]
const unit = { ...Files.plainUnit("HQ0000TEST0", [0x40, 0, 5440, 0xffff, 7]), blocks: [BLOCK], addresses: 7 }
const content = Files.plainFile([unit], [...Files.plainInfos, { ...Files.plainInfos[0]!, scaleWord: 0 }])

describe("a file of VEConfigure in the page", () => {
  it("is said in words, and what may be a password is not", () => {
    const found = readOf(Files.bytesOf(content))
    if (!found.ok) assert.fail(found.message)
    const { document } = found
    const [told] = document.units
    assert.strictEqual(Words.title(document), "boat.rvsc: 1 of 3 units, made by tool version 1.33")
    assert.match(
      Words.head(told!),
      /^MultiPlus-II .*, firmware 999, address 0, read 2027-01-15T08:00:00.000Z$/
    )
    assert.deepStrictEqual(Words.settings(told!), [
      ["2 Absorption voltage", "54.4 V", "57.6 V", "48 to 64 V", "5440"],
      ["3 Float voltage", "outside its limits", "57.6 V", "48 to 64 V", "65535"]
    ])
    assert.deepStrictEqual(Words.flags(told!).slice(0, 1), [["6 charger off", "on"]])
    assert.deepStrictEqual(Words.unscaled(told!), ["4 IBatBulk: 7"])
    assert.match(Words.notUnderstood(told!)[0]!, /^a block of 8 bytes at byte \d+, not shown/)
    const said = JSON.stringify(found)
    for (const part of [String.fromCharCode(...BLOCK), "50 61 35", "80,97,53"]) assert.notInclude(said, part)
    // It comes out of a worker.
    assert.deepStrictEqual(structuredClone(found), found)
  })

  it("that is none is said to be none, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const found = readOf(Uint8Array.from(bytes))
        assert.isFalse(found.ok)
      })
    )
    const none = readOf(Files.bytesOf({ ...content, units: [] }))
    assert.deepStrictEqual(none, { ok: false, message: "boat.rvsc ends before the settings of any unit." })
  })
})

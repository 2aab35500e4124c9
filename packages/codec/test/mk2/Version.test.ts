import { assert, it } from "@effect/vitest"
import { Version } from "@vebus/codec"

const reply = (version: number, mode: number): Version.Reply => ({
  _tag: "VersionReply",
  version,
  mode,
  spare: []
})

it("the number is adapter type and firmware", () => {
  const versions = [1_130_134, 1_170_212, 1_170_216].map((version) => reply(version, 0))
  assert.deepStrictEqual(versions.map(Version.adapterType), [1130, 1170, 1170])
  assert.deepStrictEqual(versions.map(Version.firmware), [134, 212, 216])
})

it("the mode byte is the selected address, or says that there is none", () => {
  const selected = (mode: number) => Version.selectedAddress(reply(0, mode))
  assert.deepStrictEqual([0, 1, 0x1f].map(selected), [0, 1, 31])
  assert.deepStrictEqual([Version.NO_ADDRESS, 0x57, 0x20, 0xff].map(selected), [null, null, null, null])
})

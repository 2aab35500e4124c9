/**
 * What the schemas refuse: no number outside the field it stands in, no list of another length.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  DeviceConfig,
  EnergyCounters,
  type Format,
  Info,
  Password,
  ReadRam,
  RamInfo,
  Snapshot,
  SoftwareVersion
} from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import { replies, requests, rows, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { impossible, numbersIn, replace } from "./Broken.ts"

const refusesImpossible = ({ arbitrary, codec }: ReturnType<typeof rows>[number]) => {
  const isValid = Schema.is(codec)
  fc.assert(
    fc.property(arbitrary, fc.nat(255), impossible, (value, index, part) => {
      assert.isTrue(isValid(value))
      const paths = numbersIn(value)
      const path = paths[index % paths.length]
      if (path === undefined) return
      const broken = replace(value, path, part)
      assert.isFalse(isValid(broken), JSON.stringify(broken))
    })
  )
}

describe("numbers out of their range are refused", () => {
  it.each(rows(requests))("$name", refusesImpossible)
  it.each(rows(replies))("$name", refusesImpossible)
  it.each(rows(winmonRequests))("$name", refusesImpossible)
  it.each(rows(winmonReplies))("$name", refusesImpossible)
})

describe("lists have the length of their frame", () => {
  const zeros = (length: number) => Array.from({ length }, () => 0)
  const lengths = (format: Format.AnyFormat, make: (list: ReadonlyArray<number>) => unknown) =>
    Array.from({ length: 12 }, (_, length) => length).filter((length) =>
      Schema.is(Schemas.of(format))(make(zeros(length)))
    )

  it("one to six ids", () => {
    const ids = (_tag: string) => (list: ReadonlyArray<number>) => ({ _tag, ids: list, spare: [] })
    assert.deepStrictEqual(lengths(ReadRam.Request, ids("ReadRamRequest")), [1, 2, 3, 4, 5, 6])
    assert.deepStrictEqual(lengths(Info.SnapshotRequest, ids("SnapshotRequest")), [1, 2, 3, 4, 5, 6])
  })
  it("ten counters", () =>
    assert.deepStrictEqual(
      lengths(EnergyCounters.Reply, (counts) => ({ _tag: "EnergyCountersReply", counts, spare: [] })),
      [10]
    ))
  it("eight bytes of password at least", () =>
    assert.deepStrictEqual(
      lengths(Password.Request, (data) => ({ _tag: "PasswordRequest", data })),
      [8, 9, 10, 11]
    ))
  it("one odd byte at most behind a row of words, and behind a short version", () => {
    const words = (_tag: string) => (spare: ReadonlyArray<number>) => ({ _tag, valuesRaw: [], spare })
    assert.deepStrictEqual(lengths(ReadRam.Reply, words("ReadRamReply")), [0, 1])
    assert.deepStrictEqual(lengths(Snapshot.Reply, words("ReadSnapshotReply")), [0, 1])
    const short = (spare: ReadonlyArray<number>) => ({
      _tag: "SoftwareVersionReply",
      form: "short",
      lowWord: 0,
      spare
    })
    assert.deepStrictEqual(lengths(SoftwareVersion.Reply, short), [0, 1])
  })
})

it("a device configuration has a type code of its own", () => {
  const isValid = Schema.is(Schemas.of(DeviceConfig.Reply))
  fc.assert(
    fc.property(replies.DeviceConfig.arbitrary, fc.nat(255), (value, typeCode) =>
      assert.strictEqual(isValid({ ...value, typeCode }), DeviceConfig.isTypeCode(typeCode))
    )
  )
})

it("the words of an info are signed", () => {
  const isValid = Schema.is(Schemas.of(RamInfo.Reply))
  const withWord = (scaleWord: number) => ({ _tag: "RamInfoReply", form: "scale", scaleWord, spare: [] })
  assert.deepStrictEqual(
    [-0x8001, -0x8000, 0x7fff, 0x8000].map((word) => isValid(withWord(word))),
    [false, true, true, false]
  )
})

it("says which tags there are where a tag is none of them", () => {
  const errorOf = (value: unknown): string => {
    try {
      Schema.decodeUnknownSync(Schemas.Request)(value as never)
    } catch (error) {
      return (error as Error).message
    }
    return "no error"
  }
  assert.match(errorOf({ _tag: "LedRequest" }), /^Expected a _tag out of AddressRequest, .*LedsRequest.*$/)
  const command = { _tag: "ReadRam", ids: [4] }
  assert.match(
    errorOf({ _tag: "WinmonRequest", letter: "X", address: null, command }),
    /^Expected a _tag out of .*ReadRamRequest.*\n {2}at \["command"\]/
  )
})

/**
 * A file of VEConfigure beside a unit: which unit of the file it is, what differs, and what nobody knows.
 */
import { assert, describe, it } from "@effect/vitest"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import { read as readFile } from "../../src/files/Read.ts"
import * as CompareFile from "../../src/settings/CompareFile.ts"
import { read } from "./Documents.ts"

const infos = [...Files.plainInfos, { ...Files.plainInfos[0]!, scaleWord: 0 }]

const documentOf = (serials: ReadonlyArray<string>) => {
  const units = serials.map((serial) => Files.plainUnit(serial, [0x40, 0, 5440, 5520, 7]))
  const bytes = Files.bytesOf(Files.plainFile(units, infos))
  const found = readFile({
    name: "boat.rvsc",
    bytes: Uint8Array.from(bytes).buffer,
    time: "2026-01-01T12:00:00.000Z"
  })
  if (!found.ok) assert.fail(found.message)
  return found.document
}

const one = documentOf(["HQ0000TEST0"])
const { productId, firmware } = one.units[0]!
const identity = { serialNumber: "HQ0000TEST0", uniqueNumber: null, productId, firmware }

describe("a file of VEConfigure beside a unit", () => {
  it("is of this unit by its serial number, and says where firmware or unit are others", () => {
    const notesOf = (document: typeof one, unit: CompareFile.Identity) => {
      const found = CompareFile.find(document, unit)
      return found.ok ? found.notes : found.message
    }
    assert.deepStrictEqual(notesOf(one, identity), [])
    assert.match(notesOf(one, { ...identity, firmware: 502 })[0]!, /of firmware 999, the unit has 502/)
    assert.match(
      notesOf(one, { ...identity, serialNumber: "HQ0000TEST9" })[0]!,
      /another unit of the same model: HQ0000TEST0/
    )
    assert.match(
      String(notesOf(one, { ...identity, productId: 1 })),
      /^boat\.rvsc is of HQ0000TEST0 \(MultiPlus.*Nothing was compared/
    )
    assert.match(
      String(notesOf(one, { ...identity, productId: null, serialNumber: null })),
      /none of them is this unit/
    )
    const two = documentOf(["HQ0000TEST0", "HQ0000TEST1"])
    assert.deepStrictEqual(notesOf(two, { ...identity, serialNumber: "HQ0000TEST1" }), [])
    assert.match(
      String(notesOf(two, { ...identity, serialNumber: "HQ0000TEST9" })),
      /TEST0.*TEST1.*none of them/
    )
  })

  it.live("shows what differs by name, and what is not known as unknown", () =>
    Effect.gen(function* () {
      const { settings, flags } = yield* read
      const held = {
        settings: {
          ...settings,
          settings: settings.settings.filter(({ id }) => id !== 2),
          missing: [{ id: 2, name: "UBatAbsorption", reason: "Timeout", message: "no answer" }]
        } as unknown as typeof settings,
        flags
      }
      const { different, oneSided } = CompareFile.compare(one.units[0]!, held)
      const rows = [...different, ...oneSided]
      assert.deepStrictEqual(
        different.filter(({ backup, now }) => /unknown|raw/.test(backup + now)),
        []
      )
      const of = (name: string) =>
        rows.filter((row) => row.name === name).map(({ backup, now }) => [backup, now])
      assert.deepStrictEqual(of("UBatAbsorption"), [["54.4 V", "unknown: no answer"]])
      assert.deepStrictEqual(of("UBatFloat"), [])
      assert.deepStrictEqual(of("DisableCharge"), [["on", "off"]])
      assert.deepStrictEqual(
        of("IBatBulk").map(([file]) => file),
        ["raw 7: the file has no scale of it"]
      )
      assert.deepStrictEqual(of("BatteryCapacity"), [["unknown: not in the file", "400 Ah"]])
      assert.isTrue(rows.every(({ leftOut }) => leftOut === null))
    })
  )
})

/** Requests and their answers, byte for byte: the worked frames of protocol.md 11, and the rules of protocol.md 8. */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { Profile, type Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"
import { bytes, host } from "./support/Host.ts"

type Exchange = readonly [request: string, ...answers: ReadonlyArray<string>]

const suite = (name: string, options: Simulator.Options, exchanges: ReadonlyArray<Exchange>) =>
  describe(`${name}`, () => {
    for (const [request, ...answers] of exchanges) {
      it(`${request} -> ${answers.join(", ") || "no answer"}`, () => {
        assert.isTrue(Result.isSuccess(Frames.decodeRequestFrame(bytes(request))))
        assert.deepStrictEqual(host(options).askHex(request), answers)
      })
    }
  })

suite("a fresh adapter", {}, [
  ["02 FF 56 A9", "07 FF 56 24 DB 11 00 42 52"],
  ["04 FF 41 01 00 BB", "04 FF 41 01 00 BB"],
  ["05 FF 41 01 00 00 BA", "04 FF 41 01 00 BB"],
  ["04 FF 41 00 00 BC", "04 FF 41 00 00 BC"],
  ["04 FF 41 00 07 B5", "04 FF 41 00 00 BC"],
  ["04 FF 41 01 1F 9C", "04 FF 41 01 1F 9C"],
  ["04 FF 41 01 20 9B"],
  ["04 FF 41 02 00 BA"],
  ["03 FF 41 01 BC"],
  ["02 FF 44 BB", "08 FF 44 03 00 00 01 00 00 B1"],
  ["02 FF 48 B7", "03 FF 48 05 B1"],
  ["03 FF 48 03 B3", "03 FF 48 03 B3"],
  ["02 FF 4C B3", "08 FF 4C 01 0C 00 00 80 00 20"],
  ["02 FF 4E B1"],
  ["04 FF 42 03 02 B6"],
  ["07 FF 53 03 7D 00 01 80 A6", "02 FF 53 AC"],
  ["07 FF 53 04 00 80 01 80 A2", "02 FF 53 AC"],
  ["07 FF 53 03 C0 10 01 01 D2", "02 FF 53 AC"],
  ["09 FF 53 03 00 80 01 90 00 00 91", "02 FF 53 AC"],
  ["0A FF 53 03 00 80 01 90 00 00 00 90", "02 FF 53 AC"],
  ["05 FF 53 03 7D 00 29", "02 FF 53 AC"],
  ["02 FF 53 AC", "02 FF 53 AC"],
  ["04 FF 46 07 00 B0", "0F 20 78 56 34 12 20 00 00 01 00 00 00 00 00 00 9C"],
  ["04 FF 46 07 01 AF"],
  ["03 FF 46 02 B6"],
  ["03 FF 46 03 B5"],
  ["03 FF 46 04 B4"],
  ["06 FF 46 06 0E 10 0F 82"],
  ["07 FF 46 09 03 00 F4 01 B3", "07 3C 00 00 00 00 00 00 BD"],
  ["03 FF 46 0A AE"],
  ["05 3F 07 00 00 00 C2"],
  ["06 21 FF FF FF FF 83 4A"],
  ["05 38 04 6C 00 00 0A"],
  ["04 40 03 00 00 B9"],
  // Winmon before A has selected a unit; x, y and z name theirs.
  ["05 FF 57 30 0D 00 68"],
  ["04 FF 78 05 00 80", "05 FF 58 82 74 1F 8F"],
  ["04 FF 7A 05 00 7E", "05 FF 5A 82 74 1F 8D"],
  ["04 FF 79 05 02 7D"]
])

describe("bytes that form no frame", () => {
  for (const noise of ["02 FF 56 AA", "00 00 00 00", "55 55 55 55 55", "FF FF FF", "9F"]) {
    it(`${noise} -> no answer, and the next frame is answered`, () => {
      const { ask, askHex } = host()
      assert.deepStrictEqual(ask(noise), [])
      assert.deepStrictEqual(askHex("02 FF 56 A9"), ["07 FF 56 24 DB 11 00 42 52"])
    })
  }
})

const short = { address: 0 } as const

suite("short winmon frames", short, [
  ["03 FF 58 05 A1", "05 FF 58 82 74 1F 8F"],
  ["05 FF 58 05 00 00 9F", "05 FF 58 82 74 1F 8F"],
  ["03 FF 59 06 9F", "05 FF 59 83 28 00 F8"],
  ["05 FF 57 36 00 00 6F", "08 FF 57 8E 9C 7F 8F 00 00 6A"],
  ["05 FF 57 36 01 00 6E", "08 FF 57 8E 64 80 8F 00 00 A1"],
  ["05 FF 57 36 07 00 68", "08 FF 57 8E 5F 78 8F 00 01 AD"],
  ["05 FF 57 36 08 00 67", "08 FF 57 8E 2F 7C 8F 00 00 DA"],
  ["05 FF 57 36 0A 00 65", "05 FF 57 8E 00 00 17"],
  ["05 FF 57 36 0D 00 62", "08 FF 57 8E 38 7F 8F 00 00 CE"],
  ["05 FF 57 36 80 00 EF", "05 FF 57 8E 00 00 17"],
  ["04 FF 57 36 00 70", "08 FF 57 8E 9C 7F 8F 00 00 6A"],
  ["04 FF 57 30 0D 69", "05 FF 57 85 C8 00 58"],
  ["04 FF 58 30 0A 6B", "05 FF 58 90 00 00 14"],
  ["05 FF 58 31 40 00 33", "05 FF 58 86 00 00 1E"],
  ["05 FF 58 31 0D 00 66", "05 FF 58 91 00 00 13"],
  ["05 FF 58 31 00 01 72", "05 FF 58 91 00 00 13"],
  ["05 FF 57 35 02 00 6E", "0E FF 57 89 9C FF 8A 00 00 8B 80 16 8C C0 12 6F", "05 FF 57 8D 00 19 FF"],
  ["05 FF 58 35 0D 00 62", "05 FF 58 89 00 00 1B"],
  ["03 FF 58 38 6E", "03 FF 58 99 0D"],
  ["03 FF 58 3B 6B", "0E FF 58 9D 48 51 30 30 30 30 54 45 53 54 31 34"],
  ["05 FF 57 0E 00 00 97", "05 FF 57 94 09 04 04"],
  ["04 FF 58 0E 00 97", "05 FF 58 94 09 04 03"],
  ["04 FF 58 0E 04 93", "04 FF 58 80 01 24"],
  ["03 FF 58 07 9F", "04 FF 58 80 00 25"],
  [
    "05 FF 58 3C 00 00 68",
    "0C FF 58 9E 00 00 00 00 00 00 00 00 00 FF",
    "0C FF 58 9F 00 00 00 00 00 00 00 00 00 FE"
  ],
  ["05 FF 58 3C 02 00 66", "05 FF 58 91 00 00 13"],
  ["0B FF 58 3A 01 02 03 04 05 06 07 08 40", "04 FF 58 80 01 24"],
  ["02 FF 58 A7"],
  ["03 FF 58 30 76"]
])

suite("long winmon frames", { address: 0, winmonMode: "long" }, [
  ["03 FF 58 05 A1", "0D FF 58 82 74 1F 28 00 08 1D 00 00 37 10 F3"],
  ["03 FF 59 06 9F", "05 FF 59 83 28 00 F8"],
  ["05 FF 59 36 00 00 6D", "07 FF 59 8E 9C 7F 00 00 F8"],
  ["05 FF 5A 36 0A 00 62", "03 FF 5A 8E 16"],
  ["04 FF 58 30 0A 6B", "04 FF 58 90 01 14"],
  ["06 FF 58 30 0D 04 0A 58", "04 FF 58 90 03 12"],
  ["05 FF 59 31 0D 00 65", "03 FF 59 91 14"],
  ["05 FF 59 31 02 00 70", "05 FF 59 86 B4 14 55"],
  ["05 FF 58 35 02 00 6D", "0E FF 58 89 9C FF 00 00 80 16 C0 12 00 19 00 F6"],
  ["05 FF 59 35 0D 00 61", "03 FF 59 89 1C"],
  ["03 FF 58 38 6E", "03 FF 58 99 0D"],
  ["05 FF 57 32 81 00 F2", "04 FF 57 80 00 26"],
  ["05 FF 57 34 C8 00 A9", "04 FF 57 80 00 26"],
  ["03 FF 58 0F 97", "0D FF 58 98 00 00 00 00 00 00 00 00 00 00 04"],
  ["03 FF 58 07 9F", "04 FF 58 80 00 25"]
])

suite(
  "a unit whose adapter sends three LED bytes",
  { profile: Profile.profiles["multiplus-12-500"], address: 0, winmonMode: "long" },
  [
    ["02 FF 4C B3", "05 FF 4C 05 00 00 AB"],
    ["03 FF 58 05 A1", "07 FF 58 82 CE 98 28 00 92"],
    ["05 FF 57 36 0A 00 65", "07 FF 57 8E 04 00 00 80 91"]
  ]
)

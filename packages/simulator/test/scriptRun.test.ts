/** Scripts that are played to a host, on the test clock. */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import type { Driver } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Script } from "@vebus/simulator"
import { bytes, usual } from "./support/Host.ts"

/** Plays a script, opens its port and keeps what comes, with its time. */
const play = Effect.fnUntraced(function* (text: string) {
  const playing = yield* Script.run(Result.getOrThrow(Script.parse(text)))
  const heard: Array<string> = []
  const open = Effect.gen(function* () {
    const duplex = yield* playing.open
    const reader = yield* Stream.runForEach(duplex.bytes, (chunk) =>
      Effect.map(Clock.currentTimeMillis, (at) => void heard.push(`${at} ${Hex.toHex(chunk)}`))
    ).pipe(Effect.andThen(Clock.currentTimeMillis), Effect.forkChild)
    return { reader, write: (hex: string) => duplex.write(bytes(hex)) }
  })
  return { ...playing, heard, open }
})

describe("a played script", () => {
  it.effect("answers what it expects", () =>
    Effect.gen(function* () {
      const { heard, open, report, done } = yield* play(`
        > 02 FF 56 A9
        < 07 FF 56 24 DB 11 00 42 ..
        wait 350ms
        > 04 FF 41 01 00 BB
        < 04 FF 41 01 00 ..
      `)
      const { write } = yield* open
      assert.deepStrictEqual(yield* report, { _tag: "Playing", line: 2, expected: "> 02 FF 56 A9" })
      yield* write("02 FF 56 A9")
      yield* TestClock.adjust(1)
      yield* write("04 FF 41 01 00 BB")
      yield* TestClock.adjust(350)
      assert.deepStrictEqual(heard, ["1 07 FF 56 24 DB 11 00 42 52"])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(heard.at(-1), "352 04 FF 41 01 00 BB")
      assert.deepStrictEqual(yield* done, { _tag: "Finished" })
      assert.deepStrictEqual(yield* report, { _tag: "Finished" })
    })
  )

  it.effect("answers under the letter of the host, addressed or not", () =>
    Effect.gen(function* () {
      const { heard, open } = yield* play(`
        > 05 FF ww 30 0D 00 ..
        < 05 FF ww 85 C8 00 ..
        > 06 FF ww 30 0D 00 02 ..
        < 05 FF ww 85 C8 00 ..
      `)
      const { write } = yield* open
      yield* write("05 FF 57 30 0D 00 68")
      yield* TestClock.adjust(1)
      yield* write("06 FF 7A 30 0D 00 02 42")
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(heard, ["1 05 FF 57 85 C8 00 58", "2 05 FF 5A 85 C8 00 55"])
    })
  )

  it.effect("takes what the host sends byte by byte, and all at once", () =>
    Effect.gen(function* () {
      const { open, done } = yield* play("> 02 FF 56 A9\n> 02 FF ?? B3\n")
      const { write } = yield* open
      for (const part of ["02", "FF", "56 A9 02", "FF 4C B3"]) yield* write(part)
      assert.deepStrictEqual(yield* done, { _tag: "Finished" })
    })
  )

  it.effect("closes the port, and goes on when it is opened again", () =>
    Effect.gen(function* () {
      const { heard, open, report } = yield* play("> 00\nclose\n< 01\n> 02\n")
      const first = yield* open
      yield* first.write("00")
      yield* TestClock.adjust(10)
      assert.strictEqual(yield* Fiber.join(first.reader), 1)
      yield* first.write("02")
      assert.deepStrictEqual(yield* report, { _tag: "Playing", line: 3, expected: "< 01" })
      yield* TestClock.adjust(10)
      const second = yield* open
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(heard, ["21 01"])
      yield* second.write("02")
      assert.deepStrictEqual(yield* report, { _tag: "Finished" })
    })
  )

  it("is opened as a simulation is", () =>
    expectTypeOf<Script.Playing["open"]>().toEqualTypeOf<Driver.Simulated["open"]>())
})

describe("a host that departs from the script", () => {
  it.effect("is told what was expected and what was found, on which line; the port is gone", () =>
    Effect.gen(function* () {
      const { open, done, heard } = yield* play(`# the address
> 04 FF 41 01 00 BB   # set address 0
< 04 FF 41 01 00 BB
`)
      const { write, reader } = yield* open
      yield* write("04 FF 41")
      yield* write("01 02 B9")
      const report = yield* done
      assert.deepStrictEqual(report, {
        _tag: "Departed",
        line: 2,
        expected: "> 04 FF 41 01 00 BB",
        found: "04 FF 41 01 02 B9"
      })
      assert.strictEqual(
        Script.message(report),
        "script, line 2: expected > 04 FF 41 01 00 BB, found 04 FF 41 01 02 B9"
      )
      yield* Fiber.join(reader)
      yield* write("04 FF 41 01 00 BB")
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(heard, [])
      assert.deepStrictEqual(yield* done, report)
    })
  )

  it.effect("sends a wrong checksum", () =>
    Effect.gen(function* () {
      const { open, done } = yield* play("> 05 FF ww 30 ?? 00 ..")
      const { write } = yield* open
      yield* write("05 FF 57 30 0D 00 69")
      assert.deepInclude(yield* done, { _tag: "Departed", line: 1, found: "05 FF 57 30 0D 00 69" })
    })
  )

  it.effect("asks under something that is no letter", () =>
    Effect.gen(function* () {
      const { open, done } = yield* play("> 03 FF ww 05 ..")
      const { write } = yield* open
      yield* write("03 FF 56 05 A3")
      assert.deepInclude(yield* done, { _tag: "Departed", line: 1 })
    })
  )

  it.effect("speaks while it should be silent", () =>
    Effect.gen(function* () {
      const { open, done, report } = yield* play("silence 2s\nsilence 1s\n> 00")
      const { write } = yield* open
      yield* TestClock.adjust(2000)
      assert.deepInclude(yield* report, { _tag: "Playing", line: 2 })
      yield* TestClock.adjust(999)
      yield* write("00")
      assert.deepStrictEqual(yield* done, { _tag: "Departed", line: 2, expected: "silence 1s", found: "00" })
    })
  )

  it.effect("closes the port before the end", () =>
    Effect.gen(function* () {
      const { open, done, report } = yield* play("> 00\n> 01\n")
      yield* Effect.scoped(Effect.flatMap(open, ({ write }) => write("00")))
      assert.deepStrictEqual(yield* done, {
        _tag: "Departed",
        line: 2,
        expected: "> 01",
        found: "the host closed the port"
      })
      // Opening it again does not mend that.
      const { reader } = yield* open
      yield* Fiber.join(reader)
      assert.deepInclude(yield* report, { _tag: "Departed" })
    })
  )
})

describe("worked frames of protocol.md 11", () => {
  const transcript = `
# The number behind a frame is its number in the appendix.
> 02 FF 56 A9                             # 1
< 07 FF 56 24 DB 11 00 42 52              # 2: no address yet
> 04 FF 41 01 00 BB                       # 7
< 05 FF 41 01 00 00 BA                    # 8: with a trailing zero
> 02 FF 4C B3                             # 9
< 07 FF 56 24 DB 11 00 00 94              # 3: a version frame in between
wait 30ms
< 08 FF 4C 01 0C 00 00 80 00 20           # 10
> 03 FF 46 00 B8                          # 14
< 0F 20 F3 00 C8 02 0C A1 05 00           # 15, in two pieces
< 00 00 28 00 00 88 B2
> 03 FF 46 01 B7                          # 18
< 91 20 01 01 6D B7 08 77 5B 21 00 77 5B FE FF C3 09 00 93   # 23: LED suffix, a state out of range
> 03 FF ww 05 ..                          # 67
< 05 FF ww 82 F0 68 ..                    # 69: the short form ...
> 05 FF ww 05 01 00 ..
< 05 FF ww 83 28 00 ..                    # 70: ... and its other half
> 08 FF 78 37 00 83 72 01 02 52           # 88: an addressed write
silence 2s
< 03 FF 58 87 1F                          # late
> 05 3F 07 00 00 00 C2                    # 38: odd sum, no answer
close
`
  const requests = [
    ...usual,
    "03 FF 58 05 A1",
    "05 FF 59 05 01 00 9D",
    "08 FF 78 37 00 83 72 01 02 52",
    "05 3F 07 00 00 00 C2"
  ]

  it.effect("make a conversation", () =>
    Effect.gen(function* () {
      const { heard, open, done } = yield* play(transcript)
      const { write, reader } = yield* open
      for (const request of requests) {
        yield* write(request)
        yield* TestClock.adjust(5000)
      }
      assert.deepStrictEqual(yield* done, { _tag: "Finished" })
      assert.deepStrictEqual(heard, [
        "1 07 FF 56 24 DB 11 00 42 52",
        "5001 05 FF 41 01 00 00 BA",
        "10001 07 FF 56 24 DB 11 00 00 94",
        "10032 08 FF 4C 01 0C 00 00 80 00 20",
        "15001 0F 20 F3 00 C8 02 0C A1 05 00",
        "15002 00 00 28 00 00 88 B2",
        "20001 91 20 01 01 6D B7 08 77 5B 21 00 77 5B FE FF C3 09 00 93",
        "25001 05 FF 58 82 F0 68 CA",
        "30001 05 FF 59 83 28 00 F8",
        "37001 03 FF 58 87 1F"
      ])
      assert.strictEqual(yield* Fiber.join(reader), 40_001)
    })
  )
})

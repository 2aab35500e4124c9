/**
 * An adapter that another program left at 115200 baud: it is deaf at 2400, and looks as if it slept.
 */
import { assert, describe, it } from "@effect/vitest"
import { DeafRestart, Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { played } from "../Played.ts"

const R = "02 FF 52 AD"
const V = "02 FF 56 A9"
const VERSION = Uint8Array.of(0x07, 0xff, 0x56, 0x24, 0xdb, 0x11, 0x00, 0x00, 0x94)

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ")

/** An adapter that hears one speed and, after R, the usual one; what was written to it, with the speed. */
const adapter = (speed: number | null) => {
  const written: Array<string> = []
  let hears = speed
  const at = (baud: number) =>
    Transport.make(
      "serial:/dev/ttyUSB0",
      Effect.gen(function* () {
        const bytes = yield* Queue.unbounded<Uint8Array>()
        return {
          bytes: Stream.fromQueue(bytes),
          write: (chunk: Uint8Array) =>
            Effect.sync(() => {
              written.push(`${baud}: ${hex(chunk)}`)
              if (baud !== hears) return
              if (hex(chunk) === R) hears = 2400
              if (baud === 2400) Queue.offerUnsafe(bytes, VERSION)
            })
        }
      })
    )
  return { written, slow: at(2400), fast: at(115_200) }
}

describe("an adapter from which no byte comes", () => {
  it.effect("gets R at once, and nothing else when it answers", () =>
    Effect.gen(function* () {
      const { written, slow, fast } = adapter(2400)
      assert.strictEqual(yield* played(DeafRestart.restart({ slow, fast })), 2400)
      assert.deepStrictEqual(written, [`2400: ${R}`])
    })
  )

  it.effect("that was left at 115200 baud gets R there too, and is back at 2400", () =>
    Effect.gen(function* () {
      const { written, slow, fast } = adapter(115_200)
      assert.strictEqual(yield* played(DeafRestart.restart({ slow, fast })), 115_200)
      assert.deepStrictEqual(written, [`2400: ${R}`, "115200: 55 55 55 55 55", `115200: ${R}`, `2400: ${V}`])
    })
  )

  it.effect("that is dead is told to be so, after each was sent once", () =>
    Effect.gen(function* () {
      const { written, slow, fast } = adapter(null)
      assert.isNull(yield* played(DeafRestart.restart({ slow, fast })))
      assert.strictEqual(written.filter((line) => line.endsWith(R)).length, 2)
    })
  )

  it.effect("behind a server gets R at the speed of the server alone", () =>
    Effect.gen(function* () {
      const { written, slow } = adapter(null)
      assert.isNull(yield* played(DeafRestart.restart({ slow, fast: null })))
      assert.deepStrictEqual(written, [`2400: ${R}`])
    })
  )
})

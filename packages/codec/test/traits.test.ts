/**
 * What a host must know about each request: its class of protocol.md 4.6, its time-out, and whether it changes anything.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex, Switch } from "@vebus/codec"
import { requests, rows, winmonRequests } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { bytesOf, frames } from "./vectors/Vectors.ts"

type Row = readonly [payload: string, effect: string, retry: string, timeoutMillis: number | null]

/** What the vectors say beside the bytes of a request. */
const known: ReadonlyArray<Row> = frames.flatMap(({ hex, facts }) =>
  facts?.effect === undefined
    ? []
    : [[Hex.toHex(bytesOf(hex).subarray(1, -1)), facts.effect, facts.retry!, facts.timeoutMillis!]]
)

/** What has variants, or no vector. Winmon commands stand under letter X. */
const table: ReadonlyArray<Row> = [
  ["FF 41 00 00", "read", "read", 500],
  ["FF 48", "read", "read", 500],
  ["FF 46 01", "read", "read", 500],
  ["FF 46 04", "read", "read", 500],
  ["FF 46 05", "read", "read", 1000],
  ["FF 46 07 00", "read", "read", 500],
  ["FF 58 0E 00", "read", "read", 500],
  ["FF 78 30 04 02", "read", "read", 500],
  // A snapshot changes nothing, but its two steps belong together.
  ["FF 46 06 0E", "read", "sequence", null],
  // Sets of the adapter alone, and those that reach the device.
  ["FF 41 01 00", "adapter", "set", 2000],
  ["FF 53 03 00 80 01 90 00 00", "adapter", "set", 500],
  ["FF 53 03 7D 00 01 80", "write", "set", 500],
  ["FF 48 03", "write", "set", 500],
  ["FF 58 37 03 02 A0 05", "write", "write", 500],
  // Never repeated by themselves.
  ["FF 46 08 00 00 00 00", "write", "one-shot", null],
  ["FF 46 09 03 00 F4 01", "write", "one-shot", 500],
  ["FF 52", "write", "one-shot", null],
  ["FF 4E", "write", "one-shot", null],
  ["FF 58 0E 01", "write", "one-shot", 500],
  ["FF 58 0E 02", "write", "one-shot", 500],
  ["FF 58 0E 03", "write", "one-shot", 500],
  ["FF 58 3A 00 00 00 00 00 00 00 00", "write", "one-shot", 500],
  ["3F 07 00 00 00", "write", "one-shot", null],
  // What nobody has documented is taken for the worst.
  ["FF 41 02 00", "write", "one-shot", null],
  ["FF 42", "write", "one-shot", null],
  ["FF 46 0A", "write", "one-shot", null],
  ["FF 58 02", "write", "one-shot", null],
  ["FF 58 0E 04", "write", "one-shot", 500],
  ["21 00 00 00 00 00", "write", "one-shot", null],
  ["38 04 6C 00 00", "write", "one-shot", null],
  ["3D 01", "write", "one-shot", null],
  ["40 03 00 00", "write", "one-shot", null],
  ["77 00", "write", "one-shot", null],
  ["FF 41", "write", "one-shot", null]
]

const requestOf = (payload: string) => Frames.decodeRequest(Result.getOrThrow(Hex.fromHex(payload)))

describe("traits", () => {
  it.each([...known, ...table])("%s: %s, %s, %s", (payload, effect, retry, timeoutMillis) =>
    assert.deepStrictEqual(Frames.traits(requestOf(payload)), { effect, retry, timeoutMillis } as ReturnType<
      typeof Frames.traits
    >)
  )

  it("every request stands in the table", () => {
    const tags = [...known, ...table].map(([payload]) => {
      const request = requestOf(payload)
      return request._tag === "WinmonRequest" ? request.command._tag : request._tag
    })
    const all = [...rows(requests), ...rows(winmonRequests)].map(({ name }) => name)
    assert.deepStrictEqual(new Set([...tags, "WinmonRequest"]), new Set(all))
  })

  it("a switch request touches the adapter alone if and only if it says not to send the panel state", () =>
    fc.assert(
      fc.property(requests.SwitchRequest.arbitrary, (request) => {
        const { effect } = Frames.traits(request)
        const silent = (request.flags & Switch.Flags.doNotSendPanelState) !== 0
        assert.strictEqual(effect, silent ? "adapter" : "write")
      })
    ))
})

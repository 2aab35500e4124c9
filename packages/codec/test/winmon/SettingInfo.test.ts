/**
 * Whether a setting info is short or long: its content decides, all three separators of it, since any of them may stand
 * in a long info by chance.
 */
import { assert, describe, it } from "@effect/vitest"
import { SettingInfo } from "@vebus/codec"
import * as Result from "effect/Result"
import { bytesOf } from "../vectors/Vectors.ts"

const decode = (hex: string) => Result.getOrThrow(SettingInfo.Reply.decode(bytesOf(hex)))

describe("the form of a setting info", () => {
  it.each([
    ["short", "all three separators", "89 9C FF 8A 00 00 8B A0 05 8C B0 04"],
    ["long", "no separator", "89 9C FF 00 00 A0 05 B0 04 40 06 00"],
    ["long", "one separator", "89 9C FF 8A 00 A0 05 B0 04 40 06 00"],
    ["long", "all but the first", "89 9C FF 00 00 A0 8B B0 04 8C 06 00"],
    ["long", "all but the second", "89 9C FF 8A 00 A0 05 B0 04 8C 06 00"],
    ["long", "all but the third", "89 9C FF 8A 00 A0 8B B0 04 40 06 00"],
    ["long", "all three, but too few bytes for the last word", "89 9C FF 8A 00 A0 8B B0 04 8C 06"],
    ["part", "all three behind another code", "8A 9C FF 8A 00 00 8B A0 05 8C B0 04"],
    ["part", "one word", "89 9C FF"],
    ["empty", "half a word", "89 9C"]
  ])("is %s with %s", (form, _, hex) => assert.strictEqual(decode(hex).form, form))
})

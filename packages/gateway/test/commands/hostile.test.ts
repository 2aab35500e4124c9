/**
 * What clients send that mean no good, or do not know better, by MQTT and by the topics of a GX, before a gate that allows much:
 * each is answered or passed over, nothing is thrown, and not one frame that writes goes out.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import fc from "fast-check"
import type { Command, CommandResult } from "../../src/commands/Command.ts"
import * as Target from "../../src/commands/Target.ts"
import * as Incoming from "../../src/mqtt/Incoming.ts"
import * as Topics from "../../src/unit/Topics.ts"
import * as Asked from "../../src/venus/Asked.ts"
import { played } from "../Simulated.ts"
import { command, gate } from "./Gate.ts"

type Refusal = NonNullable<CommandResult["error"]>

const failureOf = (parsed: Result.Result<unknown, Refusal>): Refusal | null =>
  Result.isFailure(parsed) ? parsed.failure : null

const targets = [...Target.words, "UBatFloat", "DisableCharge"]

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

/** Values that are none, as a text and as JSON may bring them. */
const values: ReadonlyArray<string> = [
  "",
  " ",
  "\0",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "-Infinity",
  "1e400",
  "1e1",
  "-1e-400",
  "0x0D",
  "0b11",
  "1_3",
  "13,5",
  "１３",
  "१३",
  "13A; 9A",
  "13\n9",
  "9007199254740993",
  "-13",
  "0",
  "-0",
  "[]",
  "[13]",
  '"13"',
  "raw:5300",
  "RAW:0xFFFF",
  "raw:99999",
  "on off",
  "PRESS\0",
  "press",
  "__proto__",
  "constructor",
  "toString",
  "\u202eno",
  "\ud800",
  "x".repeat(5000),
  deep("[", "]", 2000)
]

/** The same in JSON, and JSON that is wrong in itself. */
const documents: ReadonlyArray<string> = [
  ...["null", "[13]", "{}", '{"value":13}', "1e400", "-1e400", '{"__proto__":13}', '""', '"NaN"'].map(
    (value) => `{"value":${value}}`
  ),
  '{"value":13,"__proto__":{"persist":true}}',
  '{"value":13,"constructor":1}',
  '{"__proto__":{"value":13}}',
  '{"value":13,"persist":"false"}',
  '{"value":13,"persist":1}',
  '{"value":13,"id":7}',
  `{"value":13,"id":"${"i".repeat(129)}"}`,
  '{"value":13,"expires":"tomorrow"}',
  '{"value":13,"expires":"2026-01-01T12:00:00"}',
  '{"value":13,"expires":1e400}',
  '{"value":13',
  '{"value":13}}',
  '\ufeff{"value":',
  "{'value':13}",
  `{"value":${deep("[", "]", 2000)}}`,
  `{"value":13,"x":${deep('{"a":', "1}", 300)}}`
]

/** Hands a message to the site, as the broker would. */
const handed = (commands: Incoming.Options["commands"], target: string, payload: Uint8Array) =>
  Incoming.handle(
    { topic: `vebus/van/0/set/${target}`, payload, packet: { retain: false, dup: false } as never },
    {
      site: "van",
      base: "vebus",
      topics: Topics.make("vebus", "van"),
      own: ["vebus"],
      commands,
      view: Effect.succeed(null),
      answer: () => Effect.succeed(null)
    }
  )

interface Answer {
  readonly ok: boolean
  readonly error: { readonly code: string } | null
  readonly message: string
}

describe("a message that makes no sense", () => {
  it.effect("is refused in words, whatever it is for", () =>
    Effect.gen(function* () {
      // Each by itself: a flood is another matter.
      const told = (asked: Command, error: Refusal | null): Effect.Effect<CommandResult> =>
        Effect.succeed({
          command: asked,
          at: 0,
          ok: error === null,
          value: null,
          warnings: [],
          error,
          message: error?.message ?? "",
          outcomes: []
        })
      const commands: Incoming.Options["commands"] = {
        submit: (asked) => told(asked, failureOf(Target.parse(asked.target, asked.value, asked.persist))),
        refuse: told
      }
      const numeric = ["current_limit", "ess_setpoint", "ess_target", "UBatFloat"]
      for (const target of targets) {
        for (const text of [...values, ...documents]) {
          const answers = yield* handed(commands, target, Buffer.from(text))
          assert.lengthOf(answers, 1)
          const { ok, error, message } = JSON.parse(answers[0]!.payload) as Answer
          // A number that is one, a raw word of a setting, a negative set-point: those are for bounds to refuse.
          const isNumber = /^[+-]?\d+$/.test(text) || /^raw:/i.test(text)
          if (isNumber && numeric.includes(target)) continue
          assert.isFalse(ok, `${target} ${text.slice(0, 60)}`)
          assert.isString(error?.code)
          assert.isBelow(message.length, 6000)
        }
      }
    })
  )

  it.effect("beyond all bounds is refused by the gate too, with nothing sent", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const wild: ReadonlyArray<readonly [string, string | number]> = [
        ["current_limit", 1e308],
        ["current_limit", 5e-324],
        ["current_limit", 9007199254740992],
        ["current_limit", "0.0000001"],
        ["current_limit", `1${"0".repeat(300)}`],
        ["ess_setpoint", -1e308],
        ["ess_setpoint", "99999999999999999999"],
        ["UBatFloat", -54],
        ["UBatFloat", "raw:65535"],
        ["UBatFloat", 1e-300]
      ]
      for (const [target, value] of wild) {
        const { ok, error } = yield* played(commands.submit(command(target, value)))
        assert.isFalse(ok, `${target} ${value}`)
        assert.include(["bad-value", "out-of-bounds", "out-of-range"], error?.code)
      }
      assert.deepStrictEqual(writes, [])
    })
  )

  it("of any bytes to any topic of a GX is nothing, or a value that a GX takes", () => {
    const portal = "vebus000001"
    const path = fc.constantFrom(...Asked.writablePaths, "__proto__", "constructor", "Mode/", "../Mode", "")
    const payload = fc.oneof(
      fc.constantFrom(...[...values, ...documents].map((text) => Buffer.from(text))),
      fc.json().map((json) => Buffer.from(`{"value":${json}}`)),
      fc.uint8Array({ maxLength: 5000 })
    )
    fc.assert(
      fc.property(path, fc.string(), payload, (of, more, bytes) => {
        for (const topic of [
          `W/${portal}/vebus/288/${of}`,
          `W/${portal}/${more}`,
          `R/${portal}/${more}`,
          more
        ]) {
          const asked = Asked.parse(portal, topic, bytes)
          if (asked?._tag !== "Write") continue
          const change = Asked.changeOf(asked.path, asked.value)
          if (change !== null) assert.isString(Target.parse(change.target, change.value, false)._tag)
        }
      })
    )
  })

  it("of a GX does not take a text, a list or a truth for a number", () => {
    for (const path of Asked.writablePaths) {
      for (const value of ["3", "1", [3], [1], { valueOf: 3 }, null, undefined, 1.5, Number.MAX_VALUE, {}]) {
        const change = Asked.changeOf(path, value)
        const isAmount = typeof value === "number" && /CurrentLimit|Setpoint/.test(path)
        if (!isAmount) assert.isNull(change, `${path} ${JSON.stringify(value)}`)
      }
    }
    assert.isNull(Asked.changeOf("Mode", true))
  })
})

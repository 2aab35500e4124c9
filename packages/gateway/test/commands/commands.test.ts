/**
 * The gate: what is not allowed sends nothing, what is allowed is planned, verified and told, and in each case there is one
 * result, one event and what the audit log needs. Incidents by name, on the test clock, counting the wire.
 */
import { assert, describe, it } from "@effect/vitest"
import { Scale } from "@vebus/codec"
import { AuditLog, type Commands, Permissions } from "@vebus/gateway"
import type { Change } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as Refused from "../../src/commands/Refused.ts"
import { played } from "../Simulated.ts"
import { command, everything, gate } from "./Gate.ts"

describe("a command that is allowed", () => {
  it.effect("moves the switch, is read back, noted before it is sent, and told", () =>
    Effect.gen(function* () {
      const { commands, lines, told, writes } = yield* gate()
      const result = yield* played(commands.submit(command("mode", "charger-only", { id: "a1" })))
      assert.isTrue(result.ok, result.message)
      assert.include(result.value, "charger-only")
      assert.strictEqual(result.outcomes[0]?._tag, "Written")
      assert.isAbove(writes.length, 0)
      assert.deepStrictEqual(
        lines.map(({ phase, command: id, target, value }) => [phase, id, target, value]),
        [
          ["asked", "a1", "mode", "charger-only"],
          ["done", "a1", "mode", "charger-only"]
        ]
      )
      assert.match(lines[0]!.writes[0]!.frame, /^[0-9A-F]{2}( [0-9A-F]{2})+$/)
      assert.deepStrictEqual(
        told.map(({ command: id, from, ok, error }) => [id, from, ok, error]),
        [["a1", "mqtt", true, null]]
      )
    })
  )

  it.effect(
    "sets the limit and leaves the switch, a setting to RAM alone, the flag that stops charging, the standby line",
    () =>
      Effect.gen(function* () {
        const { commands } = yield* gate()
        const submit = (...words: Parameters<typeof command>) => played(commands.submit(command(...words)))
        assert.strictEqual((yield* submit("current_limit", 12.5)).value, "on, 12.5 A")
        const float = yield* submit("UBatFloat", 52.1)
        assert.isTrue(float.ok, float.message)
        assert.deepInclude(yield* submit("charge_enabled", "off"), { ok: true, value: "off" })
        assert.isFalse(commands.inForce("van", 0).chargeEnabled)
        assert.deepInclude(yield* submit("charge_enabled", true), { ok: true, value: "on" })
        assert.isTrue(commands.inForce("van", 0).chargeEnabled)
        assert.isTrue((yield* submit("standby", "on")).ok)
      })
  )

  it.effect(
    "stores a setting where the configuration and the command say so, within the budget of the day",
    () =>
      Effect.gen(function* () {
        const { commands, store } = yield* gate({ allow: { ...everything, eeprom: true } })
        const submit = (value: number) =>
          played(commands.submit(command("UBatFloat", value, { persist: true })))
        const first = yield* submit(52.1)
        assert.isTrue(first.ok, first.message)
        assert.strictEqual(first.outcomes[0]?._tag, "Written")
        assert.isTrue((yield* submit(52.2)).ok)
        assert.strictEqual((yield* submit(52.3)).error?.code, "budget-spent")
        assert.isTrue((yield* submit(52.2)).ok, "what is so already costs nothing")
        assert.strictEqual((yield* store.journal).length, 4)
      })
  )

  it.effect("says what hurts, as the plan does", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate()
      const result = yield* played(commands.submit(command("mode", "off")))
      assert.isTrue(result.ok)
      assert.include(result.warnings.join(" "), "fall asleep")
    })
  )
})

describe("a command that is refused sends nothing, and has a result, an event and a line:", () => {
  const cases: ReadonlyArray<
    readonly [name: string, code: string, asked: Commands.Command, allow?: Permissions.Permissions]
  > = [
    ["nothing is allowed unless it is named", "not-allowed", command("mode", "off"), Permissions.none],
    ["out of the bounds of the configuration", "out-of-bounds", command("current_limit", 16.1)],
    ["below them", "out-of-bounds", command("current_limit", 5.9)],
    ["a limit taken away where there is a bound", "out-of-bounds", command("current_limit", "none")],
    ["a limit of zero", "not-allowed", command("current_limit", "zero")],
    [
      "out of the range of the unit",
      "out-of-range",
      command("current_limit", 51),
      { ...everything, limit: Permissions.unbounded }
    ],
    [
      "a setting that is not listed",
      "not-allowed",
      command("UBatAbsorption", 57),
      { ...everything, settings: [] }
    ],
    ["a setting out of its bounds", "out-of-bounds", command("UBatFloat", 56.5)],
    ["a setting with bounds by its raw word", "out-of-bounds", command("UBatFloat", "raw:5400")],
    ["stored, where that is not allowed", "not-allowed", command("UBatFloat", 54, { persist: true })],
    ["stored, what cannot be", "bad-value", command("mode", "on", { persist: true })],
    ["a flag that is not listed", "not-allowed", command("DisableWaveCheck", "on")],
    ["equalisation, which is not allowed", "not-allowed", command("force_equalise", "PRESS")],
    ["a RAM variable", "unknown-target", command("UMainsRMS", 230)],
    ["no such target", "unknown-target", command("modes", "on")],
    ["no such position", "bad-value", command("mode", "eco")],
    ["a number that is none", "bad-value", command("current_limit", "twelve")],
    ["another unit", "bad-value", command("current_limit", "12 W")],
    ["nothing to press", "bad-value", command("vebus_reset", "on")],
    ["a site that is not there", "no-link", command("mode", "on", { site: "boat" })],
    ["too late", "expired", command("mode", "on", { expires: -1 })],
    ["a set-point out of its bounds", "out-of-bounds", command("ess_setpoint", -2001)]
  ]
  for (const [name, code, asked, allow] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { commands, lines, told, writes } = yield* gate(allow === undefined ? {} : { allow })
        const result = yield* played(commands.submit(asked))
        assert.isFalse(result.ok)
        assert.strictEqual(result.error?.code, code, result.message)
        assert.isNull(result.value)
        assert.deepStrictEqual(writes, [])
        assert.strictEqual(lines.at(-1)?.phase, "refused")
        assert.strictEqual(lines.at(-1)?.error, code)
        assert.deepStrictEqual(
          told.map(({ ok, error }) => [ok, error]),
          [[false, code]]
        )
      })
    )
  }
})

describe("commands that come together", () => {
  it.effect("for one target: the first is carried out, of the others the latest, and each is answered", () =>
    Effect.gen(function* () {
      const { commands, lines } = yield* gate()
      const results = yield* played(
        Effect.all(
          [8, 9, 10, 11, 12].map((amperes) => commands.submit(command("current_limit", amperes))),
          { concurrency: "unbounded" }
        )
      )
      assert.deepStrictEqual(
        results.map(({ ok, error }) => (ok ? "ok" : error?.code)),
        ["ok", "superseded", "superseded", "superseded", "ok"]
      )
      assert.strictEqual(lines.filter(({ phase }) => phase === "asked").length, 2)
      assert.strictEqual(results[4]!.value, "on, 12 A")
    })
  )

  it.effect("for two targets of one frame: both come out, neither undoes the other", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate()
      const [mode, limit] = yield* played(
        Effect.all(
          [commands.submit(command("mode", "charger-only")), commands.submit(command("current_limit", 9))],
          { concurrency: "unbounded" }
        )
      )
      assert.isTrue(mode!.ok, mode!.message)
      assert.strictEqual(limit!.value, "charger-only, 9 A")
    })
  )

  it.effect("a one-shot is not repeated while it is being done", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const [first, second] = yield* played(
        Effect.all(
          [
            commands.submit(command("force_absorption", "PRESS")),
            commands.submit(command("force_absorption", "PRESS"))
          ],
          { concurrency: "unbounded" }
        )
      )
      assert.deepStrictEqual([first!.ok, second!.error?.code], [true, "busy"], first!.message)
      assert.strictEqual(writes.length, 1)
    })
  )

  it.effect("more than a few a second are refused, and later ones are not", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate({ allow: Permissions.none })
      const results = yield* Effect.forEach(Array.from({ length: 30 }), () =>
        commands.submit(command("mode", "on"))
      )
      const codes = results.map(({ error }) => error?.code)
      assert.strictEqual(codes.filter((code) => code === "not-allowed").length, 20)
      assert.strictEqual(codes.filter((code) => code === "too-many").length, 10)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* commands.submit(command("mode", "on"))).error?.code, "not-allowed")
    })
  )

  it.effect("a flood of any kind is noted once a second, and each of it is answered", () =>
    Effect.gen(function* () {
      const { commands, lines, told } = yield* gate({ allow: Permissions.none })
      const nonsense = Refused.refused("bad-command", "it makes no sense")
      const codes = yield* Effect.forEach(Array.from({ length: 1000 }), (_, index) =>
        Effect.map(
          index % 2 === 0
            ? commands.submit(command("mode", "on"))
            : commands.refuse(command("mode", "{"), nonsense),
          ({ error }) => error?.code
        )
      )
      assert.strictEqual(codes.filter((code) => code === "too-many").length, 980)
      assert.strictEqual(lines.length, 21)
      assert.strictEqual(told.length, 21)
      assert.strictEqual(lines.at(-1)!.error, "too-many")
    })
  )

  it.effect("a flood by one way in holds up no other", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate({ allow: Permissions.none })
      yield* Effect.forEach(Array.from({ length: 100 }), () =>
        commands.submit(command("mode", "on", { from: "modbus" }))
      )
      assert.strictEqual((yield* commands.submit(command("mode", "on"))).error?.code, "not-allowed")
    })
  )

  it.effect("one that waited too long for its turn does not act any more", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const now = yield* Clock.currentTimeMillis
      // A switch moves at most each five seconds, so the second one has to wait.
      const [first, second] = yield* played(
        Effect.all(
          [
            commands.submit(command("mode", "charger-only")),
            Effect.andThen(
              Effect.sleep("2 seconds"),
              commands.submit(command("mode", "on", { expires: now + 4000 }))
            )
          ],
          { concurrency: "unbounded" }
        )
      )
      assert.deepStrictEqual([first!.ok, second!.error?.code], [true, "expired"], second!.message)
      const count = writes.length
      assert.strictEqual((yield* played(commands.submit(command("mode", "charger-only")))).ok, true)
      assert.isAtMost(count, 2, "the first one, and what goes before it")
    })
  )
})

describe("when the gateway is shut down", () => {
  it.effect("during a write: it is finished and verified, its result is told, and nothing new is begun", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const first = yield* Effect.forkChild(commands.submit(command("mode", "charger-only")))
      for (let step = 0; writes.length === 0 && step < 1000; step++) yield* TestClock.adjust(10)
      const waiting = yield* Effect.forkChild(commands.submit(command("current_limit", 9)))
      yield* TestClock.adjust(1)
      yield* played(commands.drain)
      const result = yield* played(Fiber.join(first))
      assert.isTrue(result.ok, result.message)
      assert.strictEqual((yield* played(Fiber.join(waiting))).error?.code, "shutting-down")
      assert.strictEqual((yield* commands.submit(command("mode", "on"))).error?.code, "shutting-down")
    })
  )
})

describe("a set-point of the ESS assistant", () => {
  it.effect(
    "is held, moved, and ended by 0: when it is told to, when no more commands come, and when the gateway ends",
    () =>
      Effect.gen(function* () {
        const { commands, writes } = yield* gate()
        const submit = (value: string | number) => played(commands.submit(command("ess_setpoint", value)))
        /** The set-point that went out last, with the sign of the wire. */
        const last = () =>
          writes.reduce<number | null>(
            (before, request) =>
              request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
                ? Scale.numberOf(request.command.valueRaw, true)
                : before,
            null
          )
        const held = () => commands.inForce("van", 0).essSetpoint
        assert.strictEqual((yield* submit(500)).value, "500 W")
        assert.strictEqual((yield* submit(-300)).value, "-300 W")
        assert.strictEqual(held(), -300)
        assert.strictEqual(last(), 300)
        assert.strictEqual((yield* submit("off")).value, "off")
        assert.isNull(held())
        assert.strictEqual(last(), 0)
        assert.isTrue((yield* submit(200)).ok)
        yield* played(Effect.sleep("70 seconds"))
        assert.strictEqual(held(), 0, "nobody asked for it again in a minute")
        assert.strictEqual(last(), 0)
        assert.isTrue((yield* submit(200)).ok)
        assert.strictEqual(last(), -200)
        yield* played(commands.drain)
        assert.isNull(held())
        assert.strictEqual(last(), 0)
      })
  )

  it.effect("is refused where there is no such assistant", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate({ profile: "multi-12-3000-mk2" })
      const result = yield* played(commands.submit(command("ess_setpoint", 100)))
      assert.isFalse(result.ok)
      assert.isNull(commands.inForce("van", 0).essSetpoint)
      assert.deepStrictEqual(writes, [])
    })
  )
})

describe("where the audit log cannot be written", () => {
  it.effect("nothing is sent", () =>
    Effect.gen(function* () {
      const broken = new AuditLog.AuditError({ path: "audit.jsonl", cause: "no space left on device" })
      const { commands, writes } = yield* gate({ audit: { append: () => Effect.fail(broken) } })
      const result = yield* played(commands.submit(command("mode", "off")))
      assert.strictEqual(result.error?.code, "not-audited")
      assert.include(result.message, "no space left")
      assert.deepStrictEqual(writes, [])
    })
  )
})

describe("a plan from outside", () => {
  const changes: ReadonlyArray<Change.Change> = [{ _tag: "Limit", amperes: 10 }]

  it.effect("is made, holds under an id, is executed once, and never again", () =>
    Effect.gen(function* () {
      const { commands, writes, lines } = yield* gate()
      const plan = yield* played(commands.plan("van", changes))
      assert.deepStrictEqual(writes, [])
      assert.match(plan.id, /^[0-9a-f-]{36}$/)
      const { outcomes } = yield* played(commands.execute("van", plan.id, { from: "http" }))
      assert.strictEqual(outcomes[0]?._tag, "Written")
      assert.deepStrictEqual(
        lines.map(({ phase, from }) => [phase, from]),
        [
          ["asked", "http"],
          ["done", "http"]
        ]
      )
      const again = yield* Effect.flip(commands.execute("van", plan.id, { from: "http" }))
      assert.strictEqual(again.code, "unknown-plan")
    })
  )

  it.effect("whose facts changed since is refused, with nothing sent", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const plan = yield* played(commands.plan("van", changes))
      assert.isTrue((yield* played(commands.submit(command("mode", "charger-only")))).ok)
      writes.length = 0
      const refused = yield* Effect.flip(played(commands.execute("van", plan.id, { from: "http" })))
      assert.strictEqual(refused.code, "plan-changed")
      assert.deepStrictEqual(writes, [])
    })
  )

  it.effect("is forgotten after a minute, and is of its own site", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate()
      const plan = yield* played(commands.plan("van", changes))
      assert.strictEqual(
        (yield* Effect.flip(commands.execute("boat", plan.id, { from: "http" }))).code,
        "unknown-plan"
      )
      yield* TestClock.adjust("61 seconds")
      assert.strictEqual(
        (yield* Effect.flip(commands.execute("van", plan.id, { from: "http" }))).code,
        "unknown-plan"
      )
    })
  )

  it.effect(
    "is refused as a whole where one change is not allowed, before anything is asked, and where that changed since",
    () =>
      Effect.gen(function* () {
        const { commands, permissions } = yield* gate()
        const both: ReadonlyArray<Change.Change> = [...changes, { _tag: "Restart", what: "adapter" }]
        assert.strictEqual((yield* Effect.flip(commands.plan("van", both))).code, "not-allowed")
        const plan = yield* played(commands.plan("van", changes))
        permissions.current = Permissions.none
        const refused = yield* Effect.flip(played(commands.execute("van", plan.id, { from: "http" })))
        assert.strictEqual(refused.code, "not-allowed")
      })
  )
})

describe("the last change", () => {
  const changes: ReadonlyArray<Change.Change> = [{ _tag: "Limit", amperes: 10 }]

  it.effect("is taken back by a plan, which is shown and executed as any other", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      const made = yield* played(commands.plan("van", changes))
      yield* played(commands.execute("van", made.id, { from: "http" }))
      writes.length = 0
      const back = yield* played(commands.undo("van"))
      assert.deepStrictEqual(writes, [])
      assert.deepStrictEqual(
        back.writes.map(({ before, after }) => [before, after]),
        made.writes.map(({ before, after }) => [after, before])
      )
      const { outcomes } = yield* played(commands.execute("van", back.id, { from: "http" }))
      assert.strictEqual(outcomes[0]?._tag, "Written")
    })
  )

  it.effect("is not taken back where what it changed may not be changed, or where there is none", () =>
    Effect.gen(function* () {
      const { commands, permissions, writes } = yield* gate()
      const none = yield* Effect.flip(played(commands.undo("van")))
      assert.match(none.message, /nothing that was written to this unit/)
      const made = yield* played(commands.plan("van", changes))
      yield* played(commands.execute("van", made.id, { from: "http" }))
      writes.length = 0
      permissions.current = Permissions.none
      assert.strictEqual((yield* Effect.flip(played(commands.undo("van")))).code, "not-allowed")
      assert.deepStrictEqual(writes, [])
    })
  )

  it.effect("where it is stored: the plan says what it takes of the EEPROM", () =>
    Effect.gen(function* () {
      const { commands } = yield* gate({ allow: { ...everything, eeprom: true } })
      const stored: ReadonlyArray<Change.Change> = [
        { _tag: "Setting", id: 3, to: "eeprom", wanted: { value: 52.5 } }
      ]
      const made = yield* played(commands.plan("van", stored))
      assert.deepStrictEqual(made.eeprom, { writes: 1, today: 0, perDay: 2 })
      yield* played(commands.execute("van", made.id, { from: "http" }))
      assert.deepStrictEqual((yield* played(commands.undo("van"))).eeprom, { writes: 1, today: 1, perDay: 2 })
      assert.notProperty(yield* played(commands.plan("van", changes)), "eeprom")
    })
  )
})

describe("what is in force and shows in no reading", () => {
  it.effect("is found by plans alone, and forgotten with the link", () =>
    Effect.gen(function* () {
      const { commands, writes } = yield* gate()
      assert.deepStrictEqual(commands.inForce("van", 0), {
        chargeEnabled: null,
        standby: null,
        essSetpoint: null
      })
      yield* played(commands.inspect("van", [0]))
      assert.deepStrictEqual(
        commands.inForce("van", 0),
        { chargeEnabled: false, standby: false, essSetpoint: null },
        "as its flag and its lines are"
      )
      assert.deepStrictEqual(writes, [])
      yield* commands.forget("van")
      assert.isNull(commands.inForce("van", 0).chargeEnabled)
    })
  )
})

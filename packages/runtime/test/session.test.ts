/**
 * Sessions with a simulated device: what connecting and monitoring put on the wire, and what a restart does.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Info, Restart, Switch, type WinmonEnvelope, Words } from "@vebus/codec"
import { Question, Session, Telemetry, Transport } from "@vebus/runtime"
import { Profile, Simulator } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { played } from "./Played.ts"
import * as Scripted from "./Scripted.ts"
import * as Wire from "./Wire.ts"

/** The requests that a monitor may send (integrations.md 12.1). */
const isAllowed = (request: Frames.Request): boolean => {
  switch (request._tag) {
    case "AddressRequest":
    case "VersionRequest":
    case "LedsRequest":
    case "DcInfoRequest":
    case "AcInfoRequest":
    case "AcInputConfigRequest":
    case "DeviceConfigRequest":
    case "AdapterSettingsRequest":
      return true
    case "BusLinesRequest":
      return request.lines === null
    case "WinmonRequest":
      return isAllowedWinmon(request.command)
    default:
      return false
  }
}

const isAllowedWinmon = (command: WinmonEnvelope.Request["command"]): boolean =>
  [
    "SoftwareVersionRequest",
    "SoftwareVersionHighRequest",
    "EnergyCountersRequest",
    "ReadRamRequest",
    "ReadSettingRequest",
    "SettingInfoRequest",
    "RamInfoRequest",
    "SerialNumberRequest",
    "FlagAccessRequest"
  ].includes(command._tag) ||
  (command._tag === "DeviceStateRequest" && command.action === "inquire")

/** All that a host can change. */
const settingsOf = ({ system: { adapter, devices, panel } }: Simulator.State) => ({
  panel,
  adapter: { panel: adapter.panel, flags: adapter.flags, extended: adapter.extended, lines: adapter.lines },
  devices: devices.map(({ stored, active, forced }) => ({ stored, active, forced }))
})

describe("connecting and monitoring", () => {
  for (const winmonMode of ["short", "long"] as const) {
    for (const name of Profile.whole) {
      const profile = Profile.profiles[name]
      it.effect(`sends only reads to ${name}, found in ${winmonMode} mode, and leaves it as it was`, () =>
        Effect.gen(function* () {
          const { session, requests, simulated } = yield* played(Wire.connect({ profile, winmonMode }))
          assert.strictEqual(
            session.identity().winmonMode,
            profile.device.combinedReplies.value ? winmonMode : "short"
          )
          const count = 10
          const readings = yield* played(
            Telemetry.readings(session).pipe(Stream.take(count), Stream.runCollect),
            4 * count
          )
          assert.strictEqual(readings.length, count)
          assert.isAbove(requests.length, 60)
          assert.deepStrictEqual(
            requests.filter((request) => !isAllowed(request)),
            []
          )
          assert.deepStrictEqual(
            [...new Set(requests.map((request) => Frames.traits(request).effect))].sort(),
            ["adapter", "read"]
          )
          const after = yield* simulated.state
          assert.deepStrictEqual(settingsOf(after), settingsOf(Simulator.make({ profile, winmonMode })))
        })
      )
    }
  }

  it.effect("asks for long mode only when told to, with a frame that does not touch the panel", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(Wire.connect({}, { winmonMode: "long" }))
      assert.strictEqual(session.identity().winmonMode, "long")
      const sent = requests.filter(({ _tag }) => _tag === "SwitchRequest") as ReadonlyArray<Switch.Request>
      assert.strictEqual(sent.length, 1)
      assert.strictEqual(Frames.traits(sent[0]!).effect, "adapter")
      assert.isTrue((sent[0]!.flags & Switch.Flags.doNotSendPanelState) !== 0)
      assert.strictEqual(sent[0]!.eeprom, null)
    })
  )

  it.effect("asks for each scale once before the first reading, and once more in the cycles after it", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(Wire.connect())
      const asked = () =>
        requests.flatMap((request) =>
          request._tag === "WinmonRequest" && request.command._tag === "RamInfoRequest"
            ? [request.command.id]
            : []
        )
      const versions = () =>
        requests.filter(
          (request) => request._tag === "WinmonRequest" && request.command._tag === "SoftwareVersionRequest"
        ).length
      yield* played(Telemetry.readings(session).pipe(Stream.take(1), Stream.runDrain))
      const first = asked()
      assert.strictEqual(versions(), 1, "the second answer about the firmware can wait")
      assert.isAbove(first.length, 5)
      assert.strictEqual(new Set(first).size, first.length)
      yield* played(Telemetry.readings(session).pipe(Stream.take(3), Stream.runDrain))
      assert.strictEqual(asked().length, first.length + 1, "one a cycle, after a reading")
      assert.strictEqual(versions(), 2, "the firmware in the cycle before")
      yield* played(Telemetry.readings(session).pipe(Stream.take(20), Stream.runDrain), 60)
      assert.sameMembers(asked(), [...first, ...first])
    })
  )
})

describe("an interval that changes", () => {
  it.effect("counts at once: a long wait is cut short, and a short one grows", () =>
    Effect.gen(function* () {
      const { session } = yield* played(Wire.connect())
      const intervalMillis = yield* SubscriptionRef.make(60_000)
      const times: Array<number> = []
      const readings = yield* Effect.forkChild(
        Telemetry.readings(session, { interval: intervalMillis }).pipe(
          Stream.runForEach(({ time }) => Effect.sync(() => times.push(Date.parse(time))))
        )
      )
      const seconds = (count: number) => Effect.repeat(TestClock.adjust("1 seconds"), { times: count - 1 })
      yield* seconds(20)
      assert.strictEqual(times.length, 1)
      yield* SubscriptionRef.set(intervalMillis, 5000)
      yield* seconds(20)
      const often = times.length
      assert.isAtLeast(often, 4)
      yield* SubscriptionRef.set(intervalMillis, 60_000)
      yield* seconds(40)
      assert.isAtMost(times.length, often + 1)
      yield* Fiber.interrupt(readings)
    })
  )
})

describe("an adapter that restarts", () => {
  it.effect("gets its address again, once, without anybody asking", () =>
    Effect.gen(function* () {
      const { session, requests, simulated } = yield* played(Wire.connect())
      // Another program restarts the adapter: it forgets the address, and its version frames say so.
      const other = yield* simulated.open
      yield* other.write(Result.getOrThrow(Frames.toWire(Restart.request)))
      const before = requests.length
      yield* TestClock.adjust("5 seconds")
      const sent = requests.slice(before).map(({ _tag }) => _tag)
      assert.strictEqual(sent.filter((tag) => tag === "AddressRequest").length, 1)
      const { value } = yield* played(session.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
    })
  )
})

describe("a port that is no adapter", () => {
  const connectTo = (
    push: (adapter: Scripted.Scripted) => Effect.Effect<void>,
    script: Scripted.Script = () => []
  ) =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make(script)
      const transport = Transport.make("serial:/dev/test", Effect.succeed(adapter.duplex))
      yield* Effect.forkScoped(push(adapter))
      return yield* played(
        Effect.result(Session.connect().pipe(Effect.provideService(Transport.Transport, transport))),
        6
      )
    })
  const reason = (_tag: string) => ({ failure: { _tag: "DeviceError", reason: { _tag } } })

  it.effect("and is silent: asleep or unplugged, within six seconds", () =>
    Effect.gen(function* () {
      assert.containsSubset(yield* connectTo(() => Effect.void), reason("Asleep"))
    })
  )

  it.effect("and sends garbage: said so, with a sample", () =>
    Effect.gen(function* () {
      const garbage = Effect.fnUntraced(function* (adapter: Scripted.Scripted) {
        for (let round = 0; round < 50; round++) {
          adapter.push(Uint8Array.of(0x80, 0xf7, 0x99, round))
          yield* Effect.sleep(100)
        }
      })
      const result = yield* connectTo(garbage)
      assert.containsSubset(result, reason("Garbage"))
      assert.match((result as { failure: Error }).failure.message, /80 F7 99/)
    })
  )

  it.effect("and answers everything but the version: no reply", () =>
    Effect.gen(function* () {
      const leds = Scripted.reply({
        _tag: "LedsReply",
        on: 0,
        blink: 0,
        alarms: null,
        status: null,
        unexplained: []
      })
      assert.containsSubset(
        yield* connectTo(
          () => Effect.void,
          () => [{ bytes: leds }]
        ),
        reason("NoReply")
      )
    })
  )

  it.effect("and sends back what it is sent: the reply makes no sense", () =>
    Effect.gen(function* () {
      const echo: Scripted.Script = (request) => [{ bytes: Result.getOrThrow(Frames.toWire(request)) }]
      assert.containsSubset(yield* connectTo(() => Effect.void, echo), reason("Malformed"))
    })
  )
})

describe("readings", () => {
  it.effect("keep a part that does not answer for ten seconds, then show it as absent", () =>
    Effect.gen(function* () {
      let isDeaf = false
      const { session } = yield* played(Wire.connect({}, {}, ({ _tag }) => isDeaf && _tag === Info.dc._tag))
      const readings = yield* Effect.forkChild(
        Telemetry.readings(session).pipe(
          Stream.tap(() => Effect.sync(() => (isDeaf = true))),
          Stream.take(15),
          Stream.runCollect
        )
      )
      for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 seconds")
      // The power is that of F 0 alone; voltage and current are told by the unit itself as well.
      const batteries = (yield* Fiber.join(readings)).map(({ battery }) => battery!)
      const powers = batteries.map(({ power }) => power !== null)
      assert.isTrue(powers[0])
      assert.isFalse(powers.at(-1))
      assert.isAbove(powers.filter((present) => present).length, 3)
      assert.isNotNull(batteries.at(-1)!.voltage)
      assert.isNotNull(batteries.at(-1)!.current)
    })
  )

  it.effect("tell the power of each phase, from its master", () =>
    Effect.gen(function* () {
      const { session, simulated } = yield* played(
        Wire.connect({ profile: Profile.profiles["three-phase-48-3000"] })
      )
      const [reading] = yield* played(Telemetry.readings(session).pipe(Stream.take(1), Stream.runCollect))
      const { system } = yield* simulated.state
      const loads = system.devices.map(({ ram }) => (ram["16"]! << 16) >> 16)
      assert.strictEqual(loads.length, 3)
      assert.strictEqual(new Set(loads).size, 3, "the loads of the phases differ, or this test shows nothing")
      for (const [index, { power }] of reading!.acOutput!.entries()) assert.closeTo(power!, loads[index]!, 40)
    })
  )

  it.effect("do not stall on a phase master that is not there, and leave it alone for half a minute", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(
        Wire.connect(
          { profile: Profile.profiles["three-phase-48-3000"] },
          {},
          (request) => request._tag === "AddressRequest" && request.address === 2
        )
      )
      const readings = yield* Effect.forkChild(
        Telemetry.readings(session).pipe(Stream.take(20), Stream.runCollect)
      )
      for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 seconds")
      const powers = (yield* Fiber.join(readings)).map(({ acInput }) =>
        acInput!.map(({ power }) => power !== null)
      )
      assert.deepStrictEqual(powers.at(-1), [true, true, false])
      const selections = requests.filter(
        (request) => request._tag === "AddressRequest" && request.address === 2
      )
      // Three times to find the units, and three times half a minute later.
      assert.isAtMost(selections.length, 6)
    })
  )

  it.effect("fail with the reason when nothing answers before the first", () =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make((request) =>
        request._tag === "VersionRequest"
          ? [
              {
                bytes: Scripted.reply({
                  _tag: "VersionReply",
                  version: 1_170_216,
                  mode: 0x42,
                  spare: Words.NONE
                })
              }
            ]
          : []
      )
      const transport = Transport.make("sim:", Effect.succeed(adapter.duplex))
      const result = yield* played(
        Effect.result(Session.connect().pipe(Effect.provideService(Transport.Transport, transport)))
      )
      assert.containsSubset(result, { failure: { reason: { _tag: "NoReply" } } })
    })
  )
})

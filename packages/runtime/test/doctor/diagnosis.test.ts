/**
 * The diagnosis as a table: what was seen, what it means. And that each cause has a remedy on every system.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Errors from "../../src/Errors.ts"
import * as Diagnosis from "../../src/doctor/Diagnosis.ts"
import type { Line, Observations, System } from "../../src/doctor/Observations.ts"

const line: Line = {
  bytes: 80,
  frames: 8,
  discarded: 0,
  sample: "",
  listenedMillis: 3500,
  silentMillis: 400
}

const system: System = { alarms: { warnings: [], alarms: [] }, error: 0, silent: [], battery: null }

const healthy: Observations = {
  platform: "linux",
  port: "serial:/dev/ttyUSB0",
  isNamedAdapter: true,
  failure: null,
  group: "dialout",
  line,
  adapter: { type: "MK3", version: 1170216, firmware: 216 },
  device: { address: 0, version: 2629500, winmonMode: "long" },
  system,
  control: { foreignFrames: 0, digitalMultiControl: false, isForwarding: true }
}

const unopened = {
  line: null,
  adapter: null,
  device: null,
  control: { ...healthy.control, isForwarding: null }
}
const failed = (failure: Errors.TransportReason): Observations => ({ ...healthy, ...unopened, failure })
const silent: Observations = {
  ...healthy,
  ...unopened,
  line: { ...line, bytes: 0, frames: 0, listenedMillis: 6500, silentMillis: 6500 }
}
const port = "serial:/dev/ttyUSB0"

const cases: ReadonlyArray<
  readonly [cause: Diagnosis.Cause, seen: Observations, exitCode: number, remedy: RegExp]
> = [
  ["no-adapter", { ...failed(new Errors.NotFound({ port: null })), port: null }, 3, /dmesg/],
  ["no-such-port", failed(new Errors.NotFound({ port })), 3, /serial\/by-id/],
  [
    "several-adapters",
    { ...failed(new Errors.Several({ ports: ["/dev/ttyUSB0", "/dev/ttyUSB1"] })), port: null },
    3,
    /--port/
  ],
  ["permission", failed(new Errors.PermissionDenied({ port })), 3, /usermod -aG dialout/],
  [
    "permission",
    { ...failed(new Errors.PermissionDenied({ port })), group: "root" },
    3,
    /^(?!.*-aG root).*60-vebus\.rules: SUBSYSTEM=="tty".*GROUP="dialout"/
  ],
  [
    "silence",
    { ...silent, isNamedAdapter: false },
    4,
    /at another speed.*pull the VE.Bus cable out for ten seconds/
  ],
  [
    "asleep",
    { ...silent, isNamedAdapter: true },
    4,
    /at another speed.*pull the VE.Bus cable out for ten seconds/
  ],
  ["busy-port", failed(new Errors.Busy({ port })), 3, /fuser -v \/dev\/ttyUSB0/],
  [
    "busy-port",
    failed(new Errors.Busy({ port, owner: { pid: 708, name: "mk2-dbus" } })),
    3,
    /Process 708 \(mk2-dbus\) has it/
  ],
  ["cannot-open", failed(new Errors.OpenFailed({ port, cause: "Input/output error" })), 3, /plug/],
  ["lost", { ...healthy, failure: new Errors.Lost({ port, cause: "it was closed" }) }, 3, /USB cable/],
  ["asleep", silent, 4, /Switch the inverter on/],
  ["silence", { ...silent, isNamedAdapter: false }, 4, /vebus ports/],
  ["silence", { ...silent, isNamedAdapter: false, port: "tcp://boat:8139" }, 4, /server's serial port/],
  [
    "asleep",
    { ...healthy, ...unopened, line: { ...line, silentMillis: 5000 } },
    4,
    /check the cable between adapter and inverter/
  ],
  [
    "wrong-baud",
    { ...healthy, ...unopened, line: { ...line, frames: 0, sample: "80 F7" } },
    4,
    /port of an MK2/
  ],
  [
    "wrong-baud",
    { ...healthy, ...unopened, line: { ...line, frames: 0 }, port: "tcp://boat:8139" },
    4,
    /2400 baud.*raw TCP: telnet/
  ],
  ["no-version", { ...healthy, ...unopened, line }, 4, /--report/],
  [
    "firmware-too-old",
    { ...healthy, device: null, adapter: { type: "MK2", version: 1130130, firmware: 130 } },
    5,
    /131/
  ],
  ["only-version-frames", { ...healthy, device: null }, 4, /Switch the inverter on/],
  ["silent-unit", { ...healthy, system: { ...system, silent: [1, 2] } }, 4, /front/],
  ["vebus-error", { ...healthy, system: { ...system, error: 3 } }, 1, /manual/],
  [
    "alarm",
    { ...healthy, system: { ...system, alarms: { warnings: ["temperature"], alarms: [] } } },
    1,
    /battery, the loads and the temperature/
  ],
  [
    "impossible-value",
    {
      ...healthy,
      system: { ...system, battery: { volts: 128.7, impossible: "a battery of 128.7 V at a unit for 12 V" } }
    },
    1,
    /Try again/
  ],
  ["other-master", { ...healthy, control: { ...healthy.control, foreignFrames: 3 } }, 5, /off the bus/],
  [
    "other-master",
    { ...healthy, control: { ...healthy.control, digitalMultiControl: true } },
    5,
    /off the bus/
  ]
]

describe("Diagnosis", () => {
  for (const [index, [cause, seen, exitCode, remedy]] of cases.entries()) {
    it(`${index + 1}: ${cause} is found, and nothing else`, () => {
      const [found, ...others] = Diagnosis.problemsOf(Diagnosis.diagnose(seen))
      assert.deepStrictEqual([found?.cause, others], [cause, []])
      assert.strictEqual(found!.exitCode, exitCode)
      assert.match(found!.remedy, remedy)
      assert.isAbove(found!.meaning.length, 20)
    })
  }

  it("all eight checks are good where all is well", () => {
    const checks = Diagnosis.diagnose(healthy)
    assert.deepStrictEqual(
      checks.map(({ name, problem }) => `${name}: ${problem === null ? "ok" : problem.cause}`),
      ["adapter", "port", "line", "firmware", "device", "units", "alarms", "control"].map(
        (name) => `${name}: ok`
      )
    )
  })

  it("where no panel frame could be seen, that none was seen is not said without that", () => {
    const found = (isForwarding: boolean | null) =>
      Diagnosis.diagnose({ ...healthy, control: { ...healthy.control, isForwarding } }).at(-1)!.found
    assert.notInclude(found(true), "unseen")
    assert.include(found(false), "unseen")
    assert.include(found(null), "unseen")
  })

  it("behind a port that cannot be opened nothing else is judged", () => {
    const checks = Diagnosis.diagnose(failed(new Errors.Busy({ port })))
    assert.deepStrictEqual(
      checks.map(({ name }) => name),
      ["adapter", "port"]
    )
  })

  it("two problems are told, the more fundamental one first", () => {
    const seen = { ...healthy, device: null, control: { ...healthy.control, foreignFrames: 1 } }
    assert.deepStrictEqual(
      Diagnosis.problemsOf(Diagnosis.diagnose(seen)).map(({ cause }) => cause),
      ["only-version-frames", "other-master"]
    )
  })

  for (const platform of ["linux", "darwin", "win32", "freebsd"]) {
    it(`every cause has a remedy on ${platform}, without gaps in its text`, () => {
      for (const [, seen] of cases) {
        const [found] = Diagnosis.problemsOf(Diagnosis.diagnose({ ...seen, platform, group: null }))
        assert.isAbove(found!.remedy.length, 20)
        assert.notMatch(found!.remedy, /null|undefined|\s{2}|^\s|\s$/)
      }
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import {
  AcInfo,
  AcInputConfig,
  BusLines,
  DeviceState,
  DirectSwitch,
  States as StateNames,
  Switch,
  SwitchRegister
} from "@vebus/codec"
import * as Result from "effect/Result"
import { data } from "./Data.ts"

type Names = Readonly<Record<string, string>>

interface States {
  readonly deviceStates: Names
  readonly chargeStates: Names
  readonly stateActions: Names
  readonly switchPositions: Names
  readonly directSwitchPositions: Names
  readonly switchFlags: Names
  readonly switchExtendedFlags: Names
  readonly switchRegister: Names
  readonly acInputConfig: Names
  readonly busLines: Names
  readonly busLinesAtPowerUp: number
  readonly phaseCodes: ReadonlyArray<{
    readonly code: number
    readonly phase: number
    readonly phaseCount?: number
  }>
  readonly dcPhaseCode: number
}

const documented = data<States>("device-states")
const masks = (names: Names) => Object.keys(names).map(Number)

interface Coded {
  readonly decode: (byte: number) => string
  readonly encode: (name: never) => number
}

const enumerations: ReadonlyArray<readonly [string, Coded, Names]> = [
  ["device states", StateNames.OperatingState, documented.deviceStates],
  ["charge states", StateNames.ChargeState, documented.chargeStates],
  ["state actions", DeviceState.Action, documented.stateActions],
  ["switch positions", Switch.Position, { 0: "none", ...documented.switchPositions }],
  ["direct switch positions", DirectSwitch.Position, documented.directSwitchPositions]
]

describe("enumerations of the data are those of the code", () => {
  it.each(enumerations)("%s", (_, code, names) => {
    for (let byte = 0; byte < 256; byte++) {
      const name = code.decode(byte)
      assert.strictEqual(name, names[byte] ?? `unknown-${byte}`)
      assert.strictEqual(code.encode(name as never), byte)
    }
  })
})

describe("bits of the data are those of the code", () => {
  it("flags of the switch frame", () => {
    assert.sameMembers(Object.values(Switch.Flags), masks(documented.switchFlags))
    assert.sameMembers(Object.values(Switch.Extended), masks(documented.switchExtendedFlags))
  })

  it("bus lines", () => {
    assert.sameMembers([BusLines.PANEL_DETECT, BusLines.STANDBY], masks(documented.busLines))
    assert.strictEqual(BusLines.POWER_UP, documented.busLinesAtPowerUp)
  })

  it("phase codes, both ways, and no other byte is one", () => {
    const known = new Map(documented.phaseCodes.map((entry) => [entry.code, entry]))
    for (let code = 0; code < 256; code++) {
      const entry = known.get(code)
      assert.strictEqual(AcInfo.isPhaseCode(code), entry !== undefined)
      if (!AcInfo.isPhaseCode(code) || entry === undefined) continue
      assert.strictEqual(AcInfo.phaseOf(code), entry.phase)
      assert.strictEqual(AcInfo.phaseCountOf(code), entry.phaseCount ?? null)
      assert.strictEqual(AcInfo.phaseCode(AcInfo.phaseOf(code), AcInfo.phaseCountOf(code) ?? 4), code)
    }
    assert.isFalse(AcInfo.isPhaseCode(documented.dcPhaseCode))
  })

  it("the switch register: what was asked for, and what results", () => {
    const bit = (name: string) =>
      Number(Object.entries(documented.switchRegister).find(([, known]) => known === name)![0])
    for (let register = 0; register < 256; register++) {
      const [charge, invert] = [
        (register & bit("remote-charge")) !== 0,
        (register & bit("remote-invert")) !== 0
      ]
      assert.strictEqual(
        SwitchRegister.requested(register),
        charge && invert ? "on" : charge ? "charger-only" : invert ? "inverter-only" : "off"
      )
      assert.strictEqual(SwitchRegister.chargeEnabled(register), (register & bit("charge-enabled")) !== 0)
      assert.strictEqual(SwitchRegister.invertEnabled(register), (register & bit("invert-enabled")) !== 0)
      const [up, down] = [
        (register & bit("front-switch-up")) !== 0,
        (register & bit("front-switch-down")) !== 0
      ]
      const works = (register & (bit("charge-enabled") | bit("invert-enabled"))) !== 0
      assert.strictEqual(
        SwitchRegister.front(register),
        up && down ? null : up ? "on" : down ? "charger-only" : works ? null : "off"
      )
    }
  })

  it("the AC input configuration", () => {
    const field = (name: string) =>
      Number(Object.entries(documented.acInputConfig).find(([, known]) => known === name)![0])
    const number = (byte: number, mask: number) => (byte & mask) / (mask & -mask)
    for (let byte = 0; byte < 256; byte++) {
      const frame = AcInputConfig.Reply.decode(Uint8Array.of(0x41, 0, 0, 0, 0, byte, 0, 0, 0, 0, 0, 0))
      const { activeInput, limitChangeable, digitalMultiControl, inputCount, panelDetected } =
        Result.getOrThrow(frame)
      const found = { activeInput, limitChangeable, digitalMultiControl, inputCount, panelDetected }
      assert.deepEqual<object>(found, {
        activeInput: number(byte, field("active-input")),
        limitChangeable: (byte & field("limit-changeable-by-panel")) !== 0,
        digitalMultiControl: (byte & field("digital-multi-control")) !== 0,
        inputCount: number(byte, field("input-count")),
        panelDetected: (byte & field("panel-detected")) !== 0
      })
    }
  })
})

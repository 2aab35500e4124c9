/**
 * The numbers of GX devices: of every state that there is, and of the system that a slave belongs to.
 */
import { States, SwitchRegister } from "@vebus/codec"
import { reading } from "@vebus/testing/arbitraries"
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as Gx from "../src/Gx.ts"

const number = (state: string, chargeState: string | null = null) => Gx.stateOf({ state, chargeState })

describe("states", () => {
  it("are those of the register list", () => {
    const told = States.OperatingState.names.filter((name) => name !== "charge")
    assert.deepStrictEqual(Object.fromEntries(told.map((name) => [name, number(name)])), {
      down: 0,
      startup: 0,
      off: 0,
      slave: null,
      "invert-full": 9,
      "invert-half": 9,
      "invert-aes": 1,
      "power-assist": 10,
      bypass: 8
    })
    assert.deepStrictEqual(
      States.ChargeState.names.map((name) => number("charge", name)),
      [null, 3, 4, 5, 6, 4, 4, 7, 2]
    )
  })

  it("that nobody knows have no number", () => {
    for (const [state, charge] of [
      ["unknown-77", null],
      ["charge", null],
      ["charge", "unknown-9"],
      ["constructor", null]
    ] as const)
      assert.isNull(number(state, charge), state)
  })

  it("of a system with a slave in front are those of a master", () => {
    fc.assert(
      fc.property(reading(), ({ device, units }) => {
        const told = Gx.told({ device, units })
        if (device?.state !== "slave")
          assert.deepStrictEqual(told, device ?? { state: null, chargeState: null })
        else if (units?.some(({ state }) => state !== null && state !== "slave"))
          assert.notStrictEqual(told.state, "slave")
      })
    )
  })
})

describe("positions of the switch", () => {
  it("and their numbers are one to one", () => {
    for (const position of SwitchRegister.SwitchPosition.literals)
      assert.strictEqual(Gx.modes[Gx.modeOf(position)], position)
  })
})

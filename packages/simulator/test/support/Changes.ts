/** Changes from outside, and scenarios of them, by chance. */
import type { Change, Scenario } from "@vebus/simulator"
import fc from "fast-check"

const position = fc.constantFrom("on", "off", "charger-only", "inverter-only")

/** Changes to the plant and to the switches: nothing that silences the adapter. */
export const plantChange: fc.Arbitrary<Change.Change> = fc.oneof(
  fc.record(
    {
      change: fc.constant("mains"),
      on: fc.boolean(),
      volts: fc.double({ min: 100, max: 290, noNaN: true }),
      hertz: fc.double({ min: 40, max: 70, noNaN: true }),
      unsteadiness: fc.double({ min: 0, max: 10, noNaN: true }),
      input: fc.constantFrom(1, 2)
    },
    { requiredKeys: ["change", "on"] }
  ),
  fc.record({
    change: fc.constant("load"),
    watts: fc.option(fc.double({ min: 0, max: 9000, noNaN: true }))
  }),
  fc.record({
    change: fc.constant("temperature"),
    unit: fc.integer({ min: -20, max: 120 }),
    battery: fc.integer({ min: -30, max: 60 })
  }),
  fc.record({ change: fc.constant("front-switch"), position: fc.constantFrom("on", "off", "charger-only") }),
  fc.record({
    change: fc.constant("panel-frame"),
    position,
    limit: fc.double({ min: 0, max: 60, noNaN: true })
  })
)

/** Any change. */
export const change: fc.Arbitrary<Change.Change> = fc.oneof(
  plantChange,
  fc.record({ change: fc.constant("state-of-charge"), ratio: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ change: fc.constant("bus"), connected: fc.boolean() }),
  fc.constantFrom(
    { change: "sleep" },
    { change: "wake" },
    { change: "restart-adapter" },
    { change: "release" }
  ),
  fc.record({ change: fc.constant("panel"), position: fc.option(position) }),
  fc.record({
    change: fc.constant("front-switch"),
    position: fc.constantFrom("on", "off"),
    address: fc.nat(5)
  }),
  fc.record({ change: fc.constant("silence"), address: fc.nat(5), silent: fc.boolean() }),
  fc.record(
    { change: fc.constant("refuse"), command: fc.nat(127), times: fc.nat(3), address: fc.nat(5) },
    { requiredKeys: ["change", "command"] }
  ),
  fc.record({ change: fc.constant("mix-up"), times: fc.nat(3) }),
  fc.record({ change: fc.constant("vebus-error"), code: fc.option(fc.nat(31)) }),
  fc.record({
    change: fc.constant("hold"),
    ram: fc.record({ "4": fc.nat(0xffff), "77": fc.nat(0xffff) }),
    leds: fc.record({ on: fc.nat(0xff), blink: fc.nat(0xff) })
  })
)

/** A scenario of a few seconds. */
export const scenario: fc.Arbitrary<Scenario.Scenario> = fc.record({
  id: fc.constant("any"),
  label: fc.constant("anything"),
  steps: fc.array(fc.record({ at: fc.double({ min: 0, max: 6, noNaN: true }), do: change }), { maxLength: 6 })
})

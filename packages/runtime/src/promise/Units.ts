/**
 * The reads of a device as promises.
 */
import type * as Effect from "effect/Effect"
import type * as Device from "../Device.ts"
import type * as Inverter from "./Inverter.ts"
import type { Running } from "./Running.ts"

/** The questions to one unit about itself. */
export const unit = (device: Device.Unit, { run }: Running<never>): Inverter.Unit => {
  const asked =
    <A, E>(effect: Effect.Effect<A, E>) =>
    (options?: Inverter.Abortable): Promise<A> =>
      run(effect, options)
  return {
    address: device.address,
    identity: asked(device.identity),
    state: asked(device.state),
    power: asked(device.power),
    ram: (variables, options) => run(device.ram(variables), options),
    settings: {
      get: (setting, options) => run(device.setting(setting), options),
      info: (setting, options) => run(device.settingInfo(setting), options),
      list: (settings, options) => run(device.settings(settings, options), options)
    },
    flags: (options) => run(device.flags(options), options),
    energyCounters: asked(device.energyCounters),
    assistants: asked(device.assistants),
    ess: asked(device.ess)
  }
}

/** The questions to the whole system, except those that repeat. */
export const system = (device: Device.Reads, running: Running<never>) => {
  const { run } = running
  const asked =
    <A, E>(effect: Effect.Effect<A, E>) =>
    (options?: Inverter.Abortable): Promise<A> =>
      run(effect, options)
  return {
    ...unit(device, running),
    unit: (address: number) => unit(device.unit(address), running),
    units: asked(device.units),
    system: asked(device.system),
    dc: asked(device.dc),
    ac: (phase, options) => run(device.ac(phase), options),
    phases: asked(device.phases),
    leds: asked(device.leds),
    panel: asked(device.panel),
    inputs: asked(device.inputs),
    lines: asked(device.lines),
    snapshot: (ids, options) => run(device.snapshot(ids, options), options)
  } satisfies Partial<Inverter.Inverter>
}

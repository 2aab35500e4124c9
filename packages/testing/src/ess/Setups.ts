/**
 * The configuration that loops of tests start from.
 */
import * as Ess from "@vebus/runtime/ess"
import * as Schema from "effect/Schema"

const decode = Schema.decodeUnknownSync(Ess.Config.Config)

/** A house with 3 kW to and from a battery of 48 V, but for what is given. Throws at what is no configuration. */
export const config = (over: Partial<(typeof Ess.Config.Config)["Encoded"]> = {}): Ess.Config.Config =>
  decode({
    fuseWatts: 15_000,
    maxCharge: 3000,
    maxDischarge: 3000,
    battery: { voltageFloor: 46, voltageCeiling: 57 },
    ...over
  })

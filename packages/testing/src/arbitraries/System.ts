/**
 * Systems of units as profiles: one to six units of one kind on one to three phases, some of them silent or switched
 * off, shrinking towards one unit that answers. Addresses keep to the rule that puts a unit on the phase of its remainder
 * by three (protocol.md 6.10). Of the simulator it needs types alone: which kind of unit is for the caller to say.
 *
 *     fc.property(system(Profile.profiles["multiplus-ii-48-5000-mk3"]), (profile) => ...)
 */
import type { Profile } from "@vebus/simulator"
import fc from "fast-check"

type Whole = Profile.Profile
type Presence = NonNullable<Profile.Unit["presence"]>

const MOST_UNITS = 6

/** Phases, and addresses on them: a master for each, and slaves of any. */
const layout: fc.Arbitrary<{ readonly phases: 1 | 2 | 3; readonly addresses: ReadonlyArray<number> }> = fc
  .constantFrom(1 as const, 2 as const, 3 as const)
  .chain((phases) => {
    const masters = Array.from({ length: phases }, (_, address) => address)
    const places = Array.from({ length: 15 }, (_, index) => index + 3)
    return fc
      .subarray(
        places.filter((address) => address % 3 < phases),
        { maxLength: MOST_UNITS - phases }
      )
      .map((slaves) => ({ phases, addresses: [...masters, ...slaves] }))
  })

/** How systems are made. */
export interface Options {
  /** How a unit may begin; `present` for most, whatever the list says. By default `present` and `silent`. */
  readonly presence?: ReadonlyArray<Presence>
}

const serialOf = (address: number): string => `HQ0000SYS${String(address).padStart(2, "0")}`

/** Any system of such units, of which at least one answers. */
export const system = (base: Whole, options: Options = {}): fc.Arbitrary<Whole> => {
  const begins = fc.oneof(
    { arbitrary: fc.constant<Presence>("present"), weight: 3 },
    { arbitrary: fc.constantFrom<Presence>(...(options.presence ?? ["present", "silent"])), weight: 2 }
  )
  return layout
    .chain(({ phases, addresses }) =>
      fc
        .array(begins, { minLength: addresses.length, maxLength: addresses.length })
        .filter((all) => all.includes("present"))
        .map((all) => ({ phases, addresses, all }))
    )
    .map(({ phases, addresses, all }) => {
      const [first, ...others] = addresses.map((address, index): Profile.Unit => {
        const presence = all[index]!
        const unit = { address, serial: serialOf(address) }
        return presence === "present" ? unit : { ...unit, presence }
      })
      return {
        ...base,
        id: `system-${addresses.join("-")}`,
        device: { ...base.device, phases: { value: phases, basis: "made-up" } },
        units: [first!, ...others]
      }
    })
}

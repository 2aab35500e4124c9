/**
 * The facts that discovery knows about a unit. They grow: a figure that was seen once is one that the unit has, though it is absent now
 * (mains away, a lamp frame lost), and an entity that comes and goes loses its history. It begins anew where another
 * product answers at the same address. Pure. Reference: integrations.md 4.1, 4.3.
 */
import type * as SiteView from "../SiteView.ts"
import * as UnitState from "../unit/UnitState.ts"
import * as Entities from "./Entities.ts"

/** Between what the input current limit can be set, in amperes. */
export interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** The facts about one unit. */
export interface UnitFacts {
  readonly address: number
  /** Whether it carries the figures of the system. */
  readonly isHome: boolean
  /** The unit that does. */
  readonly home: number
  /** How many units are configured. */
  readonly units: number
  /** `null` until it was told. */
  readonly product: string | null
  readonly firmware: number | null
  /** `MK2` or `MK3`. */
  readonly adapter: string | null
  /** How many phases there are. */
  readonly phases: number
  /** How many AC inputs; an inverter has 0. `null` until it was told. */
  readonly inputs: number | null
  readonly limit: Range | null
  /** Whether its site follows a meter. */
  readonly isFollowing: boolean
  /** The keys of the figures that it has shown. */
  readonly shown: ReadonlySet<string>
}

/** All that it can show. */
export const figuresOf = ({ isHome, units, phases, inputs }: UnitFacts): ReadonlyArray<Entities.Figure> =>
  Entities.figures({ isHome, units, phases, isInverter: inputs === 0 })

const rangeOf = ({ minimum, maximum }: Range): Range => ({ minimum, maximum })

const empty = (address: number, home: number): UnitFacts => ({
  address,
  isHome: address === home,
  home,
  units: 1,
  product: null,
  firmware: null,
  adapter: null,
  phases: 1,
  inputs: null,
  limit: null,
  isFollowing: false,
  shown: new Set()
})

/** The facts about a unit after one more look at its site. A view without a fresh reading adds nothing but names. */
export const learn = (before: UnitFacts | null, view: SiteView.SiteView, address: number): UnitFacts => {
  const home = UnitState.homeOf(view.reading) ?? address
  const unit = view.identity?.units.find((each) => each.address === address)
  const isOther =
    before !== null &&
    before.product !== null &&
    (unit?.product ?? null) !== null &&
    unit!.product !== before.product
  const known = before === null || isOther || before.home !== home ? empty(address, home) : before
  const reading = view.fresh ? view.reading : null
  const facts = {
    ...known,
    units: reading?.units?.length ?? known.units,
    product: unit?.product ?? known.product,
    firmware: unit?.firmware ?? known.firmware,
    adapter: view.identity?.adapter.kind ?? known.adapter,
    phases: Math.max(known.phases, reading?.acInput?.length ?? 0, reading?.acOutput?.length ?? 0),
    inputs: reading?.inputs ?? known.inputs,
    limit: reading?.currentLimit ? rangeOf(reading.currentLimit) : known.limit,
    isFollowing: view.ess !== null
  }
  if (reading === null) return facts
  const state = UnitState.make(view, {
    address,
    home,
    phases: facts.phases,
    inForce: UnitState.unknown,
    now: 0
  })
  const seen = figuresOf(facts).filter(
    ({ key, path }) => !known.shown.has(key) && (UnitState.at(state, path) ?? null) !== null
  )
  return seen.length === 0
    ? facts
    : { ...facts, shown: new Set([...known.shown, ...seen.map(({ key }) => key)]) }
}

/** The same with figures that the unit has shown to an earlier run of the gateway. */
export const remember = (facts: UnitFacts, keys: Iterable<string>): UnitFacts => {
  const can = new Set(figuresOf(facts).map(({ key }) => key))
  return { ...facts, shown: new Set([...facts.shown, ...[...keys].filter((key) => can.has(key))]) }
}

/**
 * Fault plans as an arbitrary: any mixture of faults and events, which shrinks towards a plan in which nothing goes
 * wrong. Of the simulator it needs types alone.
 */
import type { Faults } from "@vebus/simulator"
import fc from "fast-check"

/** A share of frames: in hundredths, so that a plan reads well when it is printed. */
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)

// Tables by kind, so that a forgotten kind does not compile.
const lineShares = {
  drop: share,
  delay: share,
  duplicate: share,
  flip: share,
  truncate: share,
  noise: share,
  zeros: share,
  split: share,
  merge: share
}
const allShares = {
  ...lineShares,
  leds: share,
  version: share,
  panel: share,
  state: share
} satisfies Record<Faults.Kind, typeof share>

const shares = <Model extends Record<string, typeof share>>(model: Model) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true })

const kindOf = <Kind extends string>(model: Record<Kind, typeof share>): fc.Arbitrary<Kind> =>
  fc.constantFrom(...(Object.keys(model) as Array<Kind>))

/** How long a plan goes on, in milliseconds. */
const LENGTH_MILLIS = 20_000
const MAX_SPAN_MILLIS = 5000
const MAX_EVENTS = 4

const atMillis = fc.nat(LENGTH_MILLIS)
const span = { atMillis, forMillis: fc.nat(MAX_SPAN_MILLIS) }

/** Whatever happens at a time. */
export const faultEvent: fc.Arbitrary<Faults.Event> = fc.oneof(
  fc.record(
    { kind: fc.constantFrom("unplug" as const, "sleep" as const), ...span },
    { noNullPrototype: true }
  ),
  fc.record(
    { kind: fc.constantFrom("restart" as const, "long-mode" as const), atMillis },
    { noNullPrototype: true }
  ),
  fc.record(
    { kind: kindOf(allShares), direction: fc.constant("reply" as const), ...span },
    { noNullPrototype: true }
  ),
  fc.record(
    { kind: kindOf(lineShares), direction: fc.constant("request" as const), ...span },
    { noNullPrototype: true }
  )
)

/** Any plan of faults. */
export const faultPlan: fc.Arbitrary<Faults.FaultPlan> = fc.record(
  {
    seed: fc.integer(),
    replies: shares(allShares),
    requests: shares(lineShares),
    events: fc.array(faultEvent, { maxLength: MAX_EVENTS }),
    delayMillis: fc.nat(MAX_SPAN_MILLIS)
  },
  { requiredKeys: [], noNullPrototype: true }
)

/**
 * Trials as arbitraries: what is asked of a simulated unit, plan after plan, what is wrong with the line meanwhile, and
 * when who asks is interrupted.
 */
import { Flag, Setting, SettingRange, type Words } from "@vebus/codec"
import type { Change } from "@vebus/runtime"
import { faultEvent } from "@vebus/testing/arbitraries"
import { type Faults, Profile, Simulator } from "@vebus/simulator"
import fc from "fast-check"

/** One plan of a trial. */
export interface Planned {
  readonly changes: ReadonlyArray<Change.Change> | "undo"
  /** After how many milliseconds whoever executes it goes away; `null`: never. */
  readonly interruptedAfter: number | null
}

export interface Trial {
  readonly profile: Profile.ProfileId
  /** The unit that all of it is for. */
  readonly address: number
  readonly window: 1 | 2 | 3
  readonly plans: ReadonlyArray<Planned>
  /** On the way to the adapter. */
  readonly requests: Faults.FaultPlan
  /** On the way back, and what happens to port and adapter. */
  readonly replies: Faults.FaultPlan
}

type System = Simulator.State["system"]
type Device = System["devices"][number]

/** The limit that is in force follows this setting as well as the panel: not for these trials. */
const MAINS_LIMIT = 6
/** RAM variables below it are measured again and again. */
const ASSISTANTS = 128
const CONTROL_WORD = 1
/** It is written together with flag 3, and not on its own. */
const PAIRED = 7

const destination = fc.constantFrom("ram" as const, "eeprom" as const)

/** A setting within its range, often near what it is or at an end: others are held against it. */
const setting = ({ model, stored }: Device): fc.Arbitrary<Change.Change> => {
  const open = [...model.settingInfos].filter(([id, { range }]) => {
    const entry = Setting.byId(id)
    return id !== MAINS_LIMIT && !range.locked && entry !== null && entry.kind !== "flags"
  })
  return fc.constantFrom(...open).chain(([id, { range }]) => {
    const { raw: one } = range.minimum
    const { raw: other } = range.maximum
    const [lowest, highest] = [Math.min(one, other), Math.max(one, other)]
    const raw = fc
      .oneof(
        fc.integer({ min: -20, max: 20 }).map((step) => stored[id]! + step),
        fc.constantFrom(one, other),
        fc.integer({ min: lowest, max: highest })
      )
      .map((word) => Math.min(Math.max(word, lowest), highest) as Words.Raw16)
      .filter((word) => SettingRange.contains(range, word))
    return fc.record({
      _tag: fc.constant("Setting" as const),
      id: fc.constant(id),
      to: destination,
      wanted: fc.record({ raw })
    })
  })
}

const flag = ({ model }: Device): fc.Arbitrary<Change.Change> => {
  const open = Flag.all.filter((entry) => {
    const info = model.settingInfos.get(Flag.wordOf(entry.flag))
    const isThere = ((info?.words.maximumRaw ?? 0) & Flag.maskOf(entry.flag)) !== 0
    return isThere && entry.forbidden === undefined && entry.promoted !== false && entry.flag !== PAIRED
  })
  return fc.record({
    _tag: fc.constant("Flag" as const),
    flag: fc.constantFrom(...open.map((entry) => entry.flag)),
    on: fc.boolean(),
    to: destination
  })
}

const ram = ({ model: { profile, ram: words } }: Device): ReadonlyArray<fc.Arbitrary<Change.Change>> => {
  const { ess } = profile
  const ids = Object.keys(words)
    .map(Number)
    .filter((id) => id >= ASSISTANTS && id !== (ess?.setpointId ?? 0) + CONTROL_WORD)
  const raw = fc.integer({ min: 0, max: 0xffff }).map((word) => word as Words.Raw16)
  return ids.length === 0
    ? []
    : [
        fc.record({
          _tag: fc.constant("Ram" as const),
          id: fc.constantFrom(...ids),
          wanted: fc.record({ raw })
        })
      ]
}

const panel = ({ model: { profile } }: Device): ReadonlyArray<fc.Arbitrary<Change.Change>> => {
  const { minLimitRaw, maxLimitRaw } = profile.frames.config.value
  return [
    fc.record({
      _tag: fc.constant("Switch" as const),
      position: fc.constantFrom("on", "charger-only", "inverter-only", "off")
    }),
    fc.record({
      _tag: fc.constant("Limit" as const),
      amperes: fc.oneof(
        fc.integer({ min: minLimitRaw, max: maxLimitRaw }).map((raw) => raw / 10),
        fc.constantFrom("none" as const, "zero" as const)
      )
    }),
    fc.record(
      { _tag: fc.constant("Lines" as const), panelDetect: fc.boolean(), standby: fc.boolean() },
      { requiredKeys: ["_tag"] }
    )
  ]
}

/** One to five changes of a unit; one of a kind that may be asked for once only. */
const changes = (device: Device): fc.Arbitrary<ReadonlyArray<Change.Change>> =>
  fc.uniqueArray(fc.oneof(setting(device), setting(device), flag(device), ...ram(device), ...panel(device)), {
    minLength: 1,
    maxLength: 5,
    selector: (change) =>
      change._tag === "Flag"
        ? `Flag ${change.flag}`
        : change._tag === "Setting" || change._tag === "Ram"
          ? `${change._tag} ${change.id}`
          : change._tag
  })

const share = fc.integer({ min: 0, max: 15 }).map((percent) => percent / 100)
const shares = <Kind extends Faults.Kind>(...kinds: ReadonlyArray<Kind>) =>
  fc.dictionary(fc.constantFrom(...kinds), share, {
    maxKeys: kinds.length,
    noNullPrototype: true
  }) as fc.Arbitrary<Partial<Record<Kind, number>>>

/**
 * A line that loses, damages and doubles requests, but does not let one overtake the next by more than a time-out: a
 * write that arrives after it was given up for lost is what no host can know of.
 */
const requests: fc.Arbitrary<Faults.FaultPlan> = fc.record({
  seed: fc.integer(),
  requests: shares("drop", "delay", "duplicate", "flip", "truncate", "noise", "zeros", "split", "merge"),
  delayMillis: fc.nat(300)
})

/** Replies are late by up to 1.5 s: the host sets a letter aside for two (protocol.md 4.1). */
const replies: fc.Arbitrary<Faults.FaultPlan> = fc.record({
  seed: fc.integer(),
  replies: shares(
    ...(["drop", "delay", "duplicate", "flip", "truncate", "noise", "zeros"] as const),
    ...(["split", "merge", "leds", "version"] as const)
  ),
  events: fc.array(
    faultEvent.filter((event) => !("direction" in event)),
    { maxLength: 3 }
  ),
  delayMillis: fc.nat(1500)
})

const quiet: Faults.FaultPlan = {}

/** Any trial with a unit of these profiles. */
export const trial = (profiles: ReadonlyArray<Profile.ProfileId>): fc.Arbitrary<Trial> =>
  fc
    .constantFrom(...profiles)
    .chain((profile) => {
      const { devices } = Simulator.make({ profile: Profile.profiles[profile] }).system
      return fc.constantFrom(...devices).map((device) => ({ profile, device }))
    })
    .chain(({ profile, device }): fc.Arbitrary<Trial> =>
      fc.record({
        profile: fc.constant(profile),
        address: fc.constant(device.address),
        window: fc.constantFrom(1, 2, 3),
        plans: fc.array(
          fc.record({
            changes: fc.oneof(
              { weight: 4, arbitrary: changes(device) },
              { weight: 1, arbitrary: fc.constant("undo" as const) }
            ),
            interruptedAfter: fc.option(fc.nat(8000))
          }),
          { minLength: 1, maxLength: 3 }
        ),
        requests: fc.oneof({ weight: 1, arbitrary: fc.constant(quiet) }, { weight: 4, arbitrary: requests }),
        replies: fc.oneof({ weight: 1, arbitrary: fc.constant(quiet) }, { weight: 4, arbitrary: replies })
      })
    )

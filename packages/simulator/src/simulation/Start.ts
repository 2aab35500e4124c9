/**
 * How a simulation begins: its options, the state of its first step, and what stands for an option that is left out.
 * Reference: protocol.md 1.3, 1.4, 8; decisions.md 8.
 */
import { Deframer } from "@vebus/codec"
import * as Adapter from "../adapter/Adapter.ts"
import type { Change } from "./Change.ts"
import type * as Following from "../unit/Following.ts"
import * as Line from "../adapter/Line.ts"
import * as Profile from "../profile/Profile.ts"
import type { Scenario } from "./Scenario.ts"
import * as System from "../adapter/System.ts"
import * as Turnaround from "../adapter/Turnaround.ts"

/** How a simulation begins. What is left out has a fixed default, so that a demonstration looks the same twice. */
export interface Options {
  readonly profile?: Profile.Profile
  /** The seed, any integer. */
  readonly seed?: number
  /** At 240 bytes/s as on a real line (the default), or without delay. */
  readonly line?: "paced" | "unpaced"
  /**
   * How long the work on a command takes, in milliseconds; one number for all, or what the profile tells of each kind
   * of command. Default 12 for what the adapter answers by itself, 2 for a write by id and 40 for the rest, unpaced none.
   */
  readonly turnaroundMillis?: number | Turnaround.Coarse | "profile"
  /** How much longer the answer to F 5 may take, in milliseconds, by chance; up to 750 on real units. Default none. */
  readonly acInputConfigDelayMillis?: number
  /**
   * How long the adapter is silent before it sends a version frame unasked, in milliseconds; 0: it never does. By default
   * what the profile says, else a second.
   */
  readonly versionPeriodMillis?: number
  /**
   * How many bytes 00 appear on the line when the adapter gets power or restarts. Default two; 0 for none. A simulation
   * begins with an adapter that has been running, so without them unless a number is given.
   */
  readonly powerUpNoiseBytes?: number
  /** Whether the unexplained bytes of the DC info frame differ from frame to frame (the default), or are the profile's. */
  readonly varyDcBytes?: boolean
  /** How long the adapter is deaf and silent after R, in milliseconds. Default 800. */
  readonly adapterRestartMillis?: number
  /** The address that another program has left selected. */
  readonly address?: number
  /** The winmon mode that another program has left. */
  readonly winmonMode?: "short" | "long"
  /** How long a set-point of the ESS assistant holds, in milliseconds, instead of what the profile says. */
  readonly essTimeoutMillis?: number
  /** How units follow a set-point of the ESS assistant: with a delay, by a ramp, not quite to the watt. At once by default. */
  readonly essFollowing?: Partial<Following.Habits>
  /** Eight bytes that open protected settings. None does by default. */
  readonly password?: ReadonlyArray<number>
  /** The events, and their times. */
  readonly scenario?: Scenario
  /** The time of the first step, in milliseconds on the clock of the steps. */
  readonly startMillis?: number
}

/** The state from which the next step starts: a plain value. */
export interface State {
  readonly startedAt: number
  /** The time of the latest step. */
  readonly now: number
  readonly turnaround: Turnaround.Turnaround
  readonly acInputConfigDelayMillis: number
  readonly versionPeriodMillis: number
  readonly powerUpNoiseBytes: number
  /** When an adapter that has just started tells so by its version; infinite once it has sent anything. */
  readonly announceAt: number
  /** When the noise of a power-up is due, infinite when none is. */
  readonly noiseAt: number
  /** The seed of the line; the plant has its own. */
  readonly seed: number
  /** The changes that are still to come, in order. */
  readonly agenda: ReadonlyArray<{ readonly at: number; readonly change: Change }>
  readonly input: Deframer.State
  readonly line: Line.State
  readonly system: System.State
}

/** The seed of a simulation that names none. */
export const DEFAULT_SEED = 1

/** The time of what does not come. */
export const NEVER = Number.POSITIVE_INFINITY
const TURNAROUND: Turnaround.Coarse = { local: 12, bus: 40, write: 2 }
const NO_TURNAROUND: Turnaround.Coarse = { local: 0, bus: 0 }
/** How long an idle adapter is silent before its version frame, unless somebody says otherwise, in milliseconds. */
export const VERSION_PERIOD_MILLIS = 1000
/** Some hosts take the pair for the sign that the adapter has started. */
const POWER_UP_NOISE_BYTES = 2
/** Without a pause between its frames an unpaced line would never come to an end. */
const LEAST_PERIOD_MILLIS = 1

/** The state of a simulation before its first step. */
export const make = (options: Options = {}): State => {
  const profile = options.profile ?? Profile.profiles[Profile.defaultProfile]
  const seed = options.seed ?? DEFAULT_SEED
  const at = options.startMillis ?? 0
  const paced = options.line !== "unpaced"
  const { essTimeoutMillis, password, varyDcBytes, adapterRestartMillis } = options
  const system = System.make(profile, {
    seed,
    at,
    essTimeoutMillis,
    following: options.essFollowing,
    password,
    varyDcBytes,
    adapterRestartMillis
  })
  const { winmonMode } = options
  const found = winmonMode === undefined ? system.adapter : Adapter.withWinmonMode(system.adapter, winmonMode)
  const noise = options.powerUpNoiseBytes ?? POWER_UP_NOISE_BYTES
  return {
    startedAt: at,
    now: at,
    turnaround: turnaroundOf(options, profile, paced),
    acInputConfigDelayMillis: options.acInputConfigDelayMillis ?? 0,
    versionPeriodMillis: periodOf(options, profile),
    powerUpNoiseBytes: noise,
    announceAt: NEVER,
    noiseAt: (options.powerUpNoiseBytes ?? 0) > 0 ? at : NEVER,
    seed,
    agenda: agendaOf(options.scenario, at),
    input: Deframer.initial,
    line: Line.make(paced, at),
    system: System.settled({ ...system, adapter: { ...found, address: options.address ?? null } }, at)
  }
}

const periodOf = ({ versionPeriodMillis }: Options, { interface: adapter }: Profile.Profile): number => {
  const seconds = adapter.versionEverySeconds?.value
  const millis = versionPeriodMillis ?? (seconds === undefined ? VERSION_PERIOD_MILLIS : seconds * 1000)
  return millis === 0 ? NEVER : Math.max(millis, LEAST_PERIOD_MILLIS)
}

/** Whether the times of a profile were measured on this very unit. */
const isTimed = ({ latencyMilliseconds = {} }: Profile.Profile): boolean =>
  Object.values(latencyMilliseconds).some(({ basis }) => Profile.standing(basis) === "surveyed")

const turnaroundOf = (
  { turnaroundMillis }: Options,
  profile: Profile.Profile,
  paced: boolean
): Turnaround.Turnaround => {
  if (turnaroundMillis === "profile" || (turnaroundMillis === undefined && paced && isTimed(profile)))
    return Turnaround.ofProfile(profile, TURNAROUND)
  return Turnaround.coarse(
    typeof turnaroundMillis === "number"
      ? { local: turnaroundMillis, bus: turnaroundMillis }
      : (turnaroundMillis ?? (paced ? TURNAROUND : NO_TURNAROUND))
  )
}

const agendaOf = (scenario: Scenario | undefined, startedAt: number): State["agenda"] =>
  (scenario?.steps ?? [])
    .map(({ at, do: change }) => ({ at: startedAt + at * 1000, change }))
    .sort((one, other) => one.at - other.at)

/**
 * Grid control in a closed loop, without a line: the controller of the runtime, a unit that follows set-points in its way, a
 * house, and a meter. Pure, and out of seeds; time goes on in steps of ten milliseconds.
 */
import * as Ess from "@vebus/runtime/ess"
import { House, Meter, Response } from "@vebus/simulator/house"
import { type Random, random } from "./Chance.ts"

/** The unit of a loop. */
export interface Unit extends Response.Habits {
  /** How far its power strays, in watts. */
  readonly noiseWatts: number
  /** How much more it tells than it draws, as a share. */
  readonly readingError: number
  /** From one time that it tells its power to the next, in milliseconds. */
  readonly tellsEveryMillis: number
}

/** A loop. Times are milliseconds since its beginning. */
export interface Loop {
  readonly config: Ess.Config.Config
  readonly seconds: number
  /** The loads and the solar power beside the unit. */
  readonly house: (at: number) => House.House
  readonly unit?: Partial<Unit>
  readonly meter?: Partial<Meter.Habits>
  readonly seed?: number
  /** The order; that of the configuration where absent. */
  readonly order?: (at: number) => Ess.Wanted.Order
  /** Changes a reading on its way: another one, or none. */
  readonly passes?: (reading: Ess.Reading) => Ess.Reading | null
  /** Whether the unit tells its power. */
  readonly tells?: (at: number) => boolean
  /** The battery at a time, with what the unit draws. */
  readonly battery?: (at: number, unitWatts: number) => Pick<Ess.UnitSample, "batteryVolts" | "stateOfCharge">
  /** The length of a step, in milliseconds; 10 unless said otherwise. Divides 200 and 250, like 50. */
  readonly stepMillis?: number
  /** Sees each moment; then none is kept. */
  readonly onMoment?: (moment: Moment) => void
}

/** One moment of a loop. */
export interface Moment {
  readonly at: number
  readonly gridWatts: number
  readonly unitWatts: number
  readonly setpoint: Ess.Step.Setpoint
  readonly phase: Ess.Phase
  readonly why: Ess.Reason
}

/** The outcome of a loop. */
export interface Outcome {
  /** Each step. */
  readonly moments: ReadonlyArray<Moment>
  /** Set-points that were written, refreshes among them. */
  readonly writes: ReadonlyArray<{ readonly at: number; readonly watts: number }>
  readonly readings: number
  readonly rejected: Readonly<Partial<Record<Ess.Rejection, number>>>
  readonly state: Ess.Step.State
}

/** The length of a step where nothing else was said, in milliseconds. */
export const STEP_MILLIS = 10
/** How often the controller is asked when nothing comes in, in milliseconds. */
const TICK_MILLIS = 250
const REFRESH_MILLIS = 5000
/** How long the unit obeys without a write. */
const OBEYS_MILLIS = 15_000

/** A unit as others have seen it: the loop of the guide is drawn with it. */
export const usualUnit: Unit = {
  delayMillis: 200,
  rampWattsPerSecond: 400,
  gainError: 0,
  offsetWatts: 0,
  noiseWatts: 0,
  readingError: 0,
  tellsEveryMillis: 200
}

/** The simulated unit in its usual state of repair: 3 % and 15 W off, and never quite still. */
export const worseUnit: Unit = { ...usualUnit, gainError: -0.03, offsetWatts: -15, noiseWatts: 5 }

/** A battery in the middle. */
const half = () => ({ batteryVolts: 52, stateOfCharge: 0.5 })

interface Running {
  state: Ess.Step.State
  output: Ess.Step.Output
  response: Response.State
  meter: Meter.State
  writtenAt: number
  written: number | null
  noise: number
  readings: number
}

/** Runs a loop. */
export const run = (loop: Loop): Outcome => {
  const { config, seconds, house, tells = () => true, passes = (reading) => reading, battery = half } = loop
  const unit: Unit = { ...usualUnit, ...loop.unit }
  const habits: Meter.Habits = {
    ...Meter.good,
    noiseWatts: 1,
    periodMillis: config.meterPeriodMillis,
    delayMillis: config.meterDelayMillis,
    ...loop.meter
  }
  const orderAt = loop.order ?? (() => ({ mode: config.mode }))
  const chance: Random = random(loop.seed ?? 1)
  const moments: Array<Moment> = []
  const writes: Array<{ at: number; watts: number }> = []
  const rejected: Partial<Record<Ess.Rejection, number>> = {}
  const state = Ess.initial(0)
  const now: Running = {
    state,
    output: { state, setpoint: "let-go", why: "start" },
    response: Response.make(0, 0),
    meter: Meter.make(loop.seed ?? 1, 0),
    writtenAt: -Infinity,
    written: null,
    noise: 0,
    readings: 0
  }

  const decide = (at: number, input: Pick<Ess.Step.Input, "reading" | "unit">) => {
    now.output = Ess.step(config, now.state, { now: at, ...input, ...orderAt(at) })
    now.state = now.output.state
    const { rejected: why } = now.output
    if (why !== undefined) rejected[why] = (rejected[why] ?? 0) + 1
  }
  const write = (at: number) => {
    const { setpoint } = now.output
    if (setpoint === "let-go") {
      // Like a hold that is closed: 0 once, then nothing.
      if (now.written !== null && now.written !== 0) send(at, 0)
      return
    }
    const watts = setpoint === "rest" ? 0 : setpoint
    if (watts !== now.written || at - now.writtenAt >= REFRESH_MILLIS) send(at, watts)
  }
  const send = (at: number, watts: number) => {
    now.written = watts
    now.writtenAt = at
    now.response = Response.told(now.response, unit, watts, at)
    writes.push({ at, watts })
  }

  const stepMillis = loop.stepMillis ?? STEP_MILLIS
  const see = loop.onMoment ?? ((moment: Moment) => void moments.push(moment))
  for (let at = 0; at < seconds * 1000; at += stepMillis) {
    if (at % unit.tellsEveryMillis === 0) now.noise = unit.noiseWatts * chance()
    if (at - now.writtenAt > OBEYS_MILLIS) now.response = Response.told(now.response, unit, 0, at)
    now.response = Response.advance(now.response, unit, at)
    const isObeying = now.written !== null
    const unitWatts = isObeying ? Response.wattsOf(now.response, unit) + now.noise : 0
    const gridWatts = House.gridWatts(house(at), unitWatts)
    now.meter = Meter.count(now.meter, habits, gridWatts, at + stepMillis)
    const [meter, arrived] = Meter.taken(now.meter, at)
    now.meter = meter
    const samples =
      at % unit.tellsEveryMillis === 0 && tells(at)
        ? [{ at, inputWatts: unitWatts * (1 + unit.readingError), ...battery(at, unitWatts) }]
        : []
    const readings = arrived.map((reading) => passes({ ...reading, at })).filter((each) => each !== null)
    now.readings += readings.length
    if (readings.length > 0) for (const reading of readings) decide(at, { reading, unit: samples })
    else if (samples.length > 0 || at % TICK_MILLIS === 0) decide(at, { unit: samples })
    write(at)
    see({
      at,
      gridWatts,
      unitWatts,
      setpoint: now.output.setpoint,
      phase: now.state.safety.phase,
      why: now.output.why
    })
  }
  return { moments, writes, readings: now.readings, rejected, state: now.state }
}

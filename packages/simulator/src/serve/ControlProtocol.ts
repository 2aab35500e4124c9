/**
 * Requests on a control channel, and their answers: JSON, a request on one line, its answer on one line.
 * Pure; the sockets are in `ControlChannel.ts`.
 *
 *     {"change":"load","watts":2000}    any change of `Change.ts`     {"done":"load","ms":20512.4}
 *     {"change":"unplug"}               the port is gone              {"done":"unplug","ms":...}
 *     {"change":"replug"}               and there again
 *     {"ask":"truth"}                   what is so now                a truth record without a request
 *     {"ask":"state"}                   how the simulation is doing   {"ms":...,"plugged":true,"powered":true,...}
 *     {"ask":"settings"}                the settings of all units     {"ms":...,"units":[{"address":0,"stored":{...},...}]}
 *     anything else                     changes nothing               {"error":"watts: Expected number, got ..."}
 *
 * `ms` is milliseconds since the start of the simulation, as in a truth file.
 */
import { Version } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Change from "../simulation/Change.ts"
import type * as Device from "../unit/Device.ts"
import type * as Faults from "../faults/Faults.ts"
import * as Power from "../adapter/Power.ts"
import * as Problem from "../Problem.ts"
import type * as Simulator from "../simulation/Simulator.ts"
import * as Truth from "../adapter/Truth.ts"

const Unplug = Schema.Struct({ change: Schema.Literal("unplug") })
const Replug = Schema.Struct({ change: Schema.Literal("replug") })
const Ask = Schema.Struct({ ask: Schema.Literals(["truth", "state", "settings"]) })

const AnyChange = Schema.Union([...Change.Change.members, Unplug, Replug])

/** The messages to the control channel. */
export const Request = Schema.Union([...AnyChange.members, Ask])
export type Request = typeof Request.Type

/** How a simulation is doing. */
export interface Status {
  readonly ms: number
  /** Whether the port is there. */
  readonly plugged: boolean
  /** Whether the adapter has power; it has none while the unit sleeps or the bus cable is out. */
  readonly powered: boolean
  /** How many steps of the scenario are still to come. */
  readonly stepsToCome: number
  /** How often each kind of fault has hit. */
  readonly faults: Readonly<Partial<Record<Faults.FaultRecord["kind"], number>>>
}

/** The words of all settings by id: as they are stored, and as they act. */
export interface Settings {
  readonly ms: number
  readonly units: ReadonlyArray<{ readonly address: number } & Pick<Device.State, "stored" | "active">>
}

/** The answers: done, the truth, the progress of the simulation, its settings, or a mistake. */
export type Answer =
  | { readonly done: string; readonly ms: number }
  | Omit<Truth.Truth, "request">
  | Status
  | Settings
  | { readonly error: string }

const strictly = { onExcessProperty: "error", reportInput: true } as const

const decodeChange = Schema.decodeUnknownResult(AnyChange, strictly)
const decodeAsk = Schema.decodeUnknownResult(Ask, strictly)

/** The values of the key that names a request, each with the schema of the whole. */
const kinds = {
  change: {
    known: AnyChange.members.map(({ fields }): string => fields.change.literal),
    decode: (json: unknown): Decoded => decodeChange(json)
  },
  ask: {
    known: Ask.fields.ask.literals as ReadonlyArray<string>,
    decode: (json: unknown): Decoded => decodeAsk(json)
  }
}
type Decoded = Result.Result<Request, Schema.SchemaError>

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === "object" && json !== null && !Array.isArray(json)

/** Reads a line. Fails with what was expected and what was found. */
export const parse = (line: string): Result.Result<Request, string> => {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return Result.fail(`Expected a JSON object, got ${shown(line)}`)
  }
  if (!isObject(json) || !("change" in json || "ask" in json)) {
    return Result.fail(`Expected an object with "change" or "ask", got ${shown(line)}`)
  }
  const key = "change" in json ? "change" : "ask"
  const { known, decode } = kinds[key]
  return known.some((name) => name === json[key])
    ? Result.mapError(decode(json), ({ issue }) => Problem.text(Problem.ofIssue(issue)))
    : Result.fail(`${key}: Expected one of ${known.join(", ")}, got ${shown(JSON.stringify(json[key]))}`)
}

const SHOWN_LENGTH = 80

const shown = (text: string): string => (text === "" ? "nothing" : text.slice(0, SHOWN_LENGTH))

/** The time of a state, in milliseconds since the start of the simulation. */
const millisOf = ({ now, startedAt }: Simulator.State): number => Math.round((now - startedAt) * 1000) / 1000

/** That a change was made. */
export const done = (change: string, state: Simulator.State): Answer => ({
  done: change,
  ms: millisOf(state)
})

/** The truth now, as it would stand behind an answer of the master of the system. */
export const truth = (state: Simulator.State): Answer => {
  const { request: _, ...rest } = Truth.make(
    state.system,
    { request: Version.request, frame: new Uint8Array(0) },
    { at: state.now, startedAt: state.startedAt }
  )
  return rest
}

/** The settings of all units now. No frame tells those that act. */
export const settings = (state: Simulator.State): Answer => ({
  ms: millisOf(state),
  units: state.system.devices.map(({ address, stored, active }) => ({ address, stored, active }))
})

/** How the simulation is doing now. */
export const status = (
  state: Simulator.State,
  { plugged, faults }: Pick<Status, "plugged" | "faults">
): Answer => ({
  ms: millisOf(state),
  plugged,
  powered: Power.isOn(state.system.power),
  stepsToCome: state.agenda.length,
  faults
})

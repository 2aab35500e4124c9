/**
 * The units that a session can ask, each with what was learned of it: its firmware, its infos, the RAM variables it has.
 * The facts about a unit are kept while its version is the same.
 */
import { Scale } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Errors from "../Errors.ts"
import type * as Exchange from "../link/Exchange.ts"
import type * as Infos from "../infos/Infos.ts"
import * as Firmware from "./Firmware.ts"
import { perVersion } from "./PerVersion.ts"
import type * as Retry from "../link/Retry.ts"
import * as RamReader from "./RamReader.ts"
import * as Cache from "../state/Cache.ts"
import type { Supervisor } from "./Supervisor.ts"

/** Questions that change nothing in the device. */
export type Harmless = "read" | "adapter"

/** One device on the bus, to be asked. */
export interface Unit {
  /** Its short address. */
  readonly address: number
  /** Asks something that changes nothing in the device. */
  readonly ask: Exchange.Ask<Harmless>
  /** Raw words of any number of RAM variables; those that the device does not have are missing. */
  readonly readRam: RamReader.RamReader["read"]
  /** The scale of a RAM variable, good for showing values. One that nobody can tell for sure scales nothing. */
  readonly ramScale: (id: number) => Effect.Effect<Scale.RamScale, Errors.LinkError>
  /** The infos of RAM variables and settings, and how sure they are. */
  readonly infos: Infos.Infos
  /** By how many milliseconds a reply is waited for longer than over a cable, as far as is known; 0 while there is no link. */
  readonly delayMillis: () => number
  /** Its firmware: as one answer gave it, and as two did. */
  readonly firmware: Firmware.Firmware
}

/** The same unit, asked by another schedule where a question has none of its own. Infos are proven as before. */
export const retrying = (unit: Unit, retry: Retry.Retry): Unit => ({
  ...unit,
  ask: (question, options) => unit.ask(question, { retry, ...options }),
  readRam: (ids, options) => unit.readRam(ids, { retry, ...options })
})

/** The services that units share. */
export interface Options {
  /** A link that has been initialised. */
  readonly supervisor: Supervisor
  readonly ask: Exchange.Ask
  readonly infos: Infos.SessionInfos
  readonly window: number
}

/** The units by address, each made when it is first asked for. */
export const make = ({ supervisor, ask, infos, window }: Options): ((address: number) => Unit) => {
  const identity = () => supervisor.identity()!
  const units = new Map<number, Unit>()

  const unitAt = (address: number): Unit => {
    const asking: Unit["ask"] = (question, options) => ask(question, { ...options, address })
    const firmware = Firmware.make(supervisor, address, asking)
    const reader = perVersion(
      () => `${supervisor.connection()} ${Cache.textOf(Firmware.keyOf(identity()))}`,
      () => RamReader.make(asking, window)
    )
    const unitInfos = infos.of({ address, ask: asking, firmware })
    return {
      address,
      ask: asking,
      readRam: (ids, options) => Effect.suspend(() => reader().read(ids, options)),
      ramScale: (id) =>
        Effect.map(unitInfos.ram(id), (words) =>
          words === null ? Scale.ramScale(0, 0) : Scale.ramScale(words.scaleWord, words.offsetWord)
        ),
      infos: unitInfos,
      delayMillis: () => supervisor.gate.current()?.delay.millis() ?? 0,
      firmware
    }
  }

  return (address) => {
    const unit = units.get(address) ?? unitAt(address)
    units.set(address, unit)
    return unit
  }
}

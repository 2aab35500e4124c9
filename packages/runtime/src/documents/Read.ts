/**
 * Documents about a unit, read for a program that serves them: a gateway, a page. Sends only reads. Reference: decisions.md 1.
 */
import { RamVariable } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Device from "../Device.ts"
import type { LinkError } from "../Errors.ts"
import type { Session } from "../session/Session.ts"
import * as Content from "./Content.ts"
import type { documents } from "./Documents.ts"
import * as GatherRam from "./GatherRam.ts"
import * as Json from "./Json.ts"

/** The documents that can be read like this. */
export type Noun = "settings" | "flags" | "ram" | "info" | "energy"

/** A document by what it is about. */
export type Document<N extends Noun> = (typeof documents)[N]["Type"]

/** The source of a document: the session, the device over it, and the unit; that of the session unless said otherwise. */
export interface Source {
  readonly session: Session
  readonly device: Device.Reads
  readonly unit?: Device.Unit
}

/** How often what got no answer is asked for again. */
const ROUNDS = 3

const contentOf = (
  noun: Noun,
  { session, device, unit = device }: Source
): Effect.Effect<object, LinkError> => {
  switch (noun) {
    case "settings":
      return Effect.map(Effect.orDie(unit.settings()), Content.settings)
    case "flags":
      return Effect.map(unit.flags(), (list) => Content.flags(list, list.flags))
    case "ram": {
      const ids = RamVariable.all.map(({ id }) => id)
      return Effect.map(
        GatherRam.gather({ device: unit, session, report: () => undefined }, ids, ROUNDS),
        Content.ram
      )
    }
    case "info":
      return Effect.map(device.system, Content.info)
    case "energy":
      return Effect.map(unit.energyCounters, Content.energy)
  }
}

/** Reads a document. Lists take as long as their units need, settings some 10 s; what did not come stands under `missing`. */
export const read = <const N extends Noun>(noun: N, source: Source): Effect.Effect<Document<N>, LinkError> =>
  Effect.gen(function* () {
    const content = yield* contentOf(noun, source)
    const { session, unit = source.device } = source
    const head = {
      schema: `vebus.${noun}/1`,
      port: session.url,
      address: unit.address,
      time: yield* Json.now
    }
    return Json.plain({ ...head, ...content }) as unknown as Document<N>
  })

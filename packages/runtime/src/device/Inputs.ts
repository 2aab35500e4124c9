/**
 * The AC inputs of a system. The limit that F 5 reports is that of the input that was active last; between what another
 * one can be set is not known before it has been in use, so of that there is what the unit has stored.
 * Reference: protocol.md 3.5.4; settings 6 and 49.
 */
import { Quantity } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import type { Session } from "../session/Session.ts"
import * as Absent from "./Absent.ts"
import type * as Panel from "./Panel.ts"
import * as Settings from "./Settings.ts"

/** One AC input. */
export const AcInput = Schema.Struct({
  /** 1 is AC1. */
  input: Schema.Literals([1, 2]),
  isActive: Schema.Boolean,
  /** The limit in force; `null` while another input is active. */
  inForce: Schema.NullOr(Quantity.Amperes),
  /** The limit that the unit has stored; `null` where it has no such setting or did not answer. */
  stored: Schema.NullOr(Quantity.Amperes)
})
export type AcInput = typeof AcInput.Type

/** The settings of the limits, by input. */
const limits = [
  { input: 1, setting: 6 },
  { input: 2, setting: 49 }
] as const

/** The inputs that there are, by what the panel reports: none on an inverter. */
export const read = (
  session: Session,
  panel: Panel.Panel
): Effect.Effect<ReadonlyArray<AcInput>, LinkError> =>
  Effect.forEach(limits.slice(0, panel.inputCount), ({ input, setting }) => {
    const isActive = panel.activeInput + 1 === input
    return Effect.map(storedOf(session, setting), (stored) => ({
      input,
      isActive,
      inForce: isActive ? (panel.currentLimit?.actual ?? null) : null,
      stored
    }))
  })

const storedOf = (session: Session, setting: number): Effect.Effect<Quantity.Amperes | null, LinkError> =>
  Settings.read(session, setting).pipe(
    Effect.map(({ value }) => value as Quantity.Amperes | null),
    Absent.orNullUnsupported,
    Absent.orNullUnanswered
  )

/**
 * Another controller on the bus: a GX, a Digital Multi Control or a second adapter that steers switch and limit by
 * panel frames, and goes on doing so. Reference: protocol.md 3.10, 6.6.
 */
import { type ForeignPanel, Switch, type SwitchRegister } from "@vebus/codec"

/** The command of a controller. The limit is in 0.1 A; `null` leaves it. */
export interface Command {
  readonly position: SwitchRegister.SwitchPosition
  readonly limitRaw: number | null
}

/** A controller at work. */
export interface State extends Command {
  readonly everyMillis: number
  /** When its next frame is due, in milliseconds of the simulation. */
  readonly nextAt: number
}

/** How often a controller repeats itself when nobody says otherwise. */
export const EVERY_MILLIS = 1000
/** How often it can at most. */
export const LEAST_MILLIS = 50

/** The frame of a command, as an adapter passes it on. Where the limit would stand in it is not known. */
export const frame = ({ position }: Command): ForeignPanel.Reply => ({
  _tag: "ForeignPanel",
  head: Switch.Position.encode(position),
  data: [0, 0]
})

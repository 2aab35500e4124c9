/**
 * The adapter: what it remembers between commands. All of it is volatile and returns to the default whenever the
 * adapter restarts; switch and limit live in the unit and do not. Reference: protocol.md 1.2, 3.6, 8.
 */
import { BusLines, Switch } from "@vebus/codec"
import type * as Profile from "../profile/Profile.ts"

/** The constant facts about an adapter. */
interface Hardware {
  readonly type: "MK2" | "MK3"
  readonly version: number
  readonly ledDataBytes: 2 | 3 | 4 | 6
  readonly linesAfterPowerUp: number
}

export interface State extends Hardware {
  /** The short address that winmon commands reach, `null` before A has selected one. */
  readonly address: number | null
  /** The content of the last S: position byte, limit word, flags and extended flags. */
  readonly panel: { readonly position: number; readonly limitRaw: number }
  readonly flags: number
  readonly extended: number
  /** The bus lines that an MK3 pulls. */
  readonly lines: number
  /** Until then the adapter is restarting: it hears nothing and says nothing. In milliseconds of the simulation. */
  readonly deafUntil: number
}

const ON = Switch.Position.encode("on")

/** An adapter that has just got power, or as another program has left it. */
export const make = ({ interface: adapter }: Profile.Profile): State => {
  const started = powerUp({
    type: adapter.type.value,
    version: adapter.version.value,
    ledDataBytes: adapter.ledReplyDataBytes.value,
    linesAfterPowerUp: adapter.linesAfterPowerUp.value
  })
  return adapter.longFrames?.value === true ? withWinmonMode(started, "long") : started
}

/** The adapter as it starts. */
export const powerUp = ({ type, version, ledDataBytes, linesAfterPowerUp }: Hardware): State => ({
  type,
  version,
  ledDataBytes,
  linesAfterPowerUp,
  address: null,
  panel: { position: ON, limitRaw: 0 },
  flags: 0,
  extended: Switch.Extended.shortWinmonFrames,
  lines: linesAfterPowerUp,
  deafUntil: Number.NEGATIVE_INFINITY
})

/** Forgets everything, and stays deaf until a time. */
export const restart = (adapter: State, deafUntil: number): State => ({ ...powerUp(adapter), deafUntil })

/** Leaves the winmon frames in the long or in the short mode. */
export const withWinmonMode = (adapter: State, mode: "short" | "long"): State => {
  const { shortWinmonFrames } = Switch.Extended
  return {
    ...adapter,
    extended: mode === "short" ? adapter.extended | shortWinmonFrames : adapter.extended & ~shortWinmonFrames
  }
}

/** Whether the adapter lets long winmon frames through. */
export const isLong = ({ extended }: State): boolean => (extended & Switch.Extended.shortWinmonFrames) === 0

/** Whether every frame carries the LED masks. */
export const appendsLeds = ({ flags }: State): boolean => (flags & Switch.Flags.appendLeds) !== 0

/** Whether panel frames of other controllers go to the host. */
export const forwardsPanels = ({ flags }: State): boolean => (flags & Switch.Flags.forwardPanelFrames) !== 0

/** Whether it repeats its own panel state without end, so that nobody else's lasts. */
export const repeatsPanel = ({ flags }: State): boolean => (flags & Switch.Flags.autoSendState) !== 0

/** Whether the units see a panel, when their profile sees one with the lines as they are after power-up. */
export const isPanelDetected = ({ lines, linesAfterPowerUp }: State, found: boolean): boolean =>
  lines === linesAfterPowerUp ? found : (lines & BusLines.PANEL_DETECT) !== 0

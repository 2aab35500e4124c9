/**
 * What a unit has in force that panels set, and in words: planning and executing read it the same way. Pure.
 * Reference: protocol.md 3.5.4, 3.6, 3.8.
 */
import { type AcInputConfig, BusLines, Switch, SwitchRegister } from "@vebus/codec"
import { quantity } from "./Wording.ts"
import type { PanelState } from "./WritePlan.ts"

/** What a panel asks for, in words. */
export const text = ({ position, limitRaw }: PanelState): string =>
  `${position}, ${limitRaw >= Switch.NO_LIMIT ? "no limit" : quantity(limitRaw / 10, "A")}`

/** What is in force, as an S frame would ask for it; `null` when the unit does not tell its switch position. */
export const inForce = (config: AcInputConfig.Reply): PanelState | null =>
  config.switchRegister === null
    ? null
    : { position: SwitchRegister.requested(config.switchRegister), limitRaw: config.actualLimitRaw }

/** The AC input whose limit is in force, and that a limit is set for: 1 is AC1. */
export const activeInput = (config: AcInputConfig.Reply): number => config.activeInput + 1

/** Who else steers the unit, in words, or `null`. */
export const masterOf = (config: AcInputConfig.Reply | null, heard: string | null): string | null =>
  heard ?? (config?.digitalMultiControl === true ? "a Digital Multi Control" : null)

/** The lines in words. */
export const linesText = (lines: number): string =>
  [
    `panel detect ${(lines & BusLines.PANEL_DETECT) === 0 ? "off" : "on"}`,
    `standby ${(lines & BusLines.STANDBY) === 0 ? "off" : "on"}`
  ].join(", ")

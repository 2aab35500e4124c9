/**
 * The frames relayed between adapter and bus (`21`, `38`, `3D`, `3F`, `40`), by tag. They are the same in both
 * directions.
 */
import { DirectSwitch, ForeignPanel, RawBus } from "@vebus/codec"
import { reply, request, row, type Table } from "./Row.ts"
import { data, fields, uint8 } from "./Words.ts"

const content = fields({ head: uint8, data })

/** The frames of either direction. */
export const both: Table<
  | typeof RawBus.bus21.schema.Type
  | typeof RawBus.bus38.schema.Type
  | typeof RawBus.bus3D.schema.Type
  | DirectSwitch.Request
  | ForeignPanel.Reply
> = {
  Bus21: row("Bus21", RawBus.bus21, content),
  Bus38: row("Bus38", RawBus.bus38, content),
  Bus3D: row("Bus3D", RawBus.bus3D, content),
  DirectSwitch: request("DirectSwitch", DirectSwitch, content),
  ForeignPanel: reply("ForeignPanel", ForeignPanel, content)
}

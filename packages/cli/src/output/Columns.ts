/**
 * The columns of settings and flags.
 */
import { Setting as Known } from "@vebus/codec"
import type { Device } from "@vebus/runtime"
import type * as Table from "./Table.ts"

type Setting = Device.Settings.Stored
type Flag = Device.Flags.Stored

/** Notes for somebody who would change the setting. */
const noteOfSetting = ({ locked, needsRestart, forbidden }: Setting): string =>
  [forbidden ?? [], locked === true ? "locked" : [], needsRestart === true ? "restart" : []].flat().join(", ")

/** A limit or a default: a number, or that it stands for a condition that is not used. */
const limit = ({ id }: Setting, value: number): Table.Cell =>
  value < 0 && Known.byId(id)?.negativeIsUnused === true ? Known.UNUSED : value

/** The columns of settings, wherever they are stored. */
export const settings: ReadonlyArray<Table.Column<Setting>> = [
  { head: "ID", right: true, cell: ({ id }) => id },
  { head: "NAME", cell: ({ name }) => name },
  {
    head: "VALUE",
    right: true,
    cutTo: 8,
    cell: ({ value, valueName }) => valueName ?? value,
    style: ({ value, default: usual }) => (value === usual ? null : "bold")
  },
  { head: "UNIT", cell: ({ unit }) => unit ?? "" },
  { head: "DEFAULT", right: true, cell: (setting) => limit(setting, setting.default) },
  { head: "MIN", right: true, cell: (setting) => limit(setting, setting.minimum) },
  { head: "MAX", right: true, cell: (setting) => limit(setting, setting.maximum) },
  { head: "RAW", right: true, spare: true, cell: ({ raw }) => raw.value },
  { head: "SCALE", right: true, spare: true, cell: ({ raw }) => raw.scale },
  { head: "OFFSET", right: true, spare: true, cell: ({ raw }) => raw.offset },
  { head: "NOTE", spare: true, cell: noteOfSetting },
  { head: "CONFIDENCE", spare: true, cell: ({ confidence }) => confidence },
  { head: "LABEL", cutTo: 8, cell: ({ label }) => label ?? "" }
]

const noteOfFlag = ({ promoted, forbidden }: Flag): string =>
  [forbidden ?? [], promoted ? [] : "leave alone"].flat().join(", ")

/** The columns of flags, wherever they are stored. */
export const flags: ReadonlyArray<Table.Column<Flag>> = [
  { head: "FLAG", right: true, cell: ({ flag }) => flag },
  { head: "NAME", cell: ({ name }) => name },
  {
    head: "STATE",
    cell: ({ on }) => (on ? "on" : "off"),
    style: ({ on }) => (on ? "green" : null)
  },
  { head: "SUPPORTED", spare: true, cell: ({ supported }) => supported },
  { head: "SETTING", right: true, spare: true, cell: ({ setting }) => setting },
  { head: "NOTE", spare: true, cell: noteOfFlag },
  { head: "CONFIDENCE", spare: true, cell: ({ confidence }) => confidence },
  { head: "LABEL", cutTo: 8, cell: ({ label }) => label }
]

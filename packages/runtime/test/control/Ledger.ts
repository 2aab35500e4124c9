/**
 * What a unit may hold: for each word that a host can change, the values that the outcomes told so far leave possible.
 * The truth is held against it. Pure.
 */
import { Flag } from "@vebus/codec"
import type { Outcome, WritePlan } from "@vebus/runtime"
import type { Simulator } from "@vebus/simulator"

type System = Simulator.State["system"]
type Device = System["devices"][number]

/** All that a host can change, by name: `stored 3`, `active 3`, `ram 131`, `position`, `limit`, `lines`. */
export type Cells = Readonly<Record<string, number | string>>

/** RAM variables below it are measured again and again. */
const ASSISTANTS = 128
const RESTART_NEEDED = 0x80

const named = (name: string, words: Readonly<Record<string, number>>): Cells =>
  Object.fromEntries(Object.entries(words).map(([id, word]) => [`${name} ${id}`, word]))

const assistants = ({ ram, ess, model: { profile } }: Device): Cells => {
  const words = Object.fromEntries(Object.entries(ram).filter(([id]) => Number(id) >= ASSISTANTS))
  // The set-point reads back as something else.
  return named("ram", ess === null ? words : { ...words, [profile.ess!.setpointId]: ess.setpointRaw })
}

/** The truth about all units; the words of those that are not at `address` carry theirs. */
export const cellsOf = ({ devices, panel, adapter }: System, address: number): Cells =>
  Object.assign(
    { position: panel.requested, limit: panel.limitRaw, lines: adapter.lines },
    ...devices.map((device) => {
      const of = device.address === address ? "" : `${device.address}: `
      return {
        ...named(`${of}stored`, device.stored),
        ...named(`${of}active`, device.active),
        ...(of === "" ? assistants(device) : {})
      }
    })
  ) as Cells

/** What a write changes, if it comes to pass. */
const changesOf = ({ action }: WritePlan.Write, { model }: Device): Cells => {
  switch (action._tag) {
    case "Setting": {
      const { id, to, wanted } = action
      const access = model.settingInfos.get(id)?.words.access ?? 0
      return {
        ...(to === "eeprom" ? { [`stored ${id}`]: wanted.raw } : {}),
        ...((access & RESTART_NEEDED) === 0 ? { [`active ${id}`]: wanted.raw } : {})
      }
    }
    case "Ram":
      return { [`ram ${action.id}`]: action.wanted.raw }
    case "Panel": {
      const { minLimitRaw, maxLimitRaw, acInputConfig } = model.profile.frames.config.value
      const { position, limitRaw } = action.wanted
      const limit = limitRaw >= 0x8000 ? maxLimitRaw : Math.min(Math.max(limitRaw, minLimitRaw), maxLimitRaw)
      return { position, ...((acInputConfig & 0x04) === 0 ? {} : { limit }) }
    }
    case "Lines":
      return { lines: action.wanted }
    case "Charge":
    case "Restart":
      return {}
  }
}

/** The values that are possible, and the bits of flags that may be clear or set. */
export interface Ledger {
  readonly possible: Map<string, ReadonlySet<number | string>>
  readonly flags: Map<number, { clear: number; set: number }>
}

/** Only what is there now is possible. */
export const make = (cells: Cells): Ledger => ({
  possible: new Map(Object.entries(cells).map(([cell, value]) => [cell, new Set([value])])),
  flags: new Map(
    Flag.words.map((id) => {
      const words = [cells[`stored ${id}`] ?? 0, cells[`active ${id}`] ?? 0] as [number, number]
      return [id, { clear: ~(words[0] & words[1]), set: words[0] | words[1] }]
    })
  )
})

/** Another value is possible. */
export const allow = ({ possible }: Ledger, cell: string, value: number | string): void =>
  void possible.set(cell, new Set([...(possible.get(cell) ?? []), value]))

/** Takes in what was told about a write; `undefined`: nothing, for it was never begun. */
export const note = (
  ledger: Ledger,
  write: WritePlan.Write,
  outcome: Outcome.Outcome | undefined,
  device: Device
): void => {
  const { action } = write
  if (action._tag === "Setting" && action.flags !== null) {
    const bits = ledger.flags.get(action.id)!
    for (const { flag, on } of action.flags) {
      const mask = 1 << (flag & 15)
      if (on) bits.set |= mask
      else bits.clear |= mask
      // Flag 7 is the inverse of flag 3, and is written with it.
      if (flag === 3 && on) bits.clear |= 1 << 7
      if (flag === 3 && !on) bits.set |= 1 << 7
    }
  }
  if (outcome === undefined || ["NotWritten", "NotReached", "Unchanged"].includes(outcome._tag)) return
  for (const [cell, wanted] of Object.entries(changesOf(write, device))) {
    if (outcome._tag === "Written") ledger.possible.set(cell, new Set([wanted]))
    else allow(ledger, cell, wanted)
  }
  if (action._tag !== "Setting" || device.model.combinesReplies || outcome._tag === "Written") return
  // In two steps it may have reached what was selected before: the outcome says so.
  for (const cell of ledger.possible.keys()) {
    if (/^(stored|active) /.test(cell)) allow(ledger, cell, action.wanted.raw)
  }
  for (const bits of ledger.flags.values()) {
    bits.set |= action.wanted.raw
    bits.clear |= ~action.wanted.raw
  }
}

/** What the truth holds that is not possible. */
export const contradictions = ({ possible, flags }: Ledger, cells: Cells): ReadonlyArray<string> => [
  ...Object.entries(cells).flatMap(([cell, value]) =>
    possible.get(cell)?.has(value) === true
      ? []
      : [`${cell} is ${value}, and may be ${[...(possible.get(cell) ?? [])].join(" or ")}`]
  ),
  ...[...flags].flatMap(([id, { clear, set }]) =>
    ["stored", "active"].flatMap((kind) => {
      const word = Number(cells[`${kind} ${id}`] ?? 0)
      return (word & ~set) === 0 && (~word & 0xffff & ~clear) === 0
        ? []
        : [`${kind} ${id} is ${word}: a flag that nobody asked for has changed`]
    })
  )
]

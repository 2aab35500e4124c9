/**
 * Words that go to settings, numbers and flags alike: their orders, their words for people, and what becomes of them.
 * Reference: protocol.md 4.5.7, 4.5.8, 6.4, 6.5.
 */
import { Flag, type Winmon, WriteViaId } from "@vebus/codec"
import { never, winmon } from "../../../link/Question.ts"
import type * as Order from "../../Order.ts"
import type { Writing } from "../Kind.ts"
import type { Side } from "../Side.ts"
import * as RamOnly from "./RamOnly.ts"
import * as Execution from "./Execution.ts"
import type { FlagChange, SettingChange } from "./SettingChange.ts"
import { SettingWrite } from "./SettingWrite.ts"
import * as Undo from "./Undo.ts"

/**
 * How long a device may take to refuse the selecting step of a two-step write, in milliseconds: request, turnaround and
 * reply take 100 (protocol.md 4.5.8).
 */
const REFUSAL_MILLIS = 150

const settingWritten = () => (reply: Winmon.Reply) => (reply._tag === "SettingWritten" ? reply : undefined)

const order = (request: Order.Request): Order.Order | undefined => {
  switch (request._tag) {
    case "WriteViaIdRequest": {
      const { id, flags, valueRaw } = request
      if ((flags & WriteViaId.SETTING) === 0) return undefined
      const place = (flags & WriteViaId.NO_EEPROM) === 0 ? "stored" : "RAM only"
      return winmon(`setting ${id} = ${valueRaw}, ${place} (37)`, request, settingWritten, "write")
    }
    case "SelectSettingRequest":
      return {
        _tag: "WinmonQuestion",
        effect: "write",
        name: `select setting ${request.id} (33)`,
        command: request,
        pick: () => never,
        refusalMillis: REFUSAL_MILLIS
      }
    case "WriteDataRequest":
      return winmon(`value ${request.valueRaw} (34)`, request, settingWritten, "write")
    default:
      return undefined
  }
}

/** A side of a write in words; of a word of flags those that it is about. */
const sideText = ({ flags }: SettingWrite, { raw, text }: Side): string =>
  flags === null
    ? text
    : flags
        .map(
          ({ flag }) =>
            `${Flag.byNumber(flag)?.name ?? flag} ${((raw >> (flag & 15)) & 1) === 1 ? "on" : "off"}`
        )
        .join(", ")

/** The value that acts now and the one that will act, beside the stored one. */
const effect = (action: SettingWrite): ReadonlyArray<string> => {
  const [stored, wanted] = [sideText(action, action.stored), sideText(action, action.wanted)]
  const acting = action.ramOnly === null ? null : sideText(action, action.ramOnly)
  const stays = action.to === "ram" ? stored : wanted
  return [
    `now:  ${acting === null ? `stored ${stored}, which acts unless another program changed it in RAM` : `acts ${acting} (in RAM only, from here), stored ${stored}`}`,
    `then: ${
      action.needsRestart
        ? action.to === "ram"
          ? `acts as before, stored ${stays}`
          : `acts ${wanted} after a restart, stored ${stays}`
        : `acts ${wanted}, stored ${stays}`
    }`
  ]
}

const ONLY_IN_RAM =
  "RAM only: it acts now, is lost when the unit restarts, and reading it shows the stored value. --to eeprom stores it"

/** The second half of settings and flags: words that go to settings. */
export const writing: Writing<SettingWrite, SettingChange | FlagChange> = {
  tag: "Setting",
  action: SettingWrite,
  destination: ({ to }) => (to === "ram" ? "RAM only" : "EEPROM"),
  effect,
  afterwards: ({ to }) => (to === "ram" ? ONLY_IN_RAM : null),
  order,
  pace: () => [{ name: "Setting", millis: 1000 }],
  execute: Execution.write,
  remembering: RamOnly.remembering,
  undo: Undo.changes
}

/**
 * D: what the last S left in the adapter, or the defaults after a restart. Reference: protocol.md 3.7.
 */
import { type AdapterSettings, Switch } from "@vebus/codec"
import type * as System from "../System.ts"

const X_IDS = 1

export const answer = (system: System.State): System.Outcome => {
  const { panel, flags } = system.adapter
  const reply: AdapterSettings.Reply = {
    _tag: "AdapterSettingsReply",
    position: Switch.Position.decode(panel.position),
    pot: panel.limitRaw & 0xff,
    scale: panel.limitRaw >> 8,
    xIds: X_IDS,
    flags,
    sfr: 0,
    spare: []
  }
  return [system, [reply]]
}

/**
 * S: replaces the adapter's flags, and without flag 10 moves switch and input current limit of the system.
 *
 *     position 1 to 4    moves the switch, others leave it
 *     flag 80            the limit is in 0.1 A: kept between lowest and highest, no limit demanded means the highest.
 *                        Without the flag the limit is in an old format that nobody has documented: it stays
 *     7 or 8 data bytes  set the extended flags too, 5 or 6 leave them
 *
 * Reference: protocol.md 3.6, 8.
 */
import { Switch } from "@vebus/codec"
import type * as System from "../../System.ts"

export const answer = (system: System.State, request: Switch.Request): System.Outcome => {
  const { adapter } = system
  const { position, limitRaw, flags, extended } = request
  const next: System.State = {
    ...system,
    adapter: {
      ...adapter,
      panel: { position: Switch.Position.encode(position), limitRaw },
      flags,
      extended: extended ?? adapter.extended
    },
    panel: (flags & Switch.Flags.doNotSendPanelState) !== 0 ? system.panel : moved(system, request)
  }
  return [next, [Switch.reply]]
}

const moved = (system: System.State, { position, limitRaw, flags }: Switch.Request): System.Panel => ({
  requested: requestedBy(position) ?? system.panel.requested,
  limitRaw:
    (flags & Switch.Flags.limitInAmperes) !== 0 && isChangeable(system)
      ? limited(system, limitRaw)
      : system.panel.limitRaw
})

const requestedBy = (position: Switch.Request["position"]): System.Panel["requested"] | null => {
  switch (position) {
    case "charger-only":
    case "inverter-only":
    case "on":
    case "off":
      return position
    default:
      return null
  }
}

/** Bit of the AC input configuration: a remote panel may change the limit. */
const CHANGEABLE = 0x04

const config = ({ devices: [{ model }] }: System.State) => model.profile.frames.config.value

const isChangeable = (system: System.State): boolean => (config(system).acInputConfig & CHANGEABLE) !== 0

const limited = (system: System.State, limitRaw: number): number => {
  const { minLimitRaw, maxLimitRaw } = config(system)
  return limitRaw >= Switch.NO_LIMIT ? maxLimitRaw : Math.min(Math.max(limitRaw, minLimitRaw), maxLimitRaw)
}

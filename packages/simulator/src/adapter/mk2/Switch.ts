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
import { Switch, type SwitchRegister } from "@vebus/codec"
import * as Panel from "../Panel.ts"
import type * as System from "../System.ts"

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

const moved = (
  { panel, devices }: System.State,
  { position, limitRaw, flags }: Switch.Request
): Panel.State => {
  const switched = { ...panel, requested: requestedBy(position) ?? panel.requested }
  return (flags & Switch.Flags.limitInAmperes) === 0
    ? switched
    : Panel.withLimit(switched, devices[0].model, limitRaw)
}

const requestedBy = (position: Switch.Request["position"]): SwitchRegister.SwitchPosition | null => {
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

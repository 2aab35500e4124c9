/**
 * Which targets a unit takes commands for: what the configuration allows, as far as the unit has it. Pure.
 */
import { Flag, Setting } from "@vebus/codec"
import type * as Permissions from "../commands/Permissions.ts"
import type { UnitFacts } from "../homeassistant/UnitFacts.ts"

/** The targets of a unit, by the word in their topic. */
export const targets = (
  { isHome, inputs, adapter, isFollowing }: UnitFacts,
  allow: Permissions.Permissions
): ReadonlyArray<string> => {
  const hasCharger = inputs !== 0
  return [
    ...(isHome && allow.switch ? ["mode"] : []),
    ...(isHome && allow.limit !== null && hasCharger ? ["current_limit"] : []),
    ...(allow.charge && hasCharger ? ["charge_enabled", "force_absorption", "force_float"] : []),
    ...(allow.charge && allow.equalise && hasCharger ? ["force_equalise"] : []),
    ...(isHome && allow.standby && adapter === "MK3" ? ["standby"] : []),
    ...(isHome && !isFollowing && allow.ess !== null ? ["ess_setpoint"] : []),
    ...(isHome && isFollowing && allow.essMode ? ["ess_mode"] : []),
    ...(isHome && isFollowing && allow.essTarget !== null ? ["ess_target"] : []),
    ...(isHome && allow.reset ? ["vebus_reset"] : []),
    ...allow.settings.flatMap(({ subject: { _tag, id } }) =>
      _tag === "Flag" ? (Flag.byNumber(id)?.name ?? []) : (Setting.byId(id)?.name ?? String(id))
    )
  ]
}

/**
 * The flags that every command shares that changes something. Reference: integrations.md 11, 12.5; decisions.md 9.
 */
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Connected from "../command/Connected.ts"
import * as Flags from "../command/Flags.ts"

/** How to go about a change: ask or not, send or only show. */
export const flags = {
  ...Connected.flags,
  yes: Flag.Boolean("yes").pipe(
    Flag.withAlias("y"),
    Flag.withDescription("Do not ask. Needed where vebus can ask nobody"),
    Flag.withDefault(false)
  ),
  dryRun: Flags.whether("dry-run", "Show what vebus would send, and send nothing that changes anything"),
  json: Flags.json("vebus.outcomes/1; with --dry-run vebus.plan/1")
}

export type Input = Command.Command.Config.Infer<typeof flags>

const to = Flag.Literals("to", ["ram", "eeprom"])
const places = "ram: acts now, lost at restart. eeprom: stored too, which wears it out."

/** Where settings and flags go, when a file may say so too. */
export const inPlaceOf = to.pipe(Flag.withDescription(`${places} Default: what the file says`), Flag.optional)

/** Where settings and flags go. */
export const stored = {
  to: to.pipe(Flag.withDescription(`${places} Default ram`), Flag.withDefault("ram" as const)),
  overrideBudget: Flags.whether(
    "override-budget",
    "Write to EEPROM although today's budget (20 writes for each unit) is spent"
  )
}

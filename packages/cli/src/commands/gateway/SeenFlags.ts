/**
 * The flags of the commands that see a site as a gateway would.
 */
import * as Flag from "effect/cli/Flag"
import * as Connected from "../../command/Connected.ts"

/** Which port, and what its site is called. */
export const flags = {
  ...Connected.flags,
  site: Flag.String("site").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The name of the site"),
    Flag.filter(
      (name) => /^[a-z0-9_-]{1,32}$/.test(name),
      () => "1 to 32 of a-z, 0-9, _ and -"
    ),
    Flag.withDefault("vebus")
  )
}

export interface Input extends Connected.Input {
  readonly site: string
}

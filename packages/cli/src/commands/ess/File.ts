/**
 * The flags of the commands that are about the meter of a file.
 */
import * as Flag from "effect/cli/Flag"
import * as WriteFlags from "../../change/WriteFlags.ts"
import * as Flags from "../../command/Flags.ts"

const { json: _, dryRun: __, ...flags } = WriteFlags.flags

/** The file, and its site. */
export const file = {
  ...flags,
  config: Flag.String("config").pipe(
    Flag.withAlias("c"),
    Flag.withMetavar("FILE"),
    Flag.withDescription("The meter, the limits and the schedule, in YAML")
  ),
  site: Flags.text("site", "NAME", "The site whose ess is meant, where FILE is that of a gateway")
}

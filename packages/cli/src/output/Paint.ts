/**
 * Colour for people: on a terminal that wants it, and nowhere else. `NO_COLOR`, `TERM=dumb` and `--no-color` switch it
 * off. Reference: integrations.md 11.
 */
import { styleText } from "node:util"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Plain from "./Plain.ts"

export type Style = "bold" | "dim" | "green" | "yellow" | "red"

/** Gives a text a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

/** The paint for what goes to a stream. */
export const on =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    Plain.styled(text, (plain) => styleText(style, plain, { stream }))

/** `--no-color`, for every command. `obey` is what acts on it. */
export const noColor = GlobalFlag.Setting("no-color")({
  flag: Flag.Boolean("no-color").pipe(
    Flag.withDescription("No colours, as with NO_COLOR in the environment"),
    Flag.withDefault(false)
  )
})

/** Tells everything that paints, help and errors among it, before the first of them does. */
export const obey = (words: ReadonlyArray<string>): void => {
  if (!words.includes("--no-color")) return
  process.env["NO_COLOR"] = "1"
  delete process.env["FORCE_COLOR"]
}

/**
 * A recording that the user opens or drops on the page.
 */
import type { Source } from "../Source.ts"
import type { Given } from "./Given.ts"
import * as Worked from "./Worked.ts"
import * as Workers from "./Workers.ts"

/** Opens it. Rejects where the file is none. */
export const open = async ({ file }: Given): Promise<Source> => {
  if (file === undefined) throw new Error("Choose a recording: a file that “vebus record” made.")
  return Worked.open("capture", Workers.take("capture"), { kind: "capture", file })
}

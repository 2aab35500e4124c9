/**
 * The demo: a simulated inverter in a worker of this page.
 */
import type { Source } from "../Source.ts"
import * as Worked from "./Worked.ts"
import * as Workers from "./Workers.ts"

/** Opens it. */
export const open = (): Promise<Source> => Worked.open("demo", Workers.take("demo"), { kind: "demo" })

/**
 * Writes `docs/hardware.md` (`hardware/Page.ts`). `--print` writes to stdout instead.
 */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Page from "./hardware/Page.ts"

const page = fileURLToPath(new URL("../../../docs/hardware.md", import.meta.url))

if (process.argv.includes("--print")) process.stdout.write(Page.text)
else writeFileSync(page, Page.text)

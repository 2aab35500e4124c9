/**
 * The page that the gateway serves, beside the bundle.
 */
import { readFile } from "node:fs/promises"
import { Static } from "../../packages/gateway/src/index.ts"

export const page = Static.unpack(() => readFile(new URL("../page.br", import.meta.url)))

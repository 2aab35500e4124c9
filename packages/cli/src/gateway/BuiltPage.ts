/**
 * The page that the gateway serves, where `npm run build:page` puts it. A bundle carries its own, in place of this module.
 */
import { fileURLToPath } from "node:url"
import { Static } from "@vebus/gateway"

/** The page; `null`: none was built. */
export const page = Static.read(fileURLToPath(new URL("../../../web/dist/page", import.meta.url)))

/**
 * The page that the gateway serves, inside the program.
 */
import { getRawAsset } from "node:sea"
import { Static } from "../../../packages/gateway/src/index.ts"

export const page = Static.unpack(async () => Buffer.from(getRawAsset("page.br")))

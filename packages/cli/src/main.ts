#!/usr/bin/env node
/**
 * The entry point. It does nothing but switch on Node's cache of compiled modules, so that everything behind it starts
 * faster from the second time on, and run `Vebus.ts`.
 *
 * Without a folder Node takes one that anybody may have made before, and loads code from it, whoever wrote that.
 */
import { enableCompileCache } from "node:module"
import { join } from "node:path"
import * as Places from "@vebus/runtime/places"
import * as OwnFolder from "./files/OwnFolder.ts"

const compiled = OwnFolder.make(join(Places.here().cache, "compiled"))
if (compiled !== null) enableCompileCache(compiled)
const { run } = await import("./Vebus.ts")
run()

#!/usr/bin/env node
/**
 * The entry point. It does nothing but switch on Node's cache of compiled modules, so that everything behind it starts
 * faster from the second time on, and run `Vebus.ts`.
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
const { run } = await import("./Vebus.ts")
run()

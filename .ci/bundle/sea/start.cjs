"use strict"
/**
 * The main script of the program with Node inside. The bundle is not this script but an asset, so that the code that a run
 * has compiled can be kept beside it: Node's own code cache holds what compiling makes, not the functions that a run compiles.
 */
const sea = require("node:sea")
const vm = require("node:vm")
const { dirname } = require("node:path")

const cached = () => {
  try {
    return Buffer.from(sea.getRawAsset("cli.cache"))
  } catch {
    return undefined
  }
}

// Nothing but ASCII, which V8 keeps in one byte a character.
const source = Buffer.from(sea.getRawAsset("cli.cjs")).latin1Slice()
const script = new vm.Script(source, { filename: "vebus.cjs", cachedData: cached() })
const main = { exports: {} }
script.runInThisContext()(main.exports, require, main, process.execPath, dirname(process.execPath))
main.exports.run()

// Building it: a run writes what it has compiled.
const made = process.env.VEBUS_MAKE_CACHE
if (made) process.on("exit", () => require("node:fs").writeFileSync(made, script.createCachedData()))

#!/usr/bin/env node
"use strict"
// Old syntax on purpose: every Node can read this file and say what is wrong.
var found = process.versions.node
var parts = found.split(".")
if (parts[0] < 22 || (parts[0] === "22" && parts[1] < 19)) {
  process.stderr.write("vebus: needs Node 22.19 or newer, found " + found + " at " + process.execPath + "\n")
  process.exitCode = 1
} else require("./start.cjs")

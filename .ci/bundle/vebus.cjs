#!/usr/bin/env node
"use strict"
// The first file of the package, in old syntax on purpose: every Node can read it and say what is wrong.
var found = process.versions.node
var parts = found.split(".").map(Number)
if (parts[0] < 22 || (parts[0] === 22 && parts[1] < 19)) {
  process.stderr.write("vebus: needs Node 22.19 or newer, found " + found + " at " + process.execPath + "\n")
  process.exitCode = 1
} else {
  void import("../lib/main.js")
}

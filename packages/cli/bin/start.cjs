"use strict"
// In a clone the sources run as they are. Node takes no TypeScript below node_modules: there it is what was built.
const { join, sep } = require("node:path")
const { pathToFileURL } = require("node:url")

const main = __dirname.split(sep).includes("node_modules") ? "dist/main.js" : "src/main.ts"
void import(pathToFileURL(join(__dirname, "..", main)).href)

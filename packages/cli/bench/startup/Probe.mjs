/**
 * Loaded into a process before anything else: tells at its end, on file descriptor 3, what it loaded and what it took.
 */
import { writeSync } from "node:fs"
import { registerHooks } from "node:module"

const REPORT_FD = 3
/** @type {Array<string>} */
const loaded = []

registerHooks({
  load: (url, context, next) => {
    loaded.push(url)
    return next(url, context)
  }
})

process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const told = { bytes: maxRSS * 1024, cpuMillis: (userCPUTime + systemCPUTime) / 1000, loaded }
  writeSync(REPORT_FD, JSON.stringify(told))
})

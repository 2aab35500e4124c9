"use strict"
// Loaded into a process before anything else: tells at its end, on file descriptor 3, what it took.
var fs = require("node:fs")
// The peak that the system tells with the times is at least that of the parent, from which the process was forked.
var peak = function (resources) {
  var told =
    process.platform === "linux" && /VmHWM:\s+(\d+) kB/.exec(fs.readFileSync("/proc/self/status", "utf8"))
  return 1024 * (told ? Number(told[1]) : resources.maxRSS)
}
process.on("exit", function () {
  var used = process.resourceUsage()
  var told = { bytes: peak(used), cpuMillis: (used.userCPUTime + used.systemCPUTime) / 1000 }
  fs.writeSync(3, JSON.stringify(told))
})

/**
 * NUT's own programs for tests, against a port of this machine.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { folder, running, until } from "./Program.ts"

/** The program itself: what is in the path of Debian does nothing before somebody configures it. */
export const UPSMON = "/lib/nut/upsmon"

/** Short, so that a test need not wait; a client gives up after `DEADTIME` seconds. */
export const DEADTIME = 4

const TYPES = ["ONLINE", "ONBATT", "LOWBATT", "FSD", "COMMOK", "COMMBAD", "SHUTDOWN"]

/** How long a primary waits for the others, and a secondary for the word of the primary, in seconds. */
const hostSync = (monitor: string): number => (monitor.endsWith(" primary") ? 120 : 3)

const configuration = (place: string, monitor: string) =>
  [
    `MONITOR ${monitor}`,
    "MINSUPPLIES 1",
    "RUN_AS_USER root",
    `SHUTDOWNCMD "touch ${place}/shutdown"`,
    `NOTIFYCMD ${place}/notify.sh`,
    "POLLFREQ 1",
    "POLLFREQALERT 1",
    `HOSTSYNC ${hostSync(monitor)}`,
    `DEADTIME ${DEADTIME}`,
    "FINALDELAY 0",
    `POWERDOWNFLAG ${place}/killpower`,
    ...TYPES.map((type) => `NOTIFYFLAG ${type} EXEC`)
  ].join("\n")

/** Who watches which UPS: `ups@127.0.0.1:3493 1 monuser secret secondary`. */
export const monitorOf = (port: number, user = "monuser", role = "secondary"): string =>
  `ups@127.0.0.1:${port} 1 ${user} secret ${role}`

/** An `upsmon` that watches a UPS, and shuts down a machine that is a file. */
export const upsmon = (monitor: string) =>
  Effect.gen(function* () {
    const place = yield* folder
    const heard = join(place, "heard")
    writeFileSync(join(place, "upsmon.conf"), `${configuration(place, monitor)}\n`, { mode: 0o640 })
    writeFileSync(join(place, "notify.sh"), `#!/bin/sh\necho "$NOTIFYTYPE" >> ${heard}\n`)
    chmodSync(join(place, "notify.sh"), 0o755)
    const { process, said } = yield* running(UPSMON, ["-D", "-F", "-p"], () => Promise.resolve(true), {
      NUT_CONFPATH: place,
      NUT_STATEPATH: place
    })
    /** What it was told, in order. */
    const told = (): ReadonlyArray<string> =>
      existsSync(heard) ? readFileSync(heard, "utf8").trim().split("\n") : []
    const isDown = () => existsSync(join(place, "shutdown"))
    return {
      process,
      told,
      isDown,
      said,
      hears: (type: string) =>
        until(
          () => `${type}; heard ${told().join(" ")}; it said: ${said().slice(-2000)}`,
          () => Promise.resolve(told().includes(type))
        ),
      goesDown: until(
        () => `the shutdown; heard ${told().join(" ")}; it said: ${said().slice(-2000)}`,
        () => Promise.resolve(isDown())
      )
    }
  })

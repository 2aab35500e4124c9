/**
 * The topics of a GX on Mosquitto, with its own programs as clients that know nothing of us: what they ask for, read and write.
 */
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { everything } from "../commands/Gate.ts"
import { reading, shown } from "../venus/Shown.ts"
import * as Program from "./Program.ts"

describe("the topics of a GX on Mosquitto", () => {
  it.live("are found, read, followed and written with its own programs", () =>
    Effect.gen(function* () {
      const folder = yield* Program.folder
      const port = yield* Program.freePort
      writeFileSync(
        join(folder, "broker.conf"),
        `persistence false\nuser root\nlog_dest stderr\nlistener ${port} 127.0.0.1\nallow_anonymous true\n`
      )
      yield* Program.running("mosquitto", ["-c", join(folder, "broker.conf")], (said) =>
        Promise.resolve(said.includes("running"))
      )
      const { lines, source } = yield* shown(`mqtt://127.0.0.1:${port}`, everything)
      const to = ["-h", "127.0.0.1", "-p", String(port), "-V", "mqttv5"]
      const publish = (topic: string, ...body: ReadonlyArray<string>) =>
        Effect.promise(
          () =>
            new Promise<void>((resolve, reject) => {
              spawn("mosquitto_pub", [...to, "-q", "1", "-t", topic, ...body], { stdio: "ignore" })
                .on("error", reject)
                .on("exit", () => resolve())
            })
        )
      const heard = yield* Program.running("mosquitto_sub", [...to, "-v", "-t", "N/#"], () =>
        Promise.resolve(true)
      )
      const until = (line: string) =>
        Program.until(
          () => `${line}; heard:\n${heard.said()}`,
          () => Promise.resolve(heard.said().includes(`${line}\n`))
        )
      yield* Program.until(
        () => "a client that listens",
        async () => {
          await Effect.runPromise(publish("R/vebus000001/system/0/Serial", "-n"))
          return heard.said().includes('N/vebus000001/system/0/Serial {"value":"vebus000001"}\n')
        }
      )
      yield* publish("R/vebus000001/keepalive", "-n")
      yield* Program.until(
        () => `everything; heard:\n${heard.said()}`,
        () => Promise.resolve(heard.said().includes("N/vebus000001/full_publish_completed"))
      )
      yield* until('N/vebus000001/vebus/288/Dc/0/Voltage {"value":26.5}')
      yield* source.reading("van", reading(27.25))
      yield* until('N/vebus000001/vebus/288/Dc/0/Voltage {"value":27.25}')
      yield* publish("W/vebus000001/vebus/288/Mode", "-m", '{"value":1}')
      yield* Program.until(
        () => "the write to be done",
        () => Promise.resolve(lines.some(({ phase }) => phase === "done"))
      )
      yield* publish("W/vebus000001/vebus/288/Mode", "-r", "-m", '{"value":4}')
      yield* Program.until(
        () => "the retained write to be refused",
        () => Promise.resolve(lines.some(({ error }) => error === "retained"))
      )
      assert.lengthOf(
        lines.filter(({ phase }) => phase === "asked"),
        1
      )
    })
  )
})

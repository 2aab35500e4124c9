/**
 * The gateway's MQTT with Mosquitto: all of MQTT 5 that it uses, TLS with a password, WebSocket, and a network that breaks.
 */
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer, connect as dial, type Socket } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { connectAsync, type IClientOptions, type IPublishPacket } from "mqtt"
import { everything } from "../commands/Gate.ts"
import { shown } from "../mqtt/Published.ts"
import * as Simulated from "../Simulated.ts"
import * as Program from "./Program.ts"

/** Mosquitto with listeners of these kinds; it forgets everything when it stops. */
const mosquitto = (
  folder: string,
  listeners: ReadonlyArray<readonly [port: number, lines: ReadonlyArray<string>]>
) => {
  const file = join(folder, "broker.conf")
  const lines = [
    "per_listener_settings true",
    "persistence false",
    "user root",
    "log_dest stderr",
    ...listeners.flatMap(([port, more]) => [`listener ${port} 127.0.0.1`, ...more])
  ]
  writeFileSync(file, `${lines.join("\n")}\n`)
  return Program.running("mosquitto", ["-c", file], (said) => Promise.resolve(said.includes("running")))
}

const open = ["allow_anonymous true"]

/** Mosquitto that lets everybody in; its port. */
const openBroker = Effect.gen(function* () {
  const port = yield* Program.freePort
  yield* mosquitto(yield* Program.folder, [[port, open]])
  return port
})

/** A client that keeps whole packets. */
const listener = (url: string, options: IClientOptions = {}) =>
  Effect.gen(function* () {
    const heard: Array<{ readonly topic: string; readonly text: string; readonly packet: IPublishPacket }> =
      []
    const client = yield* Effect.acquireRelease(
      Effect.promise(() => connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0, ...options })),
      (made) => Effect.promise(() => made.endAsync(true))
    )
    client.on("message", (topic, payload, packet) => heard.push({ topic, text: payload.toString(), packet }))
    yield* Effect.promise(() => client.subscribeAsync("#", { qos: 1 }))
    const until = (topic: string, matches: (text: string) => boolean = () => true, from = 0) =>
      Program.until(
        () => `${topic}; heard ${heard.map((each) => `${each.topic} ${each.text.slice(0, 60)}`).join("\n")}`,
        () =>
          Promise.resolve(
            heard.slice(from).find((each) => each.topic === topic && matches(each.text)) ?? null
          )
      )
    return { heard, until, client }
  })

/** A wire to a port that can be cut: both ends find it dead. */
const wire = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<Socket>()
      const server = createServer((near) => {
        const far = dial(port, "127.0.0.1")
        for (const [one, other] of [
          [near, far],
          [far, near]
        ] as const) {
          sockets.add(one)
          one.on("data", (bytes) => other.write(bytes))
          one.on("close", () => {
            sockets.delete(one)
            other.destroy()
          })
          one.on("error", () => other.destroy())
        }
      }).listen(0, "127.0.0.1")
      await once(server, "listening")
      const { port: own } = server.address() as { readonly port: number }
      return {
        port: own,
        cut: () => sockets.forEach((socket) => socket.destroy()),
        end: () => {
          for (const socket of sockets) socket.destroy()
          server.close()
        }
      }
    }),
    ({ end }) => Effect.sync(end)
  )

const SET = "vebus/van/0/set"
const RESULT = "vebus/van/0/result"
const CONFIG = "homeassistant/device/vebus_van_0/config"

describe("MQTT 5", () => {
  it.live(
    "a command is answered where it wants its answer, with what it is found by; results expire and say what they are",
    () =>
      Effect.gen(function* () {
        const port = yield* openBroker
        const url = `mqtt://127.0.0.1:${port}`
        const { client, until, heard } = yield* listener(url)
        yield* shown({ url, control: yield* Simulated.control, allow: everything })
        const state = yield* until("vebus/van/0/state")
        assert.strictEqual(state.packet.properties?.contentType, "application/json")
        const ask = (topic: string, text: string, properties: IPublishPacket["properties"], retain = false) =>
          Effect.promise(() =>
            client.publishAsync(topic, text, {
              qos: 1,
              retain,
              ...(properties === undefined ? {} : { properties })
            })
          )
        yield* ask(`${SET}/current_limit`, "9", {
          responseTopic: "answers/me",
          correlationData: Buffer.from("c1")
        })
        const answer = yield* until("answers/me")
        assert.strictEqual(String(answer.packet.properties?.correlationData), "c1")
        assert.include(answer.text, '"ok":true')
        const result = yield* until(RESULT)
        assert.isAtMost(result.packet.properties!.messageExpiryInterval!, 60)
        assert.isFalse(result.packet.retain)

        yield* ask("vebus/van/0/get/info", "", {
          responseTopic: "answers/info",
          correlationData: Buffer.from("c2")
        })
        assert.include((yield* until("answers/info")).text, '"vebus.mqtt.info/1"')

        yield* ask(`${SET}/current_limit`, "99", { responseTopic: "vebus/van/0/set/mode" })
        const refused = yield* until(RESULT, (text) => text.includes("out-of-bounds"))
        assert.strictEqual(refused.packet.properties?.userProperties?.["error"], "out-of-bounds")
        assert.isFalse(
          heard.some(({ topic, text }) => topic === "vebus/van/0/set/mode" && text.includes("schema")),
          "no answer goes where it would be a command"
        )
      })
  )

  it.live("a retained command is refused while it is new, and does not come at all when it is old", () =>
    Effect.gen(function* () {
      const port = yield* openBroker
      const url = `mqtt://127.0.0.1:${port}`
      const { client, until, heard } = yield* listener(url)
      yield* Effect.promise(() => client.publishAsync(`${SET}/mode`, "off", { qos: 1, retain: true }))
      const control = yield* Simulated.control
      yield* shown({ url, control, allow: everything })
      yield* until("vebus/van/0/state")
      yield* Effect.sleep("1 second")
      assert.isFalse(heard.some(({ topic }) => topic === RESULT))
      yield* Effect.promise(() => client.publishAsync(`${SET}/mode`, "off", { qos: 1, retain: true }))
      yield* until(RESULT, (text) => text.includes('"retained"'))
      const [write] = (yield* control.plan([{ _tag: "Switch", position: "on" }])).writes
      assert.isTrue(write!.unchanged)
    })
  )

  it.live("a command that expires while it waits for its turn does not act", () =>
    Effect.gen(function* () {
      const port = yield* openBroker
      const url = `mqtt://127.0.0.1:${port}`
      const { client, until } = yield* listener(url)
      yield* shown({ url, control: yield* Simulated.control, allow: everything })
      yield* until("vebus/van/0/state")
      const send = (text: string, properties = {}) =>
        Effect.promise(() => client.publishAsync(`${SET}/mode`, text, { qos: 1, properties }))
      yield* send("charger-only")
      yield* until(RESULT, (text) => text.includes('"ok":true'))
      // A switch moves at most each five seconds.
      yield* send("on", { messageExpiryInterval: 1 })
      yield* until(RESULT, (text) => text.includes('"expired"'))
    })
  )

  it.live(
    "a wire that is cut for a moment shows nowhere; one that stays cut does, after the delay of the will",
    () =>
      Effect.gen(function* () {
        const port = yield* openBroker
        const { until, heard } = yield* listener(`mqtt://127.0.0.1:${port}`)
        const between = yield* wire(port)
        yield* shown({ url: `mqtt://127.0.0.1:${between.port}` })
        yield* until("vebus/van/status", (text) => text === "online")
        yield* until(CONFIG)
        const from = heard.length
        between.cut()
        yield* until("vebus/van/status", (text) => text === "online", from)
        yield* until(CONFIG, () => true, from)
        yield* Effect.sleep("12 seconds")
        assert.isFalse(heard.some(({ topic, text }) => topic === "vebus/van/status" && text === "offline"))
        between.end()
        yield* until("vebus/van/status", (text) => text === "offline")
      })
  )
})

describe("a broker that asks who we are", () => {
  it.live("over TLS: the name, the password of a file, and only a certificate that we know", () =>
    Effect.gen(function* () {
      const folder = yield* Program.folder
      const file = (name: string) => join(folder, name)
      const openssl = (...words: ReadonlyArray<string>) => {
        const { status, stderr } = Program.run("openssl", words)
        assert.strictEqual(status, 0, stderr)
      }
      const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
      openssl(
        "req",
        "-x509",
        ...key,
        "-days",
        "30",
        "-subj",
        "/CN=test CA",
        "-keyout",
        file("ca.key"),
        "-out",
        file("ca.crt")
      )
      openssl("req", ...key, "-subj", "/CN=localhost", "-keyout", file("srv.key"), "-out", file("srv.csr"))
      writeFileSync(file("san.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
      const signing = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "30"]
      const names = ["-extfile", file("san.ext"), "-out", file("srv.crt")]
      openssl("x509", "-req", "-in", file("srv.csr"), ...signing, ...names)
      assert.strictEqual(
        Program.run("mosquitto_passwd", ["-b", "-c", file("passwd"), "vebus", "s3cret"]).status,
        0
      )
      const port = yield* Program.freePort
      yield* mosquitto(folder, [
        [
          port,
          [
            "allow_anonymous false",
            `password_file ${file("passwd")}`,
            `cafile ${file("ca.crt")}`,
            `certfile ${file("srv.crt")}`,
            `keyfile ${file("srv.key")}`
          ]
        ]
      ])
      const url = `mqtts://127.0.0.1:${port}`
      writeFileSync(file("password"), "s3cret\n")
      const { until } = yield* listener(url, {
        username: "vebus",
        password: "s3cret",
        ca: readFileSync(file("ca.crt"))
      })
      const settings = { username: "vebus", passwordFile: file("password") }
      // Nobody signed that certificate as far as this one knows.
      yield* shown({ url, settings: { ...settings, base: "stranger" } })
      yield* shown({ url, settings: { ...settings, caFile: file("ca.crt") } })
      yield* until("vebus/van/status", (text) => text === "online")
      const { heard } = yield* listener(url, {
        ...settings,
        password: "s3cret",
        ca: readFileSync(file("ca.crt"))
      })
      yield* Effect.sleep("1 second")
      assert.isFalse(heard.some(({ topic }) => topic.startsWith("stranger/")))
    })
  )

  it.live("over WebSocket", () =>
    Effect.gen(function* () {
      const folder = yield* Program.folder
      const port = yield* Program.freePort
      const plain = yield* Program.freePort
      yield* mosquitto(folder, [
        [port, ["protocol websockets", ...open]],
        [plain, open]
      ])
      yield* shown({ url: `ws://127.0.0.1:${port}` })
      const { until } = yield* listener(`mqtt://127.0.0.1:${plain}`)
      yield* until("vebus/van/status", (text) => text === "online")
    })
  )
})

/**
 * A broker in the process of the test, which can be killed and come back on its port, and a client that keeps what it hears.
 * MQTT 3.1.1: MQTT 5 is tried with a real broker, in the tests against real counterparts.
 */
import { createServer, type Server, type Socket } from "node:net"
import { Aedes } from "aedes"
import * as Effect from "effect/Effect"
import { connectAsync } from "mqtt"

/** A message that a client heard. */
export interface Heard {
  readonly topic: string
  readonly text: string
  readonly retain: boolean
}

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : 0)
    })
  })

/** A broker that runs, until the scope closes. It forgets everything when it is killed. */
export const broker = (
  options: { readonly authenticate?: (name: string | undefined, password: string) => boolean } = {}
) =>
  Effect.gen(function* () {
    let port = 0
    let running: { readonly aedes: Aedes; readonly server: Server; readonly sockets: Set<Socket> } | null =
      null
    const start = async () => {
      const aedes = await Aedes.createBroker()
      const { authenticate } = options
      if (authenticate !== undefined) {
        aedes.authenticate = (_, name, password, done) =>
          done(null, authenticate(name, password?.toString() ?? ""))
      }
      const sockets = new Set<Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
        aedes.handle(socket)
      })
      port = await listen(server, port)
      running = { aedes, server, sockets }
    }
    const kill = async () => {
      if (running === null) return
      const { aedes, server, sockets } = running
      running = null
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
    }
    yield* Effect.acquireRelease(Effect.promise(start), () => Effect.promise(kill))
    return {
      url: `mqtt://127.0.0.1:${port}`,
      kill: Effect.promise(kill),
      start: Effect.promise(start),
      /** Cuts all connections, as a cable that is pulled: nobody says goodbye. */
      cut: Effect.sync(() => running?.sockets.forEach((socket) => socket.destroy()))
    }
  })

/** A client that hears everything, until the scope closes. */
export const listener = (url: string, filter = "#") =>
  Effect.gen(function* () {
    const heard: Array<Heard> = []
    const client = yield* Effect.acquireRelease(
      Effect.promise(() => connectAsync(url, { reconnectPeriod: 0 })),
      (made) => Effect.promise(() => made.endAsync(true))
    )
    client.on("message", (topic, payload, { retain }) =>
      heard.push({ topic, text: payload.toString(), retain })
    )
    yield* Effect.promise(() => client.subscribeAsync(filter, { qos: 1 }))
    /** Waits for a message, of those heard since `from`. */
    const until = (topic: string, matches: (text: string) => boolean = () => true, from = 0) =>
      Effect.gen(function* () {
        for (let tries = 0; ; tries++) {
          const found = heard.slice(from).find((message) => message.topic === topic && matches(message.text))
          if (found !== undefined) return found
          if (tries > 30_000)
            return yield* Effect.die(
              new Error(
                `nothing on ${topic}; heard: ${heard
                  .slice(from)
                  .map((each) => `${each.topic} ${each.text.slice(0, 80)}`)
                  .join("\n")}`
              )
            )
          yield* Effect.sleep(10)
        }
      })
    const publish = (topic: string, text: string, retain = false) =>
      Effect.promise(() => client.publishAsync(topic, text, { qos: 1, retain }))
    return { heard, until, publish, client }
  })

/**
 * A gateway that tells readings when it is asked to: an hour in seconds, or one a second for as long as somebody measures.
 */
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { extname } from "node:path"
import { files } from "./Built.ts"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml"
}

const waveOf = (second: number): number => Math.round(1000 * Math.sin(second / 40))

/** The battery voltage at a second. */
const voltageOf = (second: number): number => 52 + waveOf(second) / 1000

/** A reading as it might be at a second: every figure changes. */
const reading = (second: number): object => {
  const wave = waveOf(second)
  const side = [
    {
      phase: 1,
      voltage: 230 + wave / 1000,
      current: 5,
      power: 1500 + wave,
      frequency: 50,
      currentDoubtful: false
    }
  ]
  return {
    schema: "vebus.reading/1",
    time: new Date(second * 1000).toISOString(),
    port: "sim:",
    address: 0,
    battery: {
      voltage: voltageOf(second),
      current: wave / 50,
      power: wave,
      stateOfCharge: 0.5,
      temperature: null
    },
    acInput: side,
    acOutput: side,
    acInputPower: 1500 + wave,
    acOutputPower: 1200 - wave,
    device: { state: "charge", chargeState: "bulk" },
    leds: null,
    alarms: null,
    vebusError: null,
    switch: null,
    currentLimit: { actual: 16, minimum: 4, maximum: 50 },
    activeInput: 1,
    inputs: 1,
    units: null
  }
}

/** A gateway whose readings are told by hand. */
export interface Told {
  readonly url: string
  /** Whether a page listens. */
  readonly isHeard: () => boolean
  /** Tells the reading of the next second, now; gives its battery voltage, which is another than in the seconds before. */
  readonly tell: () => number
  readonly close: () => void
}

/** Runs one. */
export const run = async (): Promise<Told> => {
  const found = await files()
  let stream: ServerResponse | null = null
  let second = 0
  const say = (event: string, data: object): void => {
    stream!.write(
      `id: ${second}\nevent: ${event}\ndata: ${JSON.stringify({ site: "van", at: Date.now(), ...data })}\n\n`
    )
  }
  const server = createServer(({ url = "/" }, response) => {
    if (url.startsWith("/api/v1/stream")) {
      stream = response.writeHead(200, { "content-type": "text/event-stream" })
      say("state", { link: "connected", fresh: true, reason: null })
    } else if (url.startsWith("/api/v1/sites")) {
      const site = {
        site: "van",
        link: "connected",
        product: "MultiPlus",
        units: [],
        readingAge: 0,
        reason: null
      }
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify({ schema: "vebus.sites/1", history: false, sites: [site] }))
    } else if (url === "/metrics") response.writeHead(200, { "content-type": "text/plain" }).end("")
    else {
      const name = url.slice(1).replace(/\?.*/, "") || "index.html"
      const body = found.get(name)
      response.writeHead(body === undefined ? 404 : 200, {
        "content-type": types[extname(name)] ?? "text/plain"
      })
      response.end(body)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?source=gateway`,
    isHeard: () => stream !== null,
    tell: () => {
      say("reading", { reading: reading(second) })
      return voltageOf(second++)
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}

/**
 * A TCP port in front of another one, which looks at each request of a program before it passes. For tests.
 */
import { type AddressInfo, connect, createServer } from "node:net"

export interface Between {
  readonly port: string
  readonly stop: () => void
}

/** Puts one in front of a port. A request comes as one piece; `null` is not passed on. */
const before = (port: string, pass: (request: Buffer) => Buffer | null): Promise<Between> => {
  const { hostname, port: number } = new URL(port)
  const server = createServer((host) => {
    const device = connect(Number(number), hostname)
    device.pipe(host)
    host.on("data", (request: Buffer) => {
      const passed = pass(request)
      if (passed !== null) device.write(passed)
    })
    host.on("close", () => device.destroy())
    for (const socket of [host, device]) socket.on("error", () => undefined)
  })
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({
        port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop: () => void server.close()
      })
    )
  )
}

/** The bytes of a request as they are written in the documentation. */
const hexOf = (request: Buffer): string =>
  request
    .toString("hex")
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, "$1 ")

/** Puts one in front of a port that is deaf to certain requests. */
export const deaf = (port: string, isHeard: (hex: string) => boolean): Promise<Between> =>
  before(port, (request) => (isHeard(hexOf(request)) ? request : null))

/** Puts one in front of a port that alters certain requests; what is altered keeps its sum. */
export const altering = (port: string, alter: (request: Buffer) => void): Promise<Between> =>
  before(port, (request) => {
    alter(request)
    return request
  })

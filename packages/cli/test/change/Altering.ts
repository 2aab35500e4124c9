/**
 * A line that alters what a program says: a TCP port in front of another one. For tests.
 */
import { type AddressInfo, connect, createServer } from "node:net"

export interface Altering {
  readonly port: string
  readonly stop: () => void
}

/** Puts one in front of a port. A request comes as one piece; what is altered keeps its sum. */
export const before = (port: string, alter: (request: Buffer) => void): Promise<Altering> => {
  const { hostname, port: number } = new URL(port)
  const server = createServer((host) => {
    const device = connect(Number(number), hostname)
    device.pipe(host)
    host.on("data", (request: Buffer) => {
      alter(request)
      device.write(request)
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

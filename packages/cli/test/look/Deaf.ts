/**
 * A line that is deaf to certain requests: a TCP port in front of another one that lets everything pass but those.
 */
import { type AddressInfo, connect, createServer } from "node:net"

export interface Deaf {
  readonly port: string
  readonly stop: () => void
}

/** Puts one in front of a port. A request comes as one piece. */
export const before = (port: string, isHeard: (hex: string) => boolean): Promise<Deaf> => {
  const { hostname, port: number } = new URL(port)
  const server = createServer((host) => {
    const device = connect(Number(number), hostname)
    device.pipe(host)
    host.on("data", (chunk: Buffer) => {
      if (
        isHeard(
          chunk
            .toString("hex")
            .toUpperCase()
            .replaceAll(/(..)(?=.)/g, "$1 ")
        )
      )
        device.write(chunk)
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

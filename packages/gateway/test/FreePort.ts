/**
 * A port for a program that has to be told one before it starts.
 */
import { createServer } from "node:net"

/**
 * The ports that are tried: below those that systems give to whoever asks for any, so that no other program gets one between
 * its being found free and its use.
 */
const PORTS = { from: 10_000, count: 20_000 } as const

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/** A port of this machine that nobody listens on. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count)
    if (await isFree(port)) return port
  }
}

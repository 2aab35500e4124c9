/**
 * Room for connections: so many are served, and one more takes the place of the one that has asked for nothing for longest.
 * Who opens connections and says nothing, or never comes to an end of what it says, keeps nobody out.
 */
import type { Server } from "node:http"
import type { Socket } from "node:net"

/** So many connections are served. */
export const MOST_CONNECTIONS = 1024

/** Keeps room at a server. */
export const keep = (server: Server, most = MOST_CONNECTIONS): void => {
  const open = new Set<Socket>()
  /** Those of which no whole question waits for its answer, in the order in which they became so. */
  const idle = new Set<Socket>()

  const drop = (socket: Socket): void => {
    open.delete(socket)
    idle.delete(socket)
  }

  server.on("connection", (socket: Socket) => {
    if (open.size >= most) {
      const [longest] = idle
      if (longest === undefined) return void socket.destroy()
      drop(longest)
      longest.destroy()
    }
    open.add(socket)
    idle.add(socket)
    socket.once("close", () => drop(socket))
  })

  server.on("request", ({ socket }, response) => {
    idle.delete(socket)
    response.once("close", () => {
      if (open.has(socket)) idle.add(socket)
    })
  })
}

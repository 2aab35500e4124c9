/**
 * The built page on a static host, under a sub-path, with the policy as a header too.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname } from "node:path"
import { policy } from "../Policy.ts"
import { files } from "./Built.ts"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml"
}

/** Where it is found. */
export const PATH = "/some/where/"

/** A host. */
export interface Hosted {
  readonly url: string
  readonly close: () => void
}

/** Serves the page on a free port of loopback. `instead` replaces files, by path: a worker with a fake put before it. */
export const host = async (instead: ReadonlyMap<string, string | Buffer> = new Map()): Promise<Hosted> => {
  const found = await files()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost")
    const name = pathname === PATH ? "index.html" : pathname.slice(PATH.length)
    const body = pathname.startsWith(PATH) ? (instead.get(name) ?? found.get(name)) : undefined
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": types[extname(name)] ?? "text/plain",
      "content-security-policy": `${policy}; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "permissions-policy": "serial=(self)"
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}

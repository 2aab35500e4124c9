/**
 * A server that takes what is sent to it, and keeps it. It answers as it is told to.
 */
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import * as Effect from "effect/Effect"

/** What was sent. */
export interface Sent {
  /** The method and the path. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Waits on the clock of the machine, while that of the test stands still. */
export const until = (what: string, isSo: () => boolean) =>
  Effect.promise(async () => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 60_000) throw new Error(`waited in vain: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })

/** A server that answers with these states one after the other, then with `usual`; `null`: it hangs up. */
export const receiver = (usual: number, said = "") =>
  Effect.gen(function* () {
    const asked: Array<Sent> = []
    const answers: Array<number | null | "never"> = []
    const made = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const bytes = Buffer.concat(chunks)
        const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes
        const status = answers.length === 0 ? usual : answers.shift()!
        asked.push({
          url: `${request.method} ${request.url}`,
          headers: request.headers,
          body: body.toString("utf8")
        })
        if (status === null) request.socket.destroy()
        else if (status !== "never") response.writeHead(status).end(status === usual ? "" : said)
      })
    }).listen(0, "127.0.0.1")
    yield* Effect.promise(() => once(made, "listening"))
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        made.closeAllConnections()
        made.close()
      })
    )
    const { port } = made.address() as { readonly port: number }
    return { asked, answers, url: `http://127.0.0.1:${port}` }
  })

/** A file with one line, until the scope closes. */
export const secret = (text: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-secret-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    ),
    (folder) => {
      const path = join(folder, "secret")
      writeFileSync(path, `${text}\n`)
      return path
    }
  )

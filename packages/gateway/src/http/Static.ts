/**
 * The page, as files that are served: read once, kept in memory, each with its headers. Nothing else of a folder is ever
 * served, so no path can lead out of it.
 *
 * The page says itself what it may do, in a `<meta>`; the gateway says that again as a header, and who may frame the page,
 * which a `<meta>` cannot say. Files whose names hold a hash of their content are kept by browsers for ever, the page itself
 * is asked for anew each time. The page has no secret in it, so nobody needs a token for it.
 *
 * Reference: web.md 7.
 */
import { readdir, readFile } from "node:fs/promises"
import { extname, join, relative, sep } from "node:path"
import { brotliDecompressSync, gzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as Accept from "../Accept.ts"

/** A page: its files by path, `assets/index-1a2b3c4d.js`. */
export type Page = ReadonlyMap<string, Uint8Array>

const INDEX = "index.html"

/** Reads the page of a folder; `null`: there is none. */
export const read = (folder: string): Effect.Effect<Page | null> =>
  Effect.promise(async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const page = new Map<string, Uint8Array>()
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      page.set(relative(folder, path).split(sep).join("/"), await readFile(path))
    }
    return page.has(INDEX) ? page : null
  })

/** A page out of one piece, as a bundle carries it: a JSON object of texts by path, a byte a character, packed by Brotli. */
export const unpack = (load: () => Promise<Uint8Array>): Effect.Effect<Page> =>
  Effect.promise(async () => {
    const texts = JSON.parse(brotliDecompressSync(await load()).toString()) as Readonly<
      Record<string, string>
    >
    return new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text, "latin1")]))
  })

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png"
}

/** The policy that a page says of itself; nothing at all where it says none. */
const policyOf = (html: string): string =>
  /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'") ??
  "default-src 'none'"

/** Tells the page that it comes from a gateway, so that it asks that one and no other is looked for. */
const hosted = (html: string): string =>
  html.replace(/(<meta name="vebus-host" content=")[^"]*"/, '$1gateway"')

/** How a browser keeps a file: for ever where its name changes with its content. */
const cacheOf = (path: string): string =>
  /-[\w-]{8}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache"

/** Below that, packing gains nothing. */
const MIN_PACKED_BYTES = 1000

const isText = (type: string): boolean => /^text\/|^image\/svg|json/.test(type)

interface Options {
  /** Origins that may frame the page, `self` for that of the gateway, as they are now. */
  readonly framedBy: () => ReadonlyArray<string>
}

/** The response with a file. */
const answer = (path: string, content: Uint8Array, { framedBy }: Options) => {
  const type = types[extname(path)] ?? "application/octet-stream"
  const html = path === INDEX ? hosted(new TextDecoder().decode(content)) : null
  const body = html === null ? content : new TextEncoder().encode(html)
  const mayBePacked = isText(type) && body.length >= MIN_PACKED_BYTES
  let packed: Uint8Array | null = null
  const headers = {
    "cache-control": cacheOf(path),
    ...(mayBePacked ? { vary: "accept-encoding" } : {})
  }
  const ofPage = (): Record<string, string> => {
    if (html === null) return {}
    const framers = framedBy().map((origin) => (origin === "self" ? "'self'" : origin))
    return {
      "content-security-policy": `${policyOf(html)}; frame-ancestors ${framers.length === 0 ? "'none'" : framers.join(" ")}`,
      "permissions-policy": "serial=(self)"
    }
  }
  return Effect.map(HttpServerRequest.HttpServerRequest, ({ headers: asked }) => {
    const isPacked = mayBePacked && Accept.isWanted(asked["accept-encoding"], "gzip")
    return HttpServerResponse.uint8Array(isPacked ? (packed ??= gzipSync(body)) : body, {
      contentType: type,
      headers: { ...headers, ...ofPage(), ...(isPacked ? { "content-encoding": "gzip" } : {}) }
    })
  })
}

/** The answer at `/` where there is no page. */
const none = HttpRouter.add(
  "GET",
  "/",
  HttpServerResponse.text(
    "VE.Bus gateway without its page: it was started from sources in which none was built (npm run build:page). Sites: /api/v1/sites. The API: /openapi.json. Metrics: /metrics. Not affiliated with Victron Energy.\n"
  )
)

/** The routes of a page; `null`: there is none, which is said at `/`. */
export const layer = (page: Page | null, options: Options) =>
  page === null
    ? none
    : HttpRouter.addAll(
        [...page].map(([path, content]) =>
          HttpRouter.route("GET", path === INDEX ? "/" : `/${path}`, answer(path, content, options))
        )
      )

/**
 * The page at `/`: its files and nothing else, with the headers that hold a page together.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Static from "../../src/http/Static.ts"
import { ask, authorized, layer } from "./Served.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const script = `export const lines = "${"x".repeat(4000)}"`
const html = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'"><meta name="vebus-host" content="static" /><script type="module" src="./assets/index-1a2B_c-d.js"></script>`
const page: Static.Page = new Map([
  ["index.html", bytes(html)],
  ["assets/index-1a2B_c-d.js", bytes(script)],
  ["icon.svg", bytes("<svg/>")]
])

describe("the page", () => {
  it.live("is asked for anew each time, says what it may do, and that a gateway serves it", () =>
    Effect.gen(function* () {
      const { status, headers, text } = yield* ask("/")
      assert.strictEqual(status, 200)
      assert.strictEqual(text, html.replace('content="static"', 'content="gateway"'))
      assert.deepStrictEqual(
        [
          "content-type",
          "cache-control",
          "content-security-policy",
          "permissions-policy",
          "x-content-type-options",
          "referrer-policy",
          "cross-origin-resource-policy"
        ].map((name) => headers.get(name)),
        [
          "text/html; charset=utf-8",
          "no-cache",
          "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
          "serial=(self)",
          "nosniff",
          "no-referrer",
          "same-origin"
        ]
      )
    }).pipe(Effect.provide(layer({ page })))
  )

  it.live("has files that are kept for ever where their names hold a hash, packed for who takes that", () =>
    Effect.gen(function* () {
      const path = "/assets/index-1a2B_c-d.js"
      const packed = yield* ask(path)
      assert.strictEqual(packed.text, script)
      assert.deepStrictEqual(
        ["content-type", "cache-control", "content-encoding", "vary"].map((name) => packed.headers.get(name)),
        ["text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "gzip", "accept-encoding"]
      )
      const plain = yield* ask(path, { headers: { "accept-encoding": "identity" } })
      assert.strictEqual(plain.text, script)
      assert.isNull(plain.headers.get("content-encoding"))
      const icon = yield* ask("/icon.svg")
      assert.deepStrictEqual(
        [icon.text, icon.headers.get("content-type"), icon.headers.get("cache-control")],
        ["<svg/>", "image/svg+xml", "no-cache"]
      )
    }).pipe(Effect.provide(layer({ page })))
  )

  it.live("needs no token, since nothing secret is in it; what it then asks does", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask("/")).status, 200)
      assert.strictEqual((yield* ask("/api/v1/sites")).status, 401)
      assert.strictEqual((yield* ask("/api/v1/sites", authorized)).status, 200)
    }).pipe(Effect.provide(layer({ page, openReads: false })))
  )

  it.live("leads to no other file, and answers of the API are kept nowhere", () =>
    Effect.gen(function* () {
      for (const path of [
        "/index.html",
        "/assets/",
        "/../package.json",
        "/%2e%2e/package.json",
        "/assets/%2e%2e%2ficon.svg"
      ])
        assert.strictEqual((yield* ask(path)).status, 404, path)
      assert.strictEqual((yield* ask("/api/v1/sites")).headers.get("cache-control"), "no-store")
    }).pipe(Effect.provide(layer({ page })))
  )

  it.live("may be framed by whom the configuration names", () =>
    Effect.gen(function* () {
      const { headers } = yield* ask("/")
      assert.match(
        headers.get("content-security-policy") ?? "",
        /; frame-ancestors 'self' https:\/\/home\.local:8123$/
      )
    }).pipe(Effect.provide(layer({ page, framedBy: ["self", "https://home.local:8123"] })))
  )

  it.live("is said to be missing where there is none", () =>
    Effect.gen(function* () {
      const { status, text } = yield* ask("/")
      assert.strictEqual(status, 200)
      assert.match(text, /without its page.*npm run build:page/)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is a folder with an index.html, with all that lies in it", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "vebus-page-"))
      mkdirSync(join(folder, "assets"))
      writeFileSync(join(folder, "assets/a.js"), "1")
      assert.isNull(yield* Static.read(folder))
      assert.isNull(yield* Static.read(join(folder, "none")))
      writeFileSync(join(folder, "index.html"), "<p>")
      assert.sameMembers([...(yield* Static.read(folder))!.keys()], ["assets/a.js", "index.html"])
      rmSync(folder, { recursive: true })
    })
  )
})

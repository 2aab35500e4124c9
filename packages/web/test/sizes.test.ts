/**
 * What the page costs to load, and what is in it: sizes packed by gzip, no Effect where a gateway is the source, nothing of
 * Node, no script or style in the page itself.
 */
import { gzipSync } from "node:zlib"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { files } from "./Built.ts"

/** In kilobytes of 1,000 bytes, packed. */
const MOST = { script: 25, style: 6 } as const

/**
 * The same for the workers: what is there before a port is opened, or a demo begins. What is done over a link comes in a file of
 * its own meanwhile.
 */
const WORKERS = { serial: 70, steering: 72, capture: 74, demo: 105 } as const

const packedKilobytes = (content: Buffer): number => gzipSync(content, { level: 9 }).length / 1000

describe("the built page", () => {
  let found: ReadonlyMap<string, Buffer>
  beforeAll(async () => {
    found = await files()
  })
  const named = (pattern: RegExp): ReadonlyArray<readonly [string, Buffer]> =>
    [...found].filter(([path]) => pattern.test(path))
  /** Scripts with all that they import at once, by path. */
  const withImports = (paths: ReadonlyArray<string>): ReadonlySet<string> => {
    const all = new Set<string>()
    const add = (path: string): void => {
      if (all.has(path)) return
      all.add(path)
      const text = found.get(path)!.toString()
      for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
        add(`assets/${name}`)
    }
    paths.forEach(add)
    return all
  }
  /** The scripts that a page of a gateway loads before it shows values. */
  const scripts = () => {
    const paths = named(/^assets\/(?:index|Gateway)-[\w-]+\.js$/).map(([path]) => path)
    assert.lengthOf(paths, 2)
    return [...withImports(paths)].map((path) => [path, found.get(path)!] as const)
  }

  it(`loads at most ${MOST.script} kB of script to show the values of a gateway`, () => {
    assert.isAtMost(
      scripts().reduce((sum, [, content]) => sum + packedKilobytes(content), 0),
      MOST.script
    )
  })

  for (const [name, most] of Object.entries(WORKERS)) {
    it(`starts the worker "${name}" with at most ${most} kB`, () => {
      const paths = named(new RegExp(`^assets/${name}\\.worker-[\\w-]+\\.js$`)).map(([path]) => path)
      assert.lengthOf(paths, 1)
      const size = [...withImports(paths)].reduce((sum, path) => sum + packedKilobytes(found.get(path)!), 0)
      console.log(`${name}: ${size.toFixed(1)} kB`)
      assert.isAtMost(size, most)
    })
  }

  it("has no code that writes in the worker that only reads", () => {
    const paths = named(/^assets\/serial\.worker-/).map(([path]) => path)
    const reads = [...found].filter(
      ([path]) =>
        path.startsWith("assets/Reads-") && found.get(paths[0]!)!.includes(path.slice("assets/".length))
    )
    assert.lengthOf(reads, 1)
    // A word that each execution of a plan has, and nothing else.
    for (const [path, content] of [[paths[0]!, found.get(paths[0]!)!] as const, ...reads])
      assert.notInclude(content.toString(), "NotReached", path)
    const steering = named(/^assets\/Control-/)
    assert.isTrue(steering.some(([, content]) => content.includes("NotReached")))
  })

  it(`has one style of at most ${MOST.style} kB`, () => {
    const styles = named(/\.css$/)
    assert.lengthOf(styles, 1)
    assert.isAtMost(packedKilobytes(styles[0]![1]), MOST.style)
  })

  it("brings no Effect and no codec for a gateway, and asks nowhere for a module of Node", () => {
    for (const [path, content] of scripts()) {
      const text = content.toString()
      assert.notMatch(text, /~effect\/|effect\/Effect|effect\/Schema|runFork/, path)
    }
    for (const [path, content] of named(/\.js$/))
      assert.notMatch(content.toString(), /(?:from|import|require\()\s*["'`]node:/, path)
  })

  it("has nothing in the page itself but addresses relative to it, under its policy", () => {
    const html = found.get("index.html")!.toString()
    assert.match(
      html,
      /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39;;/
    )
    assert.notMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
    for (const [, address] of html.matchAll(/\s(?:src|href)="([^"]*)"/g)) assert.match(address!, /^\.\//)
  })

  it("names no other host, but as text of licences and namespaces", () => {
    for (const [path, content] of found) {
      const hosts = [...content.toString().matchAll(/\bhttps?:\/\/([\w.-]+)/g)].map(([, host]) => host)
      assert.deepStrictEqual(
        hosts.filter((host) => host !== "www.w3.org" && !host!.startsWith("localhost")),
        [],
        path
      )
    }
  })
})

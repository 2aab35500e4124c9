/**
 * `vebus fleet` on a broker: what it shows of gateways that are well, old, gone, or not gateways at all; and its errors.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Effect from "effect/Effect"
import { broker, listener } from "../../gateway/test/mqtt/Broker.ts"
import { shown } from "../../gateway/test/mqtt/Published.ts"
import * as Folder from "./Folder.ts"
import { type Options, run, start } from "./InProcess.ts"
import * as Process from "./Process.ts"

const folder = Folder.temporary("fleet")

const fleet = (words: ReadonlyArray<string>, options?: Options) =>
  Effect.promise(() => run(["fleet", ...words], options))

/** A command that is gone in the end. */
const watching = (words: ReadonlyArray<string>, options?: Options) =>
  Effect.acquireRelease(
    Effect.sync(() => start(["fleet", ...words], options)),
    (running) => Effect.promise(() => running.stop())
  )

const schemaOf = (name: string) =>
  new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(new URL(`../../../docs/schemas/${name}.json`, import.meta.url), "utf8")) as object
  )

/** Hours ago, so that nothing of it can be of now. */
const old = JSON.stringify({
  ts: "2026-01-01T00:00:00Z",
  fresh: true,
  battery: { voltage: 51.25, power: 1, stateOfCharge: 0.5 },
  acInputPower: 77,
  acOutputPower: 77,
  device: { state: "charge" }
})

/** A gateway that shows the same figures again and again, until it is told others. */
const gateway = (urls: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { show } = yield* shown({ url: urls })
    let volts = 26.5
    yield* Effect.forkScoped(
      Effect.forever(
        Effect.andThen(
          Effect.sleep(200),
          Effect.suspend(() => show(volts))
        )
      )
    )
    return { show: (next: number) => Effect.sync(() => (volts = next)) }
  })

/** A broker with one gateway that runs, and what three others left behind. */
const many = Effect.gen(function* () {
  const { url } = yield* broker()
  const { publish } = yield* listener(url)
  yield* publish("vebus/boat/status", "offline", true)
  yield* publish("vebus/boat/0/state", old, true)
  yield* publish("vebus/attic/status", "online", true)
  yield* publish("vebus/attic/0/state", old, true)
  yield* publish("vebus/shed/0/state", old, true)
  const { show } = yield* gateway([url])
  const { until } = yield* listener(url)
  yield* until("vebus/van/0/info")
  return { url, publish, show }
})

describe("a fleet", () => {
  it.live("is a table by name, in which what is old or gone is in capitals and has no figures", () =>
    Effect.gen(function* () {
      const { url } = yield* many
      const { code, stdout, stderr } = yield* fleet(["--broker", url, "--once"])
      assert.deepStrictEqual([code, stderr], [0, ""])
      const lines = stdout.trimEnd().split("\n")
      assert.include(lines[0], `4 sites, 1 ok, 1 NO DATA, 1 LOST, 1 UNKNOWN; ${url}`)
      assert.deepStrictEqual(
        lines.slice(2).map((line) => line.split(/ {2,}/).slice(0, 2)),
        [
          ["attic", "NO DATA"],
          ["boat", "LOST"],
          ["shed", "UNKNOWN"],
          ["van", "ok"]
        ]
      )
      assert.include(lines.at(-1), "26.5")
      assert.notMatch(stdout, /51\.25|\b77\b/)
      assert.match(lines[3]!, /boat +LOST +\d+d .*the gateway is gone/)
    })
  )

  it.live("is one document for programs, and a line for each site, as their schemas say", () =>
    Effect.gen(function* () {
      const { url } = yield* many
      const { code, stdout } = yield* fleet(["--broker", url, "--json"])
      assert.strictEqual(code, 0)
      const document = JSON.parse(stdout) as Record<string, unknown> & {
        sites: ReadonlyArray<Record<string, unknown>>
      }
      const isDocument = schemaOf("vebus.fleet-1")
      assert.isTrue(isDocument(document), JSON.stringify(isDocument.errors))
      assert.deepInclude(document, { schema: "vebus.fleet/1", broker: url, refused: 0 })
      assert.deepStrictEqual(
        document.sites.map(({ site, verdict, batteryVoltage }) => [site, verdict, batteryVoltage]),
        [
          ["attic", "stale", null],
          ["boat", "lost", null],
          ["shed", "unknown", null],
          ["van", "ok", 26.5]
        ]
      )
      const once = yield* fleet(["--broker", url, "--once", "--jsonl"])
      const isLine = schemaOf("vebus.fleet.site-1")
      const sites = once.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { site: string })
      for (const site of sites) assert.isTrue(isLine(site), JSON.stringify(isLine.errors))
      assert.deepStrictEqual(
        sites.map(({ site }) => site),
        ["attic", "boat", "shed", "van"]
      )
    })
  )

  it.live("goes on: a line when a site has new figures, and when its gateway is gone; Ctrl-C ends it", () =>
    Effect.gen(function* () {
      const { url, publish, show } = yield* many
      const running = yield* watching(["--broker", url, "--jsonl"])
      yield* Effect.promise(() => running.line(/"site":"van","verdict":"ok"/))
      yield* show(25.75)
      yield* Effect.promise(() => running.line(/"site":"van".*"batteryVoltage":25\.75/))
      yield* publish("vebus/attic/status", "offline", true)
      yield* Effect.promise(() => running.line(/"site":"attic","verdict":"lost"/))
      const { code } = yield* Effect.promise(() => running.stop())
      assert.strictEqual(code, 130)
    })
  )

  it.live("goes on with the next broker of the list, and says so", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* broker(), yield* broker()]
      yield* gateway([first.url, second.url])
      const running = yield* watching(["--broker", first.url, "--broker", second.url], {
        terminal: { columns: 100, rows: 24 }
      })
      yield* Effect.promise(() => running.line(new RegExp(`1 site, 1 ok; ${first.url}`)))
      yield* first.kill
      yield* Effect.promise(() => running.line(new RegExp(`1 site, 1 ok; ${second.url}`)))
      yield* second.kill
      yield* Effect.promise(() => running.line(/NO BROKER: what stands here is old/))
    })
  )

  it.live("fits its terminal, and says how many sites there is no room for", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { publish } = yield* listener(url)
      for (let index = 0; index < 20; index++) yield* publish(`vebus/site-${index}/status`, "offline", true)
      const running = yield* watching(["--broker", url], { terminal: { columns: 60, rows: 12 } })
      yield* Effect.promise(() => running.line(/^and 12 more/))
      const { stdout } = yield* Effect.promise(() => running.stop())
      for (const line of stdout.split("\n").filter((each) => each.startsWith("site-")))
        assert.isAtMost(line.length, 60, line)
    })
  )

  it.live("that is empty says where it looked", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { code, stdout } = yield* fleet(["--broker", url, "--once", "--base", "home/vebus"])
      assert.strictEqual(code, 0)
      assert.include(stdout, `0 sites; ${url}\nno gateway publishes under home/vebus/\n`)
    })
  )
})

describe("the guide to fleets", () => {
  it.live("has commands that run, and shows the table that comes out", () =>
    Effect.gen(function* () {
      const page = readFileSync(new URL("../../../docs/guides/fleet.md", import.meta.url), "utf8")
      const shells = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
      const commands = shells.flatMap((text) =>
        [...text.matchAll(/^\$ vebus fleet (.*)$/gm)].map(([, words]) => words!)
      )
      assert.strictEqual(commands.length, 4)
      const password = join(folder, "guide")
      writeFileSync(password, "right\n")
      const { url } = yield* many
      const words = (command: string) =>
        command
          .replaceAll(/mqtts:\/\/\S+/g, url)
          .replace("--password-file password", `--password-file ${password}`)
          .split(" ")
      for (const command of commands.slice(1)) {
        const { code, stdout } = yield* fleet([...new Set([...words(command), "--once"])])
        assert.strictEqual(code, 0, command)
        assert.include(stdout, "van")
      }
      const [, ...shown_] = shells[0]!.trimEnd().split("\n")
      const { stdout } = yield* fleet([...words(commands[0]!), "--once"])
      const cells = (lines: ReadonlyArray<string>) =>
        lines.map((line) => line.trim().split(/ {2,}/)).map((row) => [...row.slice(0, 2), ...row.slice(4)])
      const table = stdout.trimEnd().split("\n")
      assert.strictEqual(table[0]!.split(";")[0], shown_[0]!.split(";")[0])
      assert.deepStrictEqual(table[1]!.split(/ +/), shown_[1]!.split(/ +/))
      // Ages and states are those of another day; the attic of this test tells no reason.
      const without = (lines: ReadonlyArray<string>) =>
        cells(lines.slice(2)).map((row) => (row[0] === "attic" ? row.slice(0, 2) : row))
      assert.deepStrictEqual(without(table), without(shown_))
    })
  )
})

describe("what others publish under our topics", () => {
  it.live("never reaches the terminal as it is, and what makes no sense is counted", () =>
    Effect.gen(function* () {
      const { url, publish } = yield* many
      const evil = "\u001B[2J\u001B]0;owned\u0007\u202Eevil"
      yield* publish("vebus/van/0/info", JSON.stringify({ product: evil, carriesSystem: true }), true)
      yield* publish("vebus/attic/bridge", JSON.stringify({ reason: `gone\n${evil}` }), true)
      yield* publish("vebus/attic/0/state", "{", true)
      yield* publish("vebus/shed/bridge", `{"reason":"${"x".repeat(200_000)}"}`, true)
      yield* publish("vebus/\u001B[31m/status", "online", true)
      const { code, stdout } = yield* fleet(["--broker", url, "--once"])
      assert.strictEqual(code, 0)
      // oxlint-disable-next-line no-control-regex -- these are what it is about.
      assert.notMatch(stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/)
      assert.include(stdout, "\\u001B[2J")
      assert.include(stdout, "; 3 messages made no sense and were passed over")
      assert.strictEqual(stdout.trimEnd().split("\n").length, 6)
      const lines = yield* fleet(["--broker", url, "--jsonl", "--once"])
      for (const line of lines.stdout.trimEnd().split("\n")) JSON.parse(line)
      // oxlint-disable-next-line no-control-regex -- as above.
      assert.notMatch(lines.stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/)
    })
  )
})

describe("one clear error", () => {
  const password = join(folder, "password")
  writeFileSync(password, "wrong\n")

  it.live("where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* broker()
      yield* gone.kill
      const { code, stdout, stderr } = yield* fleet(["--broker", gone.url, "--once"])
      assert.deepStrictEqual([code, stdout], [3, ""])
      assert.match(stderr, /^vebus: no connection to a broker: mqtt:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/)
      assert.match(stderr, /mqtt\.url/)
      assert.strictEqual(stderr.trimEnd().split("\n").length, 1)
    })
  )

  it.live("where the broker wants a name, or another password", () =>
    Effect.gen(function* () {
      const { url } = yield* broker({ authenticate: (name, text) => name === "me" && text === "right" })
      const nameless = yield* fleet(["--broker", url, "--json"])
      assert.deepStrictEqual([nameless.code, nameless.stdout], [3, ""])
      assert.match(nameless.stderr, /authori[sz]ed.*--username NAME --password-file FILE/)
      assert.include(nameless.stderr, '"reason":"not-authorized"')
      const wrong = yield* fleet(["--broker", url, "--username", "me", "--password-file", password])
      assert.strictEqual(wrong.code, 3)
      assert.match(wrong.stderr, /no such name with this password/)
      writeFileSync(password, "right\n")
      const right = yield* fleet(["--broker", url, "--username", "me", "--password-file", password, "--once"])
      assert.strictEqual(right.code, 0, right.stderr)
    })
  )

  it.live("where the port is one of something else", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.promise(
          () =>
            new Promise<ReturnType<typeof createServer>>((resolve) => {
              const made = createServer((socket) => {
                socket.on("error", () => undefined)
                socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")
              }).listen(0, "127.0.0.1", () => resolve(made))
            })
        ),
        (made) => Effect.sync(() => made.close())
      )
      const { port } = server.address() as { readonly port: number }
      const { code, stdout, stderr } = yield* fleet(["--broker", `mqtt://127.0.0.1:${port}`, "--once"])
      assert.deepStrictEqual([code, stdout], [3, ""])
      assert.match(stderr, new RegExp(`no connection to a broker: mqtt://127\\.0\\.0\\.1:${port}: `))
    })
  )

  it.live("where a file is not there, or words are wrong", () =>
    Effect.gen(function* () {
      const missing = yield* fleet([
        "--broker",
        "mqtt://127.0.0.1:1",
        "--password-file",
        join(folder, "none")
      ])
      assert.strictEqual(missing.code, 3)
      assert.match(missing.stderr, /cannot read .*none/)
      for (const [words, message] of [
        [[], /--broker/],
        [["--broker", "http://x"], /the URL of a broker like mqtt:/],
        [["--broker", "mqtt://me:secret@x"], /without name and password/],
        [["--broker", "mqtt://x", "--base", "a/#"], /the beginning of topics/],
        [["--broker", "mqtt://x", "--json", "--jsonl"], /exclude each other/]
      ] as const) {
        const { code, stderr } = yield* fleet(words)
        assert.strictEqual(code, 2, words.join(" "))
        assert.match(stderr, message)
      }
    })
  )
})

describe("as a process", () => {
  /** One that is gone in the end. */
  const process_ = (words: ReadonlyArray<string>) =>
    Effect.acquireRelease(
      Effect.sync(() => Process.start(words)),
      ({ child, ended }) =>
        Effect.promise(async () => {
          child.kill("SIGKILL")
          await ended
        })
    )

  it.live("watches, ends on SIGINT, and without a word when its reader is gone", () =>
    Effect.gen(function* () {
      const { url } = yield* many
      const running = yield* process_(["fleet", "--broker", url, "--jsonl"])
      yield* Effect.promise(() => running.line(/"site":"van","verdict":"ok"/))
      const ended = yield* Effect.promise(() => Process.stop(running))
      assert.deepStrictEqual([ended.code, ended.stderr], [130, ""])

      const piped = yield* process_(["fleet", "--broker", url, "--jsonl"])
      yield* Effect.promise(() => piped.line(/"site":"van"/))
      piped.child.stdout?.destroy()
      const { code, stderr } = yield* Effect.promise(() => piped.ended)
      assert.deepStrictEqual([code, stderr], [0, ""])
    })
  )
})

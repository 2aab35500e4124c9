/**
 * The live view as a process on a real terminal: what it writes, and that it leaves the terminal as it was.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Pty from "./Pty.ts"
import * as Terminal from "./Terminal.ts"

const ENTER = "\u001B[?1049h\u001B[?25l"
const LEAVE = "\u001B[?25h\u001B[?1049l"
const BEGIN = "\u001B[?2026h"
const END = "\u001B[?2026l"

const isLive = (written: string): boolean => /\d V .* \d+ W/.test(written)

/** What a terminal shows after all this. */
const shown = (written: string, columns = 80, rows = 24): Terminal.Terminal => {
  const terminal = Terminal.make(columns, rows)
  terminal.write(written)
  return terminal
}

/** What a user finds after the program: the normal screen with the last picture on it, and a cursor. */
const assertLeft = (written: string): void => {
  const terminal = shown(written)
  assert.isFalse(terminal.isAlternate())
  assert.isTrue(terminal.isCursorShown())
  assert.match(terminal.lines().join("\n"), /^sim:.*\d{4}-\d\d-\d\dT[\s\S]*Battery[\s\S]*AC out/)
}

describe.concurrent("a monitor on a terminal", () => {
  for (const [name, key, code] of [
    ["q", "q", 0],
    ["Ctrl-C", "\u0003", 130]
  ] as const) {
    it(`ends with ${name}, leaves the terminal as it was and the last picture on it`, async () => {
      const monitor = Pty.start(["monitor", "--port", "sim:"])
      await monitor.until(isLive)
      const live = shown(monitor.written())
      assert.isTrue(live.isAlternate())
      assert.isFalse(live.isCursorShown())
      assert.match(live.lines()[0]!, /^sim:multiplus-ii-48-3000-230v +connected since .* s old$/)
      monitor.process.write(key)
      assert.strictEqual(await monitor.ended, code)
      assertLeft(monitor.written())
    })
  }

  it("leaves the terminal as it was when it is told to stop", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"])
    await monitor.until(isLive)
    process.kill(monitor.process.pid, "SIGTERM")
    assert.strictEqual(await monitor.ended, 143)
    assertLeft(monitor.written())
  })

  it("writes only lines that changed, an update at a time, and never clears", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"])
    await monitor.until((written) => isLive(written) && written.split(END).length > 12)
    monitor.process.write("q")
    await monitor.ended
    const live = monitor.written().split(LEAVE)[0]!
    assert.isTrue(live.startsWith(ENTER + BEGIN))
    assert.notMatch(Terminal.visible(live), /␛\[\d*J|\n/)
    const terminal = Terminal.make(80, 24)
    const [first, ...updates] = live.slice(ENTER.length).split(END).slice(0, -1)
    terminal.write(first!)
    for (const update of updates) {
      assert.isTrue(update.startsWith(BEGIN), JSON.stringify(update))
      const rows = Terminal.visible(update)
        .split(/␛\[(\d+);1H/)
        .slice(1)
      assert.isBelow(rows.length / 2, 24)
      terminal.write(update)
    }
  })

  it("ends by itself after --count readings", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:", "--count", "2"])
    assert.strictEqual(await monitor.ended, 0)
    assertLeft(monitor.written())
  })

  it("follows the size of its terminal", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"], { columns: 160, rows: 50 })
    await monitor.until(isLive)
    const before = monitor.written().length
    monitor.process.resize(40, 20)
    await monitor.until((written) =>
      /␛\[20;1H[\s\S]*␛\[\?2026l/.test(Terminal.visible(written.slice(before)))
    )
    const all = monitor.written()
    const narrow = shown(all.slice(all.indexOf(BEGIN, before)).split("\u001B[?1049l")[0]!, 40, 20)
    assert.match(narrow.lines()[2]!, /^(AC in|$)/)
    monitor.process.write("q")
    assert.strictEqual(await monitor.ended, 0)
  })

  it("stops with Ctrl-Z on a normal screen, and goes on with the shell's fg", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"], { isUnderShell: true })
    await monitor.until(isLive)
    monitor.process.write("\u001A")
    await monitor.until((written) => /stopped with \d+/.test(written))
    const stopped = monitor.written()
    assert.isFalse(shown(stopped).isAlternate())
    assert.isTrue(shown(stopped).isCursorShown())
    monitor.process.write("\n")
    await monitor.until((written) => isLive(written.slice(stopped.length)))
    assert.isTrue(shown(monitor.written()).isAlternate())
    monitor.process.write("q")
    assert.strictEqual(await monitor.ended, 0)
    assert.isFalse(shown(monitor.written()).isAlternate())
  })

  it("obeys its keys", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"])
    await monitor.until(isLive)
    for (const [key, expected] of [
      ["?", /more time from one reading to the next/],
      ["?", /AC out/],
      ["+", /every 2 s/],
      ["-", /every 1 s/],
      ["h", /the last 20 min/],
      ["p", /paused, /]
    ] as const) {
      const before = monitor.written().length
      monitor.process.write(key)
      await monitor.until(
        (written) => expected.test(shown(written).lines().join("\n")) && written.length > before
      )
    }
    monitor.process.write("q")
    assert.strictEqual(await monitor.ended, 0)
  })

  it("that finds no port says so on the normal screen", async () => {
    const monitor = Pty.start(["monitor", "--port", "/nowhere/at/all"], { columns: 200 })
    assert.strictEqual(await monitor.ended, 3)
    const terminal = shown(monitor.written(), 200)
    assert.isFalse(terminal.isAlternate())
    assert.isTrue(terminal.isCursorShown())
    assert.match(terminal.lines()[0]!, /^vebus: .*\/nowhere\/at\/all/)
  })

  it("says again at the end what was said while it ran", async () => {
    const monitor = Pty.start(["monitor", "--demo"], { columns: 120 })
    await monitor.until(isLive)
    assert.match(shown(monitor.written(), 120).lines().join("\n"), /this is a simulated inverter/)
    monitor.process.write("q")
    await monitor.ended
    assert.match(shown(monitor.written(), 120).lines()[0]!, /^vebus: no MK3 .* simulated inverter/)
  })

  for (const [name, words, env] of [
    ["NO_COLOR", [], { NO_COLOR: "1" }],
    ["--no-color", ["--no-color"], {}]
  ] as const) {
    it(`has no colour with ${name}`, async () => {
      const monitor = Pty.start(["monitor", "--port", "sim:", ...words], { env })
      await monitor.until(isLive)
      monitor.process.write("q")
      await monitor.ended
      assert.notMatch(Terminal.visible(monitor.written()), /␛\[[\d;]*m/)
      assertLeft(monitor.written())
    })
  }

  it("is ASCII where the locale is", async () => {
    const monitor = Pty.start(["monitor", "--port", "sim:"], { env: { LANG: "C", LC_CTYPE: "C" } })
    await monitor.until(isLive)
    monitor.process.write("q")
    await monitor.ended
    assert.match(Terminal.visible(monitor.written()), /^[ -~␛\r\n]*$/)
  })

  it("is plain lines where the terminal can do no more, or columns were asked for", async () => {
    for (const [words, env, expected] of [
      [[], { TERM: "dumb" }, /^\S+Z sim:\S+ \| [^␛]*\r\n$/],
      [["--fields", "battery.voltage"], {}, /^battery\.voltage\r\n\d+\.\d+\r\n$/]
    ] as const) {
      const monitor = Pty.start(["monitor", "--port", "sim:", "--count", "1", ...words], {
        env,
        columns: 300
      })
      assert.strictEqual(await monitor.ended, 0)
      assert.match(Terminal.visible(monitor.written()), expected)
    }
  })
})

/**
 * The terminal as a screen: one write per update, and a terminal left as it was found, whatever happens.
 */
import { EventEmitter } from "node:events"
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Line from "../../src/monitor/Line.ts"
import * as Palette from "../../src/monitor/Palette.ts"
import * as Screen from "../../src/monitor/Screen.ts"

const ENTER = "\u001B[?1049h\u001B[?25l"
const LEAVE = "\u001B[?25h\u001B[?1049l"

/** A terminal with keys, that notes what is done to it. */
const terminal = () => {
  const writes: Array<string> = []
  const raw: Array<boolean> = []
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => raw.push(isRaw),
    resume: () => undefined,
    pause: () => undefined
  })
  const output = Object.assign(new EventEmitter(), {
    columns: 20,
    rows: 3,
    writableNeedDrain: false,
    write: (text: string) => writes.push(text)
  })
  return { writes, raw, input, output }
}

const opened = (
  lines: () => ReadonlyArray<string>,
  { onKey = () => {}, stop = () => {} }: Partial<Pick<Screen.Options, "onKey" | "stop">> = {}
) => {
  const { writes, raw, input, output } = terminal()
  const open = Screen.open({
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    paint: Palette.uncoloured,
    draw: () => lines().map((text) => Line.line(text)),
    onKey,
    stop
  })
  return { writes, raw, input, output, open }
}

describe("a screen", () => {
  it.effect("is brought up to date in one write, and in none when nothing changed", () =>
    Effect.gen(function* () {
      let lines = ["one", "two", "three"]
      const { writes, open } = opened(() => lines)
      const screen = yield* open
      screen.repaint()
      assert.deepStrictEqual([writes.length, writes[0]], [2, ENTER])
      screen.repaint()
      assert.strictEqual(writes.length, 2)
      lines = ["1", "two", "3"]
      screen.repaint()
      assert.deepStrictEqual(writes.slice(2), [
        "\u001B[?2026h\u001B[1;1H1\u001B[K\u001B[3;1H3\u001B[K\u001B[?2026l"
      ])
    })
  )

  it.effect("that does not keep up gets the newest picture once it does", () =>
    Effect.gen(function* () {
      let lines = ["one"]
      const { writes, output, open } = opened(() => lines)
      const screen = yield* open
      output.writableNeedDrain = true
      screen.repaint()
      lines = ["two"]
      screen.repaint()
      assert.strictEqual(writes.length, 1)
      output.writableNeedDrain = false
      screen.repaint()
      assert.match(writes[1]!, /two/)
    })
  )

  it.effect("is drawn anew when its size changes, and when the program comes back to the foreground", () =>
    Effect.gen(function* () {
      const { writes, output, open } = opened(() => ["one"])
      const screen = yield* open
      screen.repaint()
      output.columns = 30
      output.emit("resize")
      assert.strictEqual(writes[2], writes[1])
      process.emit("SIGCONT")
      assert.deepStrictEqual(writes.slice(3), [ENTER, writes[1]])
    })
  )

  it.effect("is left as it was found when the scope closes", () =>
    Effect.gen(function* () {
      const before = process.listenerCount("exit")
      const { writes, raw, input, output, open } = opened(() => ["one"])
      yield* Effect.scoped(open)
      assert.deepStrictEqual(writes, [ENTER, LEAVE])
      assert.deepStrictEqual(raw, [true, false])
      assert.deepStrictEqual([input.listenerCount("data"), output.listenerCount("resize")], [0, 0])
      assert.strictEqual(process.listenerCount("exit"), before)
    })
  )

  it.effect("is left as it was found when the process ends without closing anything", () =>
    Effect.gen(function* () {
      const { writes, open } = opened(() => ["one"])
      yield* open
      process.listeners("exit").at(-1)!.call(process, 1)
      assert.strictEqual(writes.at(-1), LEAVE)
    })
  )

  it.effect("hears keys that are characters, one by one, and none of other keys", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const { input, open } = opened(() => [], { onKey: (key) => heard.push(key) })
      yield* open
      for (const keys of ["p", "\u001B[A", "\u001BOq", "\u001B[1;5q", "\u001Bq", "+-", "q"])
        input.emit("data", Buffer.from(keys))
      assert.deepStrictEqual(heard, ["p", "+", "-", "q"])
    })
  )

  it.effect("gives the terminal back at Ctrl-Z, writes nothing while it is away, and is drawn anew", () =>
    Effect.gen(function* () {
      let stops = 0
      let lines = ["one"]
      const { writes, raw, input, open } = opened(() => lines, { stop: () => stops++ })
      const screen = yield* open
      screen.repaint()
      const before = process.listenerCount("SIGTSTP")
      input.emit("data", Buffer.from("\u001A"))
      assert.deepStrictEqual([stops, writes.at(-1), raw.at(-1)], [1, LEAVE, false])
      // Its own handler would keep the signal from stopping it.
      assert.strictEqual(process.listenerCount("SIGTSTP"), before - 1)
      lines = ["two"]
      screen.repaint()
      assert.strictEqual(writes.at(-1), LEAVE)
      process.emit("SIGCONT")
      assert.strictEqual(process.listenerCount("SIGTSTP"), before)
      assert.deepStrictEqual([writes.at(-2), raw.at(-1)], [ENTER, true])
      assert.match(writes.at(-1)!, /two/)
    })
  )

  it.effect("goes on when nothing could stop it", () =>
    Effect.gen(function* () {
      const { writes, input, open } = opened(() => ["one"])
      yield* open
      input.emit("data", Buffer.from("\u001A"))
      while (writes.length < 4) yield* Effect.promise(() => setTimeout(10))
      assert.match(writes.at(-1)!, /one/)
    })
  )
})

/**
 * The terminal as a screen of its own: the alternate buffer, without a cursor, keys read one by one. However the program
 * ends, short of being killed, the terminal is left as it was found.
 *
 *     CSI ? 1049 h, l   alternate buffer        CSI ? 25 l, h   cursor hidden
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Plain from "../output/Plain.ts"
import * as Line from "./Line.ts"
import * as Painter from "./Painter.ts"
import * as Palette from "./Palette.ts"
import type { Size } from "./View.ts"

const ENTER = "\u001B[?1049h\u001B[?25l"
const LEAVE = "\u001B[?25h\u001B[?1049l"
const CTRL_C = "\u0003"
const CTRL_Z = "\u001A"
/** Keys that are no characters, as arrows: CSI and SS3 sequences, and Alt with a key. */
// oxlint-disable-next-line no-control-regex -- these are what it is about.
const SEQUENCE = /\u001B(?:\[[0-?]*[ -/]*[@-~]|O.|.)?/g
/** When nobody stopped the program that was to be stopped: it leads its session, so no shell could go on with it. */
const UNSTOPPED_MILLIS = 200

export interface Options {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly paint: Palette.Paint
  /** Draws the lines for a terminal of this size. */
  readonly draw: (size: Size) => ReadonlyArray<Line.Line>
  /** Hears each key that is a character, but for Ctrl-C and Ctrl-Z, which mean what they always mean. */
  readonly onKey: (key: string) => void
  /** Stops the programs of the terminal, until the shell goes on with them. */
  readonly stop?: () => void
}

export interface Screen {
  /** Brings the terminal up to date. */
  readonly repaint: () => void
  readonly size: () => Size
}

/** A terminal that does not tell its size is taken for the smallest that was ever common. */
const sizeOf = ({ columns, rows }: NodeJS.WriteStream): Size => ({ columns: columns || 80, rows: rows || 24 })

/** Takes the terminal over until the scope closes. */
export const open = (options: Options): Effect.Effect<Screen, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => acquire(options)),
      ({ release }) => Effect.sync(release)
    ),
    ({ screen }) => screen
  )

const stopGroup = (): void => {
  // Not this process alone: what started it, such as npm, waits for it, and the shell for both.
  if (process.platform !== "win32") process.kill(0, "SIGTSTP")
}

const acquire = ({ input, output, paint, draw, onKey, stop = stopGroup }: Options) => {
  let shown: Painter.Picture | null = null
  let isAway = false
  let unstopped: NodeJS.Timeout | undefined
  const repaint = (): void => {
    // A terminal that does not keep up is not sent more: it gets the newest picture once it does.
    if (isAway || output.writableNeedDrain) return
    const size = sizeOf(output)
    const picture: Painter.Picture = {
      ...size,
      lines: draw(size).map((line) => ({
        text: Plain.line(Palette.painted(line, paint)),
        width: Line.width(line)
      }))
    }
    const text = Painter.update(shown, picture)
    shown = picture
    if (text !== "") output.write(text)
  }
  const redraw = (): void => {
    shown = null
    repaint()
  }
  const setRaw = (isRaw: boolean): void => {
    if (input.isTTY) input.setRawMode(isRaw)
  }
  const enter = (): void => {
    setRaw(true)
    output.write(ENTER)
  }
  const leave = (): void => {
    if (isAway) return
    output.write(LEAVE)
    setRaw(false)
  }
  /** Gives the terminal back, and stops until somebody goes on with it. */
  const suspend = (): void => {
    if (isAway) return
    leave()
    isAway = true
    process.off("SIGTSTP", suspend)
    stop()
    unstopped = setTimeout(resume, UNSTOPPED_MILLIS)
  }
  const resume = (): void => {
    clearTimeout(unstopped)
    if (isAway) process.on("SIGTSTP", suspend)
    isAway = false
    // The shell has changed the mode meanwhile, and the one that is set already would not be set again.
    setRaw(false)
    enter()
    redraw()
  }
  const hear = (bytes: Buffer): void => {
    for (const key of bytes.toString("latin1").replaceAll(SEQUENCE, "")) {
      // Without the terminal's own handling of keys these are bytes.
      if (key === CTRL_C) process.kill(process.pid, "SIGINT")
      else if (key === CTRL_Z) suspend()
      else onKey(key)
    }
  }
  enter()
  // A defect ends the process without closing any scope.
  process.once("exit", leave)
  process.on("SIGCONT", resume)
  process.on("SIGTSTP", suspend)
  output.on("resize", redraw)
  if (input.isTTY) input.on("data", hear).resume()
  const release = (): void => {
    clearTimeout(unstopped)
    process.off("exit", leave)
    process.off("SIGCONT", resume)
    process.off("SIGTSTP", suspend)
    output.off("resize", redraw)
    input.off("data", hear).pause()
    leave()
  }
  return { screen: { repaint, size: () => sizeOf(output) }, release }
}

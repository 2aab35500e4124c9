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
const CTRL_C = 3

export interface Options {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly paint: Palette.Paint
  /** Draws the lines for a terminal of this size. */
  readonly draw: (size: Size) => ReadonlyArray<Line.Line>
  readonly onQuit: () => void
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

const acquire = ({ input, output, paint, draw, onQuit }: Options) => {
  let shown: Painter.Picture | null = null
  const repaint = (): void => {
    // A terminal that does not keep up is not sent more: it gets the newest picture once it does.
    if (output.writableNeedDrain) return
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
  const hear = (keys: Buffer): void => {
    // Without the terminal's own handling of keys Ctrl-C is a byte: it means what it always means.
    if (keys.includes(CTRL_C)) process.kill(process.pid, "SIGINT")
    else if (/q/i.test(keys.toString("latin1"))) onQuit()
  }
  const enter = (): void => {
    if (input.isTTY) input.setRawMode(true)
    output.write(ENTER)
  }
  const leave = (): void => {
    output.write(LEAVE)
    if (input.isTTY) input.setRawMode(false)
  }
  const resume = (): void => {
    enter()
    redraw()
  }
  enter()
  // A defect ends the process without closing any scope.
  process.once("exit", leave)
  process.on("SIGCONT", resume)
  output.on("resize", redraw)
  if (input.isTTY) input.on("data", hear).resume()
  const release = (): void => {
    process.off("exit", leave)
    process.off("SIGCONT", resume)
    output.off("resize", redraw)
    input.off("data", hear).pause()
    leave()
  }
  return { screen: { repaint, size: () => sizeOf(output) }, release }
}

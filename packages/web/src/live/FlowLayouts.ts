/**
 * Where everything is in the picture, in its own units: one for wide screens, one for 360 units of width.
 */
import type { End } from "./Flows.ts"

/** A rectangle. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A line from an end to the unit: its path, and where its arrow stands and how it is turned when it points to the unit. */
export interface LinePath {
  readonly path: string
  readonly x: number
  readonly y: number
  /** In degrees; 0 points to the right. */
  readonly turn: number
}

/** A picture. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: Readonly<Record<End | "unit", Place>>
  readonly lines: Readonly<Record<End, LinePath>>
}

const wide: Layout = {
  width: 880,
  height: 296,
  boxes: {
    input: { x: 2, y: 2, width: 236, height: 104 },
    unit: { x: 330, y: 2, width: 220, height: 104 },
    output: { x: 642, y: 2, width: 236, height: 104 },
    battery: { x: 290, y: 190, width: 300, height: 104 }
  },
  lines: {
    input: { path: "M238 54H330", x: 284, y: 54, turn: 0 },
    output: { path: "M642 54H550", x: 596, y: 54, turn: 180 },
    battery: { path: "M440 190V106", x: 440, y: 148, turn: -90 }
  }
}

const narrow: Layout = {
  width: 360,
  height: 372,
  boxes: {
    input: { x: 1, y: 1, width: 172, height: 96 },
    output: { x: 187, y: 1, width: 172, height: 96 },
    unit: { x: 85, y: 141, width: 190, height: 84 },
    battery: { x: 40, y: 269, width: 280, height: 102 }
  },
  lines: {
    input: { path: "M44 97V167Q44 183 60 183H85", x: 44, y: 132, turn: 90 },
    output: { path: "M316 97V167Q316 183 300 183H275", x: 316, y: 132, turn: 90 },
    battery: { path: "M180 269V225", x: 180, y: 247, turn: -90 }
  }
}

/** Both pictures. */
export const layouts = { wide, narrow } as const

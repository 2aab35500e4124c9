/**
 * One line of the picture: dots that move the way the power goes, faster and thicker the more it is, and an arrow for who
 * sees no movement. A line that rests, or of which nothing is known, is grey and still.
 */
import { type Flow, moves as isMoving } from "./Flows.ts"
import type { LinePath } from "./FlowLayouts.ts"

const turnOf = ({ turn }: LinePath, { direction }: Flow): number => (direction === "in" ? turn : turn + 180)

/** The line. */
export const Line = ({ flow, path }: { readonly flow: Flow; readonly path: LinePath }) => {
  const moves = isMoving(flow)
  return (
    <g class={`line ${flow.end} ${flow.direction}`}>
      <path class="track" d={path.path} />
      {moves ? <path class={`dots level-${flow.level}`} d={path.path} /> : null}
      {moves ? (
        <path
          class="arrow"
          d="M-7-9 8 0-7 9Z"
          transform={`translate(${path.x} ${path.y}) rotate(${turnOf(path, flow)})`}
        />
      ) : null}
    </g>
  )
}

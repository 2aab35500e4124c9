/**
 * The unit in the middle of the picture: what it does, and how its switch stands.
 */
import type * as Reading from "@vebus/codec/reading"
import type { Place } from "./FlowLayouts.ts"
import * as States from "./States.ts"

/** The box. */
export const UnitBox = ({
  place,
  reading
}: {
  readonly place: Place
  readonly reading: Reading.Reading | null
}) => {
  const middle = place.x + place.width / 2
  const charge = States.charge(reading)
  const position = States.position(reading)
  const lines = [charge, position === "" ? "" : `Switch: ${position}`].filter((line) => line !== "")
  const first = place.y + place.height / 2 - (lines.length * 20) / 2 + 6
  return (
    <g class={reading === null ? "box unit unknown" : "box unit"}>
      <rect x={place.x} y={place.y} width={place.width} height={place.height} rx="16" />
      <text class="state" x={middle} y={first} text-anchor="middle">
        {States.state(reading)}
      </text>
      {lines.map((line, index) => (
        <text key={line} class="name" x={middle} y={first + 22 + 19 * index} text-anchor="middle">
          {line}
        </text>
      ))}
    </g>
  )
}

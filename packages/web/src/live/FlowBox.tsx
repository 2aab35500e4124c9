/**
 * One end of the picture: its name, the power, and the direction in a word. The battery has its gauge inside.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Quantity from "../format/Quantity.ts"
import { type Flow, hasMains } from "./Flows.ts"
import type { Place } from "./FlowLayouts.ts"

const names = { input: "AC input", output: "Loads", battery: "Battery" } as const

/** The words beside the power: the voltage, or that there is none. */
const besideOf = ({ end }: Flow, reading: Reading.Reading | null): string => {
  if (reading === null) return ""
  if (end === "battery") return Quantity.text("batteryVolts", reading.battery?.voltage ?? null)
  const phases = (end === "input" ? reading.acInput : reading.acOutput) ?? []
  if (phases.length > 1) return `${phases.length} phases`
  return Quantity.text("acVolts", phases[0]?.voltage ?? null)
}

const wordOf = (flow: Flow, reading: Reading.Reading | null): string =>
  flow.end === "input" && reading !== null && hasMains(reading.acInput) === false
    ? "None, mains absent"
    : flow.word

const Gauge = ({ place, ratio }: { readonly place: Place; readonly ratio: number }) => (
  <>
    <rect
      class="gauge"
      x={place.x + 16}
      y={place.y + place.height - 20}
      width={place.width - 32}
      height="8"
      rx="4"
    />
    <rect
      class="filled"
      x={place.x + 16}
      y={place.y + place.height - 20}
      width={Math.max(0, Math.min(1, ratio)) * (place.width - 32)}
      height="8"
      rx="4"
    />
  </>
)

/** The box. */
export const Box = ({
  flow,
  place,
  reading
}: {
  readonly flow: Flow
  readonly place: Place
  readonly reading: Reading.Reading | null
}) => {
  const { text, unit } = Quantity.shown("watts", flow.watts)
  const charge = flow.end === "battery" ? (reading?.battery?.stateOfCharge ?? null) : null
  const right = place.x + place.width - 16
  return (
    <g class={`box ${flow.end} ${flow.direction}`}>
      <rect x={place.x} y={place.y} width={place.width} height={place.height} rx="16" />
      <text class="name" x={place.x + 16} y={place.y + 26}>
        {names[flow.end]}
      </text>
      <text class="beside" x={right} y={place.y + 26} text-anchor="end">
        {charge === null ? besideOf(flow, reading) : Quantity.text("percent", charge)}
      </text>
      <text class="big" x={place.x + 16} y={place.y + 60}>
        {text}
        {flow.watts === null ? null : (
          <tspan class="of" dx="5">
            {unit}
          </tspan>
        )}
      </text>
      <text
        class="word"
        x={flow.end === "battery" ? right : place.x + 16}
        y={place.y + (flow.end === "battery" ? 60 : 83)}
        text-anchor={flow.end === "battery" ? "end" : "start"}
      >
        {wordOf(flow, reading)}
      </text>
      {charge === null ? null : <Gauge place={place} ratio={charge} />}
    </g>
  )
}

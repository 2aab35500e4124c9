/**
 * The flows as a picture, which way by arrow, word and movement. A narrow screen has a picture of its own: the wide one,
 * scaled down, cannot be read.
 */
import { signal } from "@preact/signals"
import type * as Reading from "@vebus/codec/reading"
import type { ComponentChildren } from "preact"
import { useRef } from "preact/hooks"
import { Box } from "./FlowBox.tsx"
import * as Flows from "./Flows.ts"
import { layouts } from "./FlowLayouts.ts"
import { Line } from "./FlowLine.tsx"
import { UnitBox } from "./UnitBox.tsx"
import { useMotion } from "./Motion.ts"
import * as States from "./States.ts"

const narrow = matchMedia("(max-width: 900px)")
const isNarrow = signal(narrow.matches)
narrow.addEventListener("change", ({ matches }) => (isNarrow.value = matches))

/** The state of the unit, as the title of the picture. */
const titleOf = (reading: Reading.Reading | null): string => {
  if (reading === null) return "Flows: not known"
  const charge = States.charge(reading)
  return `Unit: ${States.state(reading)}${charge === "" ? "" : `, ${charge}`}`
}

const descriptionOf = (flows: ReadonlyArray<Flows.Flow>): string =>
  flows.map(({ sentence }) => `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`).join(" ")

/** The picture. */
export const FlowPicture = ({
  reading,
  children
}: {
  readonly reading: Reading.Reading | null
  readonly children?: ComponentChildren
}) => {
  const layout = isNarrow.value ? layouts.narrow : layouts.wide
  const flows = Flows.of(reading)
  const drawing = useRef<SVGSVGElement>(null)
  useMotion(drawing, flows.some(Flows.moves))
  return (
    <section class="card flow">
      <svg
        ref={drawing}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-labelledby="flow-title"
        aria-describedby="flow-description"
      >
        <title id="flow-title">{titleOf(reading)}</title>
        <desc id="flow-description">{descriptionOf(flows)}</desc>
        {flows.map((flow) => (
          <Line key={flow.end} flow={flow} path={layout.lines[flow.end]} />
        ))}
        {flows.map((flow) => (
          <Box key={flow.end} flow={flow} place={layout.boxes[flow.end]} reading={reading} />
        ))}
        <UnitBox place={layout.boxes.unit} reading={reading} />
      </svg>
      {children}
    </section>
  )
}

/**
 * The AC input or the AC output in figures: one phase as rows, several as a line each.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Quantity from "../format/Quantity.ts"
import { Amount } from "../parts/Amount.tsx"
import { hasMains } from "./Flows.ts"
import { Reasons } from "./Reasons.tsx"
import { Rows } from "./Rows.tsx"

const sides = {
  input: { title: "AC input", parts: ["acInput", "acInputPower"] },
  output: { title: "AC output", parts: ["acOutput", "acOutputPower"] }
} as const

const Table = ({
  phases,
  title
}: {
  readonly phases: ReadonlyArray<Reading.AcPhase>
  readonly title: string
}) => (
  <table class="phases">
    <caption class="hidden">{title}, each phase</caption>
    <thead>
      <tr>
        <th scope="col">
          <span class="hidden">Phase</span>
        </th>
        <th scope="col">V</th>
        <th scope="col">A</th>
        <th scope="col">W</th>
      </tr>
    </thead>
    <tbody>
      {phases.map(({ phase, voltage, current, power }) => (
        <tr key={phase}>
          <th scope="row">L{phase}</th>
          <td>{Quantity.shown("acVolts", voltage).text}</td>
          <td>{Quantity.shown("amperes", current).text}</td>
          <td>{power === null ? Quantity.ABSENT : Quantity.fixed(power, 0)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** The words beside the power: which input, or that there is none. */
const noteOf = (side: keyof typeof sides, reading: Reading.Reading | null): string => {
  if (side === "output" || reading === null) return ""
  if (reading.inputs === 0) return "none on this unit"
  if (hasMains(reading.acInput) === false) return "mains absent"
  return (reading.inputs ?? 1) > 1 && reading.activeInput !== null ? `AC${reading.activeInput}` : ""
}

/** The tile. */
export const PhasesTile = ({
  side,
  reading
}: {
  readonly side: keyof typeof sides
  readonly reading: Reading.Reading | null
}) => {
  const { title, parts } = sides[side]
  const phases = (side === "input" ? reading?.acInput : reading?.acOutput) ?? []
  const power = (side === "input" ? reading?.acInputPower : reading?.acOutputPower) ?? null
  const [first] = phases
  const isAbsent = side === "input" && hasMains(reading?.acInput ?? null) === false
  return (
    <section
      class={`card tile ${side} ${isAbsent ? "rest" : ""} ${phases.length > 1 ? "several" : ""}`}
      aria-labelledby={`${side}-title`}
    >
      <h2 id={`${side}-title`}>{title}</h2>
      <p class="main">
        <Amount kind="watts" value={power} />
        <span class="muted">{noteOf(side, reading)}</span>
      </p>
      {phases.length > 1 ? (
        <Table phases={phases} title={title} />
      ) : (
        <Rows
          rows={[
            { name: "Voltage", kind: "acVolts", value: first?.voltage ?? null },
            { name: "Current", kind: "amperes", value: first?.current ?? null },
            { name: "Frequency", kind: "hertz", value: first?.frequency ?? null }
          ]}
        />
      )}
      {phases.some(({ currentDoubtful }) => currentDoubtful) ? (
        <p class="note">The current may be off: what the unit counts does not fit its power.</p>
      ) : null}
      <Reasons reading={reading} parts={parts} />
    </section>
  )
}

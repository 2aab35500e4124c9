/**
 * The figures of a reading that history keeps, by the keys to them: `acInput.2.power` is that of L2. Each is a column.
 */
import type * as Reading from "@vebus/codec/reading"

/** The unit of a field, as people write it. */
export type Unit = "V" | "A" | "W" | "Hz" | "°C" | "ratio"

/** A figure that is kept. */
export interface Field {
  readonly name: string
  readonly unit: Unit
  readonly of: (reading: Reading.Reading) => number | null
}

const PHASES = [1, 2, 3, 4]
const ofPhase = { voltage: "V", current: "A", power: "W", frequency: "Hz" } as const

const phases = (side: "acInput" | "acOutput"): ReadonlyArray<Field> =>
  PHASES.flatMap((phase) =>
    (Object.keys(ofPhase) as ReadonlyArray<keyof typeof ofPhase>).map((key) => ({
      name: `${side}.${phase}.${key}`,
      unit: ofPhase[key],
      of: (reading: Reading.Reading) => reading[side]?.find((one) => one.phase === phase)?.[key] ?? null
    }))
  )

const battery = (key: keyof Reading.Battery, unit: Unit): Field => ({
  name: `battery.${key}`,
  unit,
  of: (reading) => reading.battery?.[key] ?? null
})

/** All of them, in the order of the columns. New ones go to the end. */
export const fields: ReadonlyArray<Field> = [
  battery("voltage", "V"),
  battery("current", "A"),
  battery("power", "W"),
  battery("stateOfCharge", "ratio"),
  battery("temperature", "°C"),
  ...phases("acInput"),
  ...phases("acOutput"),
  { name: "acInputPower", unit: "W", of: ({ acInputPower }) => acInputPower },
  { name: "acOutputPower", unit: "W", of: ({ acOutputPower }) => acOutputPower },
  { name: "currentLimit.actual", unit: "A", of: ({ currentLimit }) => currentLimit?.actual ?? null }
]

/** The values of a reading, in the order of the fields. */
export const valuesOf = (reading: Reading.Reading): ReadonlyArray<number | null> =>
  fields.map(({ of }) => {
    const value = of(reading)
    return value === null || !Number.isFinite(value) ? null : value
  })

/** The field of a name; `undefined`: history keeps no such figure. */
export const named = (name: string): Field | undefined => fields.find((field) => field.name === name)

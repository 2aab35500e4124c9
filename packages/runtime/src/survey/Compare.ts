/**
 * The differences between two surveys: a sentence for each. Measured values are left out, and times count as
 * different only beyond what a system's scheduler explains.
 */
import { RamVariable, Setting } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"

/** One difference: where, and what stands there in either survey. */
export interface Difference {
  readonly where: string
  readonly before: string
  readonly after: string
}

/** One difference in words. */
export const sentence = ({ where, before, after }: Difference): string => `${where}: ${before} -> ${after}`

const text = (value: unknown): string =>
  value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value)

/** Differences of two records, key by key. */
const records = (where: string, before: object, after: object): ReadonlyArray<Difference> => {
  const [one, other] = [before, after].map((record) => new Map<string, unknown>(Object.entries(record))) as [
    Map<string, unknown>,
    Map<string, unknown>
  ]
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key) =>
    text(one.get(key)) === text(other.get(key))
      ? []
      : [{ where: `${where}, ${key}`, before: text(one.get(key)), after: text(other.get(key)) }]
  )
}

/** Differences of two lists with ids: an entry that one of them lacks, or what differs within it. */
const lists = (
  nameOf: (id: number) => string,
  before: ReadonlyArray<{ readonly id: number }>,
  after: ReadonlyArray<{ readonly id: number }>
): ReadonlyArray<Difference> => {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].toSorted((a, b) => a - b)
  return ids.flatMap((id) => {
    const one = before.find((entry) => entry.id === id)
    const other = after.find((entry) => entry.id === id)
    const name = nameOf(id)
    if (one === undefined || other === undefined)
      return [
        {
          where: name,
          before: one === undefined ? "not supported" : "supported",
          after: other === undefined ? "not supported" : "supported"
        }
      ]
    return records(name, one, other)
  })
}

const ramName = (id: number): string => `RAM ${id} (${RamVariable.byId(id)?.name ?? "no name"})`
const settingName = (id: number): string => `setting ${id} (${Setting.byId(id)?.name ?? "no name"})`

const units = (before: Survey.Survey, after: Survey.Survey): ReadonlyArray<Difference> => {
  const [ones, others] = [Survey.whole(before), Survey.whole(after)]
  const addresses = [...new Set([...before.units, ...after.units].map(({ address }) => address))]
  return addresses.flatMap((address) => {
    const where = before.units.length + after.units.length > 2 ? `unit ${address}, ` : ""
    const statusOf = ({ units: all }: Survey.Survey) =>
      all.find((unit) => unit.address === address)?.status ?? "absent"
    const status = records(`unit ${address}`, { status: statusOf(before) }, { status: statusOf(after) })
    const one = ones.find((unit) => unit.address === address)
    const other = others.find((unit) => unit.address === address)
    if (one === undefined || other === undefined) return status
    const { ram, settings, ...rest } = one
    const { ram: otherRam, settings: otherSettings, ...otherRest } = other
    return [
      ...records(`unit ${address}`, rest, otherRest),
      ...lists((id) => `${where}${ramName(id)}`, ram, otherRam),
      ...lists((id) => `${where}${settingName(id)}`, settings, otherSettings)
    ]
  })
}

/** Two times are the same within so many milliseconds, or so large a part of them. */
const SAME_MILLIS = 30
const SAME_SHARE = 0.25
/** Classes whose times changed by the same, within so many milliseconds, are told together. */
const TOGETHER_MILLIS = 20

const timings = (before: Survey.Survey, after: Survey.Survey): ReadonlyArray<Difference> => {
  const changed = Object.keys({ ...before.timing, ...after.timing }).flatMap((name) => {
    const one = before.timing[name] ?? null
    const other = after.timing[name] ?? null
    if (one === null || other === null)
      return one === other ? [] : [{ name, one, other, by: Number.POSITIVE_INFINITY }]
    const by = other - one
    return Math.abs(by) <= Math.max(SAME_MILLIS, SAME_SHARE * one) ? [] : [{ name, one, other, by }]
  })
  const groups: Array<Array<(typeof changed)[number]>> = []
  for (const each of changed) {
    const group = groups.find(
      ([first]) => first !== undefined && Math.abs(first.by - each.by) <= TOGETHER_MILLIS
    )
    if (group === undefined) groups.push([each])
    else group.push(each)
  }
  const millis = (time: number | null): string => (time === null ? "no answer" : `${time} ms`)
  return groups.map((group) => ({
    where: `time of ${group.map(({ name }) => name).join(", ")}`,
    before: millis(group[0]!.one),
    after: millis(group[0]!.other)
  }))
}

/** A tenth of a second more or less is the same period. */
const SAME_SECONDS = 0.15

const adapters = ({ adapter: before }: Survey.Survey, { adapter: after }: Survey.Survey) => {
  const [one, other] = [before.versionEverySeconds, after.versionEverySeconds]
  const isSame = one !== null && other !== null && Math.abs(one - other) <= SAME_SECONDS
  return records("adapter", before, isSame ? { ...after, versionEverySeconds: one } : after)
}

/** All that differs; nothing for two surveys of the same unit. */
export const differences = (before: Survey.Survey, after: Survey.Survey): ReadonlyArray<Difference> => [
  ...adapters(before, after),
  ...records("system", before.system, after.system),
  ...units(before, after),
  ...timings(before, after)
]

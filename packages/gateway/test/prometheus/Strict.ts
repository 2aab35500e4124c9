/**
 * A strict reader of both exposition formats, written from their specifications and not from our writer: whatever they forbid
 * throws, with the line. What it returns is what a scraper would store.
 * Reference: prometheus.io/docs/instrumenting/exposition_formats; OpenMetrics 1.0.0.
 */
export interface Read {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface ReadFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly unit: string | null
  readonly samples: ReadonlyArray<Read>
}

type Format = "text" | "openmetrics"

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/u
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/u
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)$/u
const TYPES: Readonly<Record<Format, ReadonlyArray<string>>> = {
  text: ["counter", "gauge", "histogram", "summary", "untyped"],
  openmetrics: ["counter", "gauge", "histogram", "gaugehistogram", "stateset", "info", "summary", "unknown"]
}

const numberOf = (text: string): number => {
  if (!NUMBER.test(text)) throw new Error(`no number: ${text}`)
  return Number(text.replace("Inf", "Infinity"))
}

/** Undoes escapes; any but those of the specification throws. */
const unescaped = (text: string, quotes: boolean): string =>
  text.replaceAll(/\\(.?)/gsu, (whole, code: string) => {
    if (code === "\\") return "\\"
    if (code === "n") return "\n"
    if (code === '"' && quotes) return '"'
    throw new Error(`unknown escape ${whole}`)
  })

/** `{a="b",c="d"} 1` behind a name: the labels and the rest. */
const labelsOf = (text: string): readonly [Record<string, string>, string] => {
  if (!text.startsWith("{")) return [{}, text]
  const labels: Record<string, string> = {}
  let at = 1
  while (text[at] !== "}") {
    const found = /^([^=]*)="((?:[^"\\]|\\.)*)"(,(?!\})|(?=\}))/su.exec(text.slice(at))
    if (found === null) throw new Error(`no labels: ${text.slice(at)}`)
    const [whole, name, value] = [found[0], found[1]!, found[2]!]
    if (!LABEL.test(name) || name.startsWith("__")) throw new Error(`no label name: ${name}`)
    if (name in labels) throw new Error(`label ${name} twice`)
    labels[name] = unescaped(value, true)
    at += whole.length
  }
  return [labels, text.slice(at + 1)]
}

interface Building {
  name: string
  type: string | null
  help: string | null
  unit: string | null
  samples: Array<Read>
}

const suffixesOf = (type: string, format: Format): ReadonlyArray<string> => {
  switch (type) {
    case "counter":
      return format === "text" ? [""] : ["_total", "_created"]
    case "histogram":
      return ["_bucket", "_sum", "_count", ...(format === "text" ? [] : ["_created"])]
    case "summary":
      return ["", "_sum", "_count"]
    case "info":
      return ["_info"]
    default:
      return [""]
  }
}

/** Buckets grow up to `+Inf`, which is the count; each bound is written as the specification wants it. */
const checkHistogram = ({ name, samples }: Building, format: Format): void => {
  const groups = new Map<string, Array<Read>>()
  for (const sample of samples) {
    const { le: _, ...rest } = sample.labels
    const key = JSON.stringify(rest)
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  for (const group of groups.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`)
    const count = group.find((sample) => sample.name === `${name}_count`)?.value
    if (buckets.at(-1)?.labels["le"] !== "+Inf") throw new Error(`${name}: the last bucket is not +Inf`)
    if (buckets.at(-1)!.value !== count) throw new Error(`${name}: +Inf is not the count`)
    if (group.every((sample) => sample.name !== `${name}_sum`)) throw new Error(`${name}: no sum`)
    for (const [index, { labels, value }] of buckets.entries()) {
      const le = labels["le"]!
      if (format === "openmetrics" && !/\.|\+Inf/u.test(le)) throw new Error(`le="${le}" is not canonical`)
      const before = buckets[index - 1]
      if (before !== undefined && (before.value > value || numberOf(before.labels["le"]!) >= numberOf(le)))
        throw new Error(`${name}: buckets do not grow`)
    }
  }
}

const closed = (family: Building, format: Format): ReadFamily => {
  const { name, type, help, unit, samples } = family
  if (type === null) throw new Error(`${name} has no TYPE`)
  if (help === null || help === "") throw new Error(`${name} has no HELP`)
  if (samples.length === 0) throw new Error(`${name} has no samples`)
  if (unit !== null && !name.endsWith(`_${unit}`)) throw new Error(`${name} does not end in its unit ${unit}`)
  if (type === "histogram") checkHistogram(family, format)
  if (type === "counter" && samples.some(({ value }) => !(value >= 0)))
    throw new Error(`${name} counts below 0`)
  return { name, type, help, unit, samples }
}

/** Reads an exposition, or throws. */
export const read = (text: string, format: Format): ReadonlyArray<ReadFamily> => {
  if (text === "" && format === "text") return []
  if (!text.endsWith("\n")) throw new Error("the last line has no end")
  const lines = text.slice(0, -1).split("\n")
  if (format === "openmetrics" && lines.pop() !== "# EOF") throw new Error("no # EOF at the end")
  const families: Array<Building> = []
  const seen = new Set<string>()
  const names = new Set<string>()
  let family: Building | undefined

  /** The family that a line of metadata is of; a new one closes that before. */
  const about = (name: string): Building => {
    if (family?.name === name && family.samples.length === 0) return family
    if (!NAME.test(name)) throw new Error(`no name: ${name}`)
    if (names.has(name)) throw new Error(`${name} comes twice`)
    names.add(name)
    family = { name, type: null, help: null, unit: null, samples: [] }
    families.push(family)
    return family
  }

  const sample = (line: string): void => {
    const name = /^[^{ ]*/u.exec(line)![0]
    const [labels, rest] = labelsOf(line.slice(name.length))
    const { type } = family ?? { type: null }
    if (family === undefined || type === null) throw new Error("a sample without TYPE")
    const suffix = name.slice(family.name.length)
    if (!name.startsWith(family.name) || !suffixesOf(type, format).includes(suffix))
      throw new Error(`a sample of another family than ${family.name}`)
    // A timestamp may follow; ours has none.
    if (!/^ \S+$/u.test(rest)) throw new Error("not one blank and one number behind the labels")
    const sorted = Object.keys(labels).toSorted((one, other) => (one < other ? -1 : 1))
    const key = name + JSON.stringify(sorted.map((label) => [label, labels[label]]))
    if (seen.has(key)) throw new Error(`the sample comes twice`)
    seen.add(key)
    family.samples.push({ name, labels, value: numberOf(rest.slice(1)) })
  }

  for (const [index, line] of lines.entries()) {
    try {
      const meta = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/su.exec(line)
      if (meta === null) {
        if (line.startsWith("#") || line === "") throw new Error("a comment or nothing")
        sample(line)
        continue
      }
      const [, kind, name, value] = meta as unknown as [string, string, string, string]
      const of = about(name)
      if (kind === "HELP") {
        if (of.help !== null) throw new Error("HELP twice")
        of.help = unescaped(value, format === "openmetrics")
      } else if (kind === "TYPE") {
        if (of.type !== null) throw new Error("TYPE twice")
        if (!TYPES[format].includes(value)) throw new Error(`no type: ${value}`)
        of.type = value
      } else {
        if (format === "text") throw new Error("UNIT is of OpenMetrics")
        of.unit = value
      }
    } catch (cause) {
      throw new Error(`line ${index + 1}: ${line}: ${String(cause)}`, { cause })
    }
  }
  // What a family's samples may be called is nobody else's name.
  for (const { name, type } of families)
    for (const suffix of suffixesOf(type ?? "", format))
      if (suffix !== "" && names.has(name + suffix)) throw new Error(`${name + suffix} is two things`)
  return families.map((one) => closed(one, format))
}

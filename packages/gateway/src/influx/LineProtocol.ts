/**
 * InfluxDB's line protocol: points as text. Pure, and total: any text and any number makes a line that a database reads, or
 * none at all.
 *
 *     vebus,site=van,phase=L1 ac_input_power_watts=230,device_state="charge" 1767268800000
 *
 * A backslash cannot be written in a name without a doubt, nor can the end of a line, so they are changed there. In the value
 * of a field both stay as they are. Reference: integrations.md 8; InfluxDB 1.8, line protocol.
 */

/** The value of a field. What is no finite number has no place in the protocol. */
export type Value = number | string | boolean

/** One point in time of one series. */
export interface Point {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, Value>>
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A text as a name may be: measurement, key or value of a tag, key of a field. */
export const plain = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\\", "/")
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ")

/** The name of a measurement. A line that begins with `#` would be a comment. */
export const measurement = (text: string): string =>
  plain(text)
    .replaceAll(/[, ]/gu, String.raw`\$&`)
    .replace(/^#/u, "_")

/** A key or the value of a tag, or the key of a field. */
export const name = (text: string): string => plain(text).replaceAll(/[,= ]/gu, String.raw`\$&`)

const quoted = (text: string): string => `"${text.toWellFormed().replaceAll(/["\\]/gu, String.raw`\$&`)}"`

/** The value of a field; `null`: it has no place in the protocol. A number is always a float: a field has one type for ever. */
export const value = (found: Value): string | null => {
  if (typeof found === "string") return quoted(found)
  if (typeof found === "boolean") return String(found)
  return Number.isFinite(found) ? String(found) : null
}

/** A point as one line, without its end; `null` where no field is left to tell, or there is no time. */
export const line = ({ measurement: of, tags, fields, at }: Point): string | null => {
  const values = Object.entries(fields).flatMap(([key, found]) => {
    const text = value(found)
    return key === "" || text === null ? [] : [`${name(key)}=${text}`]
  })
  if (values.length === 0 || of === "" || !Number.isSafeInteger(Math.trunc(at))) return null
  // A tag without a value is none. By name, as the database wants them.
  const labels = Object.entries(tags)
    .filter(([key, text]) => key !== "" && text !== "")
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, text]) => `,${name(key)}=${name(text)}`)
  return `${measurement(of)}${labels.join("")} ${values.join(",")} ${Math.trunc(at)}`
}

/**
 * What Home Assistant makes of a state document by a template. The forms that we use, and no others: what is none of them
 * is an error. The same templates go through the real engine in the tests against real counterparts.
 */

type Json = Readonly<Record<string, unknown>>

/** The value at a path. One that is not there, in an object that is none, is a mistake in a real template. */
const at = (document: Json, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
      throw new Error(`${path}: there is no ${key}`)
    return (value as Json)[key]
  }, document)

/** As Python writes it. */
const text = (value: unknown): string =>
  value === null
    ? "None"
    : value === true
      ? "True"
      : value === false
        ? "False"
        : String(value as string | number)

const PATH = "value_json\\.([A-Za-z0-9_.]+)"
const plain = new RegExp(`^{{ ${PATH} }}$`)
const divided = new RegExp(
  `^{{ None if ${PATH} is none else \\(${PATH} / ([\\d.]+)\\) \\| round\\((\\d)\\) }}$`
)
const oneOf = new RegExp(`^{{ ${PATH} if ${PATH} in \\[([^\\]]*)\\] else None }}$`)
const lit = new RegExp(`^{{ None if ${PATH} is none else 'OFF' if ${PATH} == 'off' else 'ON' }}$`)
const NUMBER = "(-?[\\d.]+)"
const between = new RegExp(
  `^{{ ${PATH} if ${PATH} is not none and ${NUMBER} <= ${PATH} <= ${NUMBER} else None }}$`
)
const connected = /^{{ 'ON' if value_json\.link == 'connected' else 'OFF' }}$/

/** The state that a template gives. */
export const render = (template: string, document: Json): string => {
  let match = plain.exec(template)
  if (match) return text(at(document, match[1]!))
  if ((match = divided.exec(template))) {
    const value = at(document, match[1]!)
    if (match[1] !== match[2]) throw new Error(template)
    return value === null
      ? "None"
      : String(Number(((value as number) / Number(match[3])).toFixed(Number(match[4]))))
  }
  if ((match = oneOf.exec(template))) {
    const value = at(document, match[1]!)
    if (match[1] !== match[2]) throw new Error(template)
    return match[3]!.split(", ").includes(`'${String(value)}'`) ? String(value) : "None"
  }
  if ((match = between.exec(template))) {
    const value = at(document, match[1]!)
    if (match[1] !== match[2] || match[1] !== match[4]) throw new Error(template)
    const isWithin = value !== null && Number(match[3]) <= Number(value) && Number(value) <= Number(match[5])
    return isWithin ? text(value) : "None"
  }
  if ((match = lit.exec(template))) {
    const value = at(document, match[1]!)
    return value === null ? "None" : value === "off" ? "OFF" : "ON"
  }
  if (connected.test(template)) return document["link"] === "connected" ? "ON" : "OFF"
  throw new Error(`no known form: ${template}`)
}

/**
 * Words of two bytes without offsets, the low byte first, as `od -An` writes them: octal, or decimal with `-t d2` and
 * `-t u2`. Whether they are meant is for checksums to tell.
 */

const isOctal = (field: string): boolean => /^[01][0-7]{5}$/.test(field)

const isDecimal = (field: string): boolean =>
  /^-?(?:0|[1-9]\d{0,4})$/.test(field) && Number(field) >= -0x8000 && Number(field) <= 0xffff

/** Whether a number is too large for a byte, or too small. */
const isNoByte = (field: string): boolean => Number(field) > 0xff || Number(field) < -0x80

const bases = { octal: 8, decimal: 10 } as const

/** How words are written, when all that there is may be such. */
const notationOf = (fields: ReadonlyArray<string>): keyof typeof bases | null => {
  if (fields.length < 2) return null
  if (fields.every(isOctal)) return "octal"
  return fields.every(isDecimal) && fields.some(isNoByte) ? "decimal" : null
}

/** The bytes of lines that hold nothing but such words; `null`: they hold something else. */
export const bytesOf = (lines: ReadonlyArray<string>): Uint8Array | null => {
  const fields = lines.flatMap((line) => line.match(/\S+/g) ?? [])
  const notation = notationOf(fields)
  if (notation === null) return null
  return Uint8Array.from(
    fields.flatMap((field) => {
      const word = Number.parseInt(field, bases[notation])
      return [word & 0xff, (word >> 8) & 0xff]
    })
  )
}

/**
 * Telegrams of the customer port of DSMR and ESMR meters: lines from `/` to `!`, and behind that a CRC16 of all before it.
 * Total: what is damaged, or lacks import or export, is no reading. Pure.
 */

const START = 0x2f
const END = 0x21
/** No telegram is longer, in bytes. */
const MAX_BYTES = 8192
const KILO = 1000

/** CRC16 with the polynomial A001 and nothing to begin with, as the telegrams have it. */
export const crc16 = (bytes: Uint8Array, initial = 0): number => {
  let crc = initial
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xa001
  }
  return crc
}

const kilowatts = (text: string, id: string): number | null => {
  const match = new RegExp(
    `^${id.replaceAll(".", "\\.")}\\((\\d{1,5}(?:\\.\\d{1,3})?)\\*kW\\)\\r?$`,
    "m"
  ).exec(text)
  return match === null ? null : Number(match[1])
}

/** The power of a whole telegram in watts, positive when imported; `null`: it is damaged or does not tell. */
export const wattsOf = (telegram: Uint8Array): number | null => {
  const end = telegram.lastIndexOf(END)
  if (telegram[0] !== START || end < 0) return null
  const text = new TextDecoder("latin1").decode(telegram)
  const told = /^([\dA-Fa-f]{4})\r?\n?$/.exec(text.slice(end + 1))
  if (told === null || Number.parseInt(told[1]!, 16) !== crc16(telegram.subarray(0, end + 1))) return null
  const imported = kilowatts(text, "1-0:1.7.0")
  const exported = kilowatts(text, "1-0:2.7.0")
  return imported === null || exported === null ? null : Math.round((imported - exported) * KILO)
}

/** The bytes of a telegram that has begun. */
export type State = ReadonlyArray<number>

/** Takes in bytes, and gives the telegrams that are whole by then. */
export const step = (state: State, bytes: Uint8Array): readonly [State, ReadonlyArray<Uint8Array>] => {
  const telegrams: Array<Uint8Array> = []
  let begun: Array<number> = [...state]
  for (const byte of bytes) {
    if (byte === START && !begun.includes(END)) begun = []
    if (begun.length === 0 && byte !== START) continue
    begun.push(byte)
    const end = begun.indexOf(END)
    if (byte === 0x0a && end >= 0) {
      telegrams.push(Uint8Array.from(begun))
      begun = []
    } else if (begun.length > MAX_BYTES) begun = []
  }
  return [begun, telegrams]
}

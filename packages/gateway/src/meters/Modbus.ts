/**
 * One question of Modbus, and its answer: two input registers that hold a number of 32 bits, high word first, as RTU on a
 * serial line or as TCP. Total: what is not the whole answer to the question is none. Pure.
 */
import { crc16 } from "./Telegram.ts"

/** The total power of an SDM630 or SDM72D, in watts. */
export const TOTAL_POWER = 0x0034

const READ_INPUT = 4
const REGISTERS = 2
const CRC_INITIAL = 0xffff
const HEADER = 6

/** How it goes over the line. */
export type Framing = "rtu" | "tcp"

const pdu = (unit: number, register: number): ReadonlyArray<number> => [
  unit,
  READ_INPUT,
  register >> 8,
  register & 0xff,
  0,
  REGISTERS
]

const withCrc = (bytes: ReadonlyArray<number>): Uint8Array => {
  const crc = crc16(Uint8Array.from(bytes), CRC_INITIAL)
  return Uint8Array.from([...bytes, crc & 0xff, crc >> 8])
}

/** The question. `id` tells its answer from others, 0 to 65535, over TCP. */
export const question = (framing: Framing, unit: number, register: number, id: number): Uint8Array => {
  const body = pdu(unit, register)
  return framing === "rtu"
    ? withCrc(body)
    : Uint8Array.from([id >> 8, id & 0xff, 0, 0, 0, body.length, ...body])
}

/** The number in an answer; `undefined`: it is not whole yet; `null`: it is none to this question. */
export const answer = (
  framing: Framing,
  unit: number,
  id: number,
  bytes: Uint8Array
): number | null | undefined => {
  const body = framing === "tcp" ? bytes.subarray(HEADER) : bytes
  if (framing === "tcp") {
    if (bytes.length < HEADER) return undefined
    if (((bytes[0]! << 8) | bytes[1]!) !== id || bytes[2] !== 0 || bytes[3] !== 0) return null
  }
  if (body.length < 2) return undefined
  if (body[0] !== unit || body[1] !== READ_INPUT) return null
  const length = 3 + 2 * REGISTERS
  if (body.length < length + (framing === "rtu" ? 2 : 0)) return undefined
  if (body[2] !== 2 * REGISTERS) return null
  if (framing === "rtu") {
    const crc = crc16(body.subarray(0, length), CRC_INITIAL)
    if (body[length] !== (crc & 0xff) || body[length + 1] !== crc >> 8) return null
  }
  const value = new DataView(body.buffer, body.byteOffset + 3, 4).getFloat32(0)
  return Number.isFinite(value) ? value : null
}

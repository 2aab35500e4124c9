/**
 * Modbus over TCP: requests out of bytes, and answers as bytes. Pure.
 *
 *     0..1   transaction, comes back with the answer
 *     2..3   protocol, 0
 *     4..5   length of what follows, the unit included
 *     6      unit
 *     7      function: 3 and 4 read, 6 writes one register, 16 several
 *     8..    what the function takes
 *
 * Reference: Modbus application protocol 1.1b3, and messaging on TCP/IP 1.0b.
 */

/** Why something was refused. */
export const exceptions = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  failure: 4,
  busy: 6,
  noAnswer: 11
} as const
/** A code that refuses a request. */
export type Exception = (typeof exceptions)[keyof typeof exceptions]

/** One request, as far as it makes sense. */
export type Request = {
  readonly transaction: number
  readonly unit: number
  readonly function: number
} & (
  | { readonly _tag: "Read"; readonly register: number; readonly count: number }
  | { readonly _tag: "Write"; readonly register: number; readonly words: ReadonlyArray<number> }
  | { readonly _tag: "Refused"; readonly exception: Exception }
)

/** The bytes that came, cut up: whole requests, and the beginning of the next; `null`: that is no Modbus. */
export interface Cut {
  readonly requests: ReadonlyArray<Request>
  readonly rest: Uint8Array
}

const HEADER = 7
const MIN_LENGTH = 2
const MAX_LENGTH = 254
const MOST_READ = 125
const MOST_WRITTEN = 123
const READ_PDU = 5
const WRITE_HEAD = 6
const EXCEPTION_BIT = 0x80

const word = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

const refused = (exception: Exception) => ({ _tag: "Refused", exception }) as const

const several = (pdu: Uint8Array) => {
  if (pdu.length < WRITE_HEAD) return refused(exceptions.illegalValue)
  const count = word(pdu, 3)
  return count < 1 || count > MOST_WRITTEN || pdu[5] !== 2 * count || pdu.length !== WRITE_HEAD + 2 * count
    ? refused(exceptions.illegalValue)
    : ({
        _tag: "Write",
        register: word(pdu, 1),
        words: Array.from({ length: count }, (_, index) => word(pdu, WRITE_HEAD + 2 * index))
      } as const)
}

const askedOf = (pdu: Uint8Array) => {
  switch (pdu[0]) {
    case 3:
    case 4: {
      if (pdu.length !== READ_PDU) return refused(exceptions.illegalValue)
      const count = word(pdu, 3)
      return count < 1 || count > MOST_READ
        ? refused(exceptions.illegalValue)
        : ({ _tag: "Read", register: word(pdu, 1), count } as const)
    }
    case 6:
      return pdu.length === READ_PDU
        ? ({ _tag: "Write", register: word(pdu, 1), words: [word(pdu, 3)] } as const)
        : refused(exceptions.illegalValue)
    case 16:
      return several(pdu)
    default:
      return refused(exceptions.illegalFunction)
  }
}

/** Cuts what came into requests. */
export const cut = (bytes: Uint8Array): Cut | null => {
  const requests: Array<Request> = []
  let at = 0
  while (bytes.length - at >= HEADER) {
    const length = word(bytes, at + 4)
    if (word(bytes, at + 2) !== 0 || length < MIN_LENGTH || length > MAX_LENGTH) return null
    const end = at + HEADER - 1 + length
    if (bytes.length < end) break
    const pdu = bytes.subarray(at + HEADER, end)
    requests.push({
      transaction: word(bytes, at),
      unit: bytes[at + HEADER - 1]!,
      function: pdu[0]!,
      ...askedOf(pdu)
    })
    at = end
  }
  return { requests, rest: bytes.slice(at) }
}

const bytesOf = (value: number): ReadonlyArray<number> => [(value >> 8) & 0xff, value & 0xff]

const frame = ({ transaction, unit }: Request, pdu: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from([...bytesOf(transaction), 0, 0, ...bytesOf(pdu.length + 1), unit, ...pdu])

/** The answer to a read. */
export const told = (request: Request, words: ReadonlyArray<number>): Uint8Array =>
  frame(request, [request.function, 2 * words.length, ...words.flatMap(bytesOf)])

/** The answer to a write that came out: of one register its word, of several how many. */
export const written = (request: Request & { readonly _tag: "Write" }): Uint8Array => {
  const { register, words } = request
  return frame(request, [
    request.function,
    ...bytesOf(register),
    ...bytesOf(request.function === 6 ? words[0]! : words.length)
  ])
}

/** The answer to what is refused. */
export const failed = (request: Request, exception: Exception): Uint8Array =>
  frame(request, [request.function | EXCEPTION_BIT, exception])

/**
 * The winmon envelope, MK2 commands `W` `X` `Y` `Z`: a winmon command to the device that `A` selected, and its reply
 * under the same letter. `x` `y` `z` carry the short address as their last byte and are answered under X, Y or Z.
 *
 *     p[0]     FF
 *     p[1]     letter   57 W, 58 X, 59 Y, 5A Z; 78 x, 79 y, 7A z
 *     p[2]     code     `winmon/Winmon.ts`
 *     p[3...]  data     and with x y z the short address behind them
 *
 * Reference: protocol.md 4.1, 4.2.
 *
 * @example 05 FF 57 30 0D 00 68 - read RAM 13, on W
 * @example 08 FF 78 37 00 83 72 01 02 52 - a write to device 2
 */
import { envelope } from "../bytes/Envelope.ts"
import { answered } from "../link/Command.ts"
import type { ShortAddress } from "../device/ShortAddress.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Winmon from "../winmon/Winmon.ts"

/** The letters, W first. */
export const letters = { W: 0x57, X: 0x58, Y: 0x59, Z: 0x5a } as const
/** A letter. */
export type Letter = keyof typeof letters

const addressed = { X: 0x78, Y: 0x79, Z: 0x7a } as const

/** Whether the byte at `p[1]` is a letter that replies carry. */
export const isReplyLetter = (byte: number): boolean => byte >= letters.W && byte <= letters.Z

/** Whether the byte at `p[1]` is a winmon letter, addressed or not. */
export const isRequestLetter = (byte: number): boolean =>
  isReplyLetter(byte) || (byte >= addressed.X && byte <= addressed.Z)

/** The letters `x` `y` `z`, which carry an address. */
export type AddressedLetter = keyof typeof addressed

type Commanded = { readonly _tag: "WinmonRequest"; readonly command: Winmon.Request } & (
  | { readonly letter: Letter; readonly address: null }
  | { readonly letter: AddressedLetter; readonly address: number }
)

/** `address` is the short address of the addressed form, or `null`. */
export const Request = envelope<Commanded, Winmon.Request>("WinmonRequest", {
  first: FrameType.MK2,
  letters,
  addressed,
  key: "command",
  carried: Winmon.Request,
  expected: "W X Y Z x y z",
  make: (letter, address, command) => ({ _tag: "WinmonRequest", letter, address, command }),
  carriedOf: ({ command }) => command,
  addressOf: ({ address }) => address
})
export type Request = typeof Request.Type

/** A winmon reply under its letter. */
export const Reply = envelope<
  { readonly _tag: "WinmonReply"; readonly letter: Letter; readonly reply: Winmon.Reply },
  Winmon.Reply
>("WinmonReply", {
  first: FrameType.MK2,
  letters,
  addressed: null,
  key: "reply",
  carried: Winmon.Reply,
  expected: "W X Y Z",
  make: (letter, _, reply) => ({ _tag: "WinmonReply", letter, reply }),
  carriedOf: ({ reply }) => reply,
  addressOf: () => null
})
export type Reply = typeof Reply.Type

/** A winmon command has the traits of what it carries. */
export const command = answered(Request, [Reply], ({ command }) => Winmon.traits(command))

/** A winmon command under a letter, to the device that `A` selected. */
export const request = (letter: Letter, command: Winmon.Request): Request => ({
  _tag: "WinmonRequest",
  letter,
  address: null,
  command
})

/** A winmon command under an addressed letter, to the device with this short address. */
export const addressedRequest = (
  letter: AddressedLetter,
  address: ShortAddress,
  command: Winmon.Request
): Request => ({ _tag: "WinmonRequest", letter, address, command })

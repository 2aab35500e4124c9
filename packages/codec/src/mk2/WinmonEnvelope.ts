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
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { Uint8 } from "../bytes/Words.ts"
import * as FrameType from "../link/FrameType.ts"
import type * as Traits from "../link/Traits.ts"
import * as Winmon from "../winmon/Winmon.ts"

/** The letters, W first. */
export const Letter = Schema.Literals(["W", "X", "Y", "Z"])
export type Letter = typeof Letter.Type

const FIRST = 0x57
const LAST = 0x5a
const FIRST_ADDRESSED = 0x78
const LAST_ADDRESSED = 0x7a
/** From a letter to its addressed form. */
const ADDRESSED = 0x20

/** Byte positions in the payload. */
const p = { letter: 1, code: 2, size: 3 } as const

/** Whether the byte at `p[1]` is a winmon letter, addressed or not. */
export const isRequestLetter = (byte: number): boolean =>
  isReplyLetter(byte) || (byte >= FIRST_ADDRESSED && byte <= LAST_ADDRESSED)

/** Whether the byte at `p[1]` is a letter that replies carry. */
export const isReplyLetter = (byte: number): boolean => byte >= FIRST && byte <= LAST

/** `address` is the short address of the addressed form, or `null`. */
export const Request = Schema.TaggedStruct("WinmonRequest", {
  letter: Letter,
  address: Schema.NullOr(Uint8),
  command: Winmon.Request
})
export type Request = typeof Request.Type
/** A winmon reply under its letter. */
export const Reply = Schema.TaggedStruct("WinmonReply", { letter: Letter, reply: Winmon.Reply })
export type Reply = typeof Reply.Type

/** A winmon command under a letter, to the device that `A` selected. */
export const request = (letter: Letter, command: Winmon.Request): Request => ({
  _tag: "WinmonRequest",
  letter,
  address: null,
  command
})

const letterOf = (byte: number): Letter => Letter.literals[(byte & ~ADDRESSED) - FIRST]!
const byteOf = (letter: Letter): number => FIRST + Letter.literals.indexOf(letter)

/** Reads a request; fails on too few bytes or a byte that contradicts it. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("WinmonRequest", start, p.size, end - start)
  const byte = bytes[start + p.letter]!
  if (!isRequestLetter(byte)) return unexpectedValue("WinmonRequest", start + p.letter, "W X Y Z x y z", byte)
  const addressed = byte >= FIRST_ADDRESSED
  const command = Winmon.decodeRequest(bytes, start + p.code, addressed ? end - 1 : end)
  return Result.isFailure(command)
    ? Result.fail(command.failure)
    : Result.succeed({
        _tag: "WinmonRequest",
        letter: letterOf(byte),
        address: addressed ? bytes[end - 1]! : null,
        command: command.success
      })
}

/** The bytes of a request, from the frame type on. */
export const encodeRequest = ({ letter, address, command }: Request): Uint8Array =>
  address === null
    ? Uint8Array.of(FrameType.MK2, byteOf(letter), ...Winmon.encodeRequest(command))
    : Uint8Array.of(FrameType.MK2, byteOf(letter) | ADDRESSED, ...Winmon.encodeRequest(command), address)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("WinmonReply", start, p.size, end - start)
  const byte = bytes[start + p.letter]!
  if (!isReplyLetter(byte)) return unexpectedValue("WinmonReply", start + p.letter, "W X Y Z", byte)
  const reply = Winmon.decodeReply(bytes, start + p.code, end)
  return Result.isFailure(reply)
    ? Result.fail(reply.failure)
    : Result.succeed({ _tag: "WinmonReply", letter: letterOf(byte), reply: reply.success })
}

/** The bytes of a reply, from the frame type on. */
export const encodeReply = ({ letter, reply }: Reply): Uint8Array =>
  Uint8Array.of(FrameType.MK2, byteOf(letter), ...Winmon.encodeReply(reply))

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Those of the command inside. */
export const traits = ({ command }: Request): Traits.Traits => Winmon.traits(command)

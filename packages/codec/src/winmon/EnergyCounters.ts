/**
 * Energy counters, winmon 0x0F: ten rolling counters in units of 65,536 J.
 *
 *     0F                 request
 *     98 c0 ... c9       AC1 to inverter, AC2 to inverter, AC1 to out, AC2 to out, inverter to AC1, inverter to AC2,
 *                        out to AC1, out to AC2, inverter to out, out to inverter
 *
 * Reference: protocol.md 4.5.10.
 *
 * @example 0D FF 58 98 01 00 02 00 00 00 03 00 04 00 FA - 1, 0, 2, 0, 0, 0, 3, 0, 4, 0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bare } from "../bytes/Bare.ts"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare } from "../bytes/Read.ts"
import { Spare, Uint8 } from "../bytes/Words.ts"
import * as Traits from "../link/Traits.ts"

/** The winmon code of a request. */
export const CODE = 0x0f
/** The first byte of a reply. */
export const REPLY_CODE = 0x98

/** The counters in the order of their bytes. */
export const counters = [
  "acIn1ToInverter",
  "acIn2ToInverter",
  "acIn1ToOutput",
  "acIn2ToOutput",
  "inverterToAcIn1",
  "inverterToAcIn2",
  "outputToAcIn1",
  "outputToAcIn2",
  "inverterToOutput",
  "outputToInverter"
] as const

const size = 1 + counters.length

const bareRequest = bare("EnergyCountersRequest", CODE)
/** Asks for the counters. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type
/** The ten counts, 0 to 255 each, in the order of `counters`. */
export const Reply = Schema.TaggedStruct("EnergyCountersReply", {
  counts: Schema.Array(Uint8).check(Schema.isBetweenLength(counters.length, counters.length)),
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Asks for the counters. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < size
    ? tooShort("EnergyCountersReply", start, size, end - start)
    : Result.succeed({
        _tag: "EnergyCountersReply",
        counts: spare(bytes, start + 1, start + size),
        spare: spare(bytes, start + size, end)
      })

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(REPLY_CODE, ...value.counts, ...value.spare)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read

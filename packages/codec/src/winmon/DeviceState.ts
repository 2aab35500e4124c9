/**
 * Device state, winmon 0x0E: asks what the device is doing, or forces a charge state.
 *
 *     0E action [00]   action: 0 inquire, 1 force equalise, 2 force absorption, 3 force float
 *     94 state sub     `device/States.ts`; sub means something only while the state is 9 (charge)
 *
 * Reference: protocol.md 4.5.3, 6.9. Safety: a force action is a one-shot; equalise harms lithium batteries.
 *
 * @example 05 FF 57 0E 00 00 97 - inquire, padded
 * @example 05 FF 57 94 08 01 08 - bypass
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import { spare } from "../bytes/Read.ts"
import { NONE, Spare } from "../bytes/Words.ts"
import * as States from "../device/States.ts"
import * as Traits from "../link/Traits.ts"

/** The winmon code of a request. */
export const CODE = 0x0e
/** The first byte of a reply. */
export const REPLY_CODE = 0x94

/** What a request does. */
export const Action = openEnum({ 0: "inquire", 1: "force-equalise", 2: "force-absorption", 3: "force-float" })

/** Inquires the state, or forces a charge state. */
export const Request = Schema.TaggedStruct("DeviceStateRequest", { action: Action.schema, spare: Spare })
export type Request = typeof Request.Type
/** State and sub-state. */
export const Reply = Schema.TaggedStruct("DeviceStateReply", {
  state: States.DeviceState.schema,
  subState: States.ChargeState.schema,
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Asks for the state. */
export const inquire: Request = { _tag: "DeviceStateRequest", action: "inquire", spare: NONE }

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("DeviceStateRequest", start, 2, end - start)
    : Result.succeed({
        _tag: "DeviceStateRequest",
        action: Action.decode(bytes[start + 1]!),
        spare: spare(bytes, start + 2, end)
      })

/** The bytes of a request, from the winmon code on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(CODE, Action.encode(value.action), ...value.spare)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 3
    ? tooShort("DeviceStateReply", start, 3, end - start)
    : Result.succeed({
        _tag: "DeviceStateReply",
        state: States.DeviceState.decode(bytes[start + 1]!),
        subState: States.ChargeState.decode(bytes[start + 2]!),
        spare: spare(bytes, start + 3, end)
      })

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    REPLY_CODE,
    States.DeviceState.encode(value.state),
    States.ChargeState.encode(value.subState),
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Only an inquiry reads. */
export const traits = ({ action }: Request): Traits.Traits =>
  action === "inquire" ? Traits.read : { ...Traits.oneShot, timeoutMillis: Traits.TIMEOUT_MILLIS }

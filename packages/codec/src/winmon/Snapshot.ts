/**
 * Read the snapshot, winmon 0x38: the values that F 6 froze, once. Reading empties the store.
 *
 *     38                         request
 *     99 [lo hi ...]             reply, one word per id of the trigger; empty when nothing is stored
 *
 * Reference: protocol.md 4.5.9.
 *
 * @example 09 FF 58 99 89 FE 05 00 72 01 08 - -375, 5, 370
 */
import { bare } from "../bytes/Bare.ts"
import * as Traits from "../link/Traits.ts"
import { wordsReply } from "./WordsReply.ts"

/** The winmon code of a request. */
export const CODE = 0x38
/** The first byte of a reply. */
export const REPLY_CODE = 0x99

const bareRequest = bare("ReadSnapshotRequest", CODE)
/** Asks for the frozen values. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type

const reply = wordsReply("ReadSnapshotReply", REPLY_CODE)
/** One raw word for each frozen id; none when nothing is stored. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Asks for the frozen values. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** A lost reply took the values with it: the trigger must be repeated too. */
export const traits: (request: Request) => Traits.Traits = () => ({ ...Traits.read, retry: "sequence" })

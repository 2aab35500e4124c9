/**
 * Arbitraries for VE.Bus: every frame as a value, whole frames, damaged byte streams, and the ways to cut them.
 *
 * `requests`, `replies`, `winmonRequests` and `winmonReplies` are tables with one row per tag of the codec's unions: the
 * arbitrary of a frame is `replies.DcInfo.arbitrary`. Values are canonical: each is what its own bytes decode to.
 */
export {
  leds,
  replies,
  reply,
  replyFrame,
  replyFrames,
  request,
  requestFrame,
  requestFrames,
  requests,
  winmonReplies,
  winmonReply,
  winmonRequest,
  winmonRequests
} from "./Frames.ts"
export { type ByteCodec, type Row, row, rows, type Table } from "./Row.ts"
export * from "./Stream.ts"
export * as Words from "./Words.ts"
export { faultEvent, faultPlan } from "./FaultPlan.ts"
export { profile } from "./Profile.ts"
export { reading } from "./Reading.ts"
export { system } from "./System.ts"
export * as SettingsFile from "./SettingsFile.ts"

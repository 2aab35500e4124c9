/**
 * Winmon: the code byte chooses the command or the reply.
 *
 *     below 80   a request; in what the adapter sends: an echo
 *     80 and up  a reply
 *
 * The letter around it (W X Y Z) is `mk2/WinmonEnvelope.ts`. Reference: protocol.md 4.4.
 */
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import type * as Traits from "../link/Traits.ts"
import * as DeviceState from "./DeviceState.ts"
import * as EnergyCounters from "./EnergyCounters.ts"
import * as FlagAccess from "./FlagAccess.ts"
import * as Password from "./Password.ts"
import * as RamInfo from "./RamInfo.ts"
import * as ReadRam from "./ReadRam.ts"
import * as ReadSetting from "./ReadSetting.ts"
import * as Refusal from "./Refusal.ts"
import * as SerialNumber from "./SerialNumber.ts"
import * as SettingInfo from "./SettingInfo.ts"
import * as Snapshot from "./Snapshot.ts"
import * as SoftwareVersion from "./SoftwareVersion.ts"
import * as TwoStepWrite from "./TwoStepWrite.ts"
import * as Unknown from "./Unknown.ts"
import * as WriteViaId from "./WriteViaId.ts"

/** Any winmon request. */
export const Request = Schema.Union([
  SoftwareVersion.Request,
  SoftwareVersion.HighRequest,
  DeviceState.Request,
  EnergyCounters.Request,
  ReadRam.Request,
  ReadSetting.Request,
  TwoStepWrite.SelectRamRequest,
  TwoStepWrite.SelectSettingRequest,
  TwoStepWrite.DataRequest,
  SettingInfo.Request,
  RamInfo.Request,
  WriteViaId.Request,
  Snapshot.Request,
  Password.Request,
  SerialNumber.Request,
  FlagAccess.Request,
  Unknown.Request
])
export type Request = typeof Request.Type

/** Any winmon reply. */
export const Reply = Schema.Union([
  Refusal.NotUnderstood,
  SoftwareVersion.Reply,
  SoftwareVersion.HighReply,
  ReadRam.Reply,
  ReadSetting.Reply,
  WriteViaId.RamWritten,
  WriteViaId.SettingWritten,
  SettingInfo.Reply,
  RamInfo.Reply,
  Refusal.RamUnsupported,
  Refusal.SettingUnsupported,
  DeviceState.Reply,
  EnergyCounters.Reply,
  Snapshot.Reply,
  Refusal.AccessLevelRequired,
  Password.Reply,
  SerialNumber.Reply,
  FlagAccess.Reply,
  Unknown.Reply
])
export type Reply = typeof Reply.Type

const requestDecoder = (code: number): Decode<Request> => {
  switch (code) {
    case SoftwareVersion.CODE:
      return SoftwareVersion.decodeRequest
    case SoftwareVersion.HIGH_CODE:
      return SoftwareVersion.decodeHighRequest
    case DeviceState.CODE:
      return DeviceState.decodeRequest
    case EnergyCounters.CODE:
      return EnergyCounters.decodeRequest
    case ReadRam.CODE:
      return ReadRam.decodeRequest
    case ReadSetting.CODE:
      return ReadSetting.decodeRequest
    case TwoStepWrite.SELECT_RAM_CODE:
      return TwoStepWrite.selectRam.decode
    case TwoStepWrite.SELECT_SETTING_CODE:
      return TwoStepWrite.selectSetting.decode
    case TwoStepWrite.DATA_CODE:
      return TwoStepWrite.decodeDataRequest
    case SettingInfo.CODE:
      return SettingInfo.decodeRequest
    case RamInfo.CODE:
      return RamInfo.decodeRequest
    case WriteViaId.CODE:
      return WriteViaId.decodeRequest
    case Snapshot.CODE:
      return Snapshot.decodeRequest
    case Password.CODE:
      return Password.decodeRequest
    case SerialNumber.CODE:
      return SerialNumber.decodeRequest
    case FlagAccess.CODE:
      return FlagAccess.decodeRequest
    default:
      return Unknown.decodeRequest
  }
}

const replyDecoder = (code: number): Decode<Reply> => {
  switch (code) {
    case Refusal.NOT_UNDERSTOOD_CODE:
      return Refusal.notUnderstood.decode
    case SoftwareVersion.REPLY_CODE:
      return SoftwareVersion.decodeReply
    case SoftwareVersion.HIGH_REPLY_CODE:
      return SoftwareVersion.decodeHighReply
    case ReadRam.REPLY_CODE:
      return ReadRam.decodeReply
    case ReadSetting.REPLY_CODE:
      return ReadSetting.decodeReply
    case WriteViaId.RAM_WRITTEN_CODE:
      return WriteViaId.ramWritten.decode
    case WriteViaId.SETTING_WRITTEN_CODE:
      return WriteViaId.settingWritten.decode
    case SettingInfo.PART_CODES.scale:
    case SettingInfo.PART_CODES.offset:
    case SettingInfo.PART_CODES.default:
    case SettingInfo.PART_CODES.minimum:
    case SettingInfo.PART_CODES.maximum:
      return SettingInfo.decodeReply
    case RamInfo.REPLY_CODE:
    case RamInfo.OFFSET_CODE:
      return RamInfo.decodeReply
    case Refusal.RAM_UNSUPPORTED_CODE:
      return Refusal.ramUnsupported.decode
    case Refusal.SETTING_UNSUPPORTED_CODE:
      return Refusal.settingUnsupported.decode
    case DeviceState.REPLY_CODE:
      return DeviceState.decodeReply
    case EnergyCounters.REPLY_CODE:
      return EnergyCounters.decodeReply
    case Snapshot.REPLY_CODE:
      return Snapshot.decodeReply
    case Refusal.ACCESS_LEVEL_CODE:
      return Refusal.accessLevel.decode
    case Password.REPLY_CODE:
      return Password.decodeReply
    case SerialNumber.REPLY_CODE:
      return SerialNumber.decodeReply
    case FlagAccess.LOW_REPLY_CODE:
    case FlagAccess.HIGH_REPLY_CODE:
      return FlagAccess.decodeReply
    default:
      return Unknown.decodeReply
  }
}

/** Reads the winmon request whose code stands at `start`. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < 1 ? tooShort("WinmonRequest", start, 1, 0) : requestDecoder(bytes[start]!)(bytes, start, end)

/** Reads the winmon reply whose code stands at `start`. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 1 ? tooShort("WinmonReply", start, 1, 0) : replyDecoder(bytes[start]!)(bytes, start, end)

/** The bytes of a request, from the winmon code on. */
export const encodeRequest = (value: Request): Uint8Array => {
  switch (value._tag) {
    case "SoftwareVersionRequest":
      return SoftwareVersion.encodeRequest(value)
    case "SoftwareVersionHighRequest":
      return SoftwareVersion.encodeHighRequest(value)
    case "DeviceStateRequest":
      return DeviceState.encodeRequest(value)
    case "EnergyCountersRequest":
      return EnergyCounters.encodeRequest(value)
    case "ReadRamRequest":
      return ReadRam.encodeRequest(value)
    case "ReadSettingRequest":
      return ReadSetting.encodeRequest(value)
    case "SelectRamRequest":
      return TwoStepWrite.selectRam.encode(value)
    case "SelectSettingRequest":
      return TwoStepWrite.selectSetting.encode(value)
    case "WriteDataRequest":
      return TwoStepWrite.encodeDataRequest(value)
    case "SettingInfoRequest":
      return SettingInfo.encodeRequest(value)
    case "RamInfoRequest":
      return RamInfo.encodeRequest(value)
    case "WriteViaIdRequest":
      return WriteViaId.encodeRequest(value)
    case "ReadSnapshotRequest":
      return Snapshot.encodeRequest(value)
    case "PasswordRequest":
      return Password.encodeRequest(value)
    case "SerialNumberRequest":
      return SerialNumber.encodeRequest(value)
    case "FlagAccessRequest":
      return FlagAccess.encodeRequest(value)
    case "UnknownWinmonRequest":
      return Unknown.encodeRequest(value)
  }
}

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array => {
  switch (value._tag) {
    case "NotUnderstood":
      return Refusal.notUnderstood.encode(value)
    case "SoftwareVersionReply":
      return SoftwareVersion.encodeReply(value)
    case "SoftwareVersionHighReply":
      return SoftwareVersion.encodeHighReply(value)
    case "ReadRamReply":
      return ReadRam.encodeReply(value)
    case "ReadSettingReply":
      return ReadSetting.encodeReply(value)
    case "RamWritten":
      return WriteViaId.ramWritten.encode(value)
    case "SettingWritten":
      return WriteViaId.settingWritten.encode(value)
    case "SettingInfoReply":
      return SettingInfo.encodeReply(value)
    case "RamInfoReply":
      return RamInfo.encodeReply(value)
    case "RamUnsupported":
      return Refusal.ramUnsupported.encode(value)
    case "SettingUnsupported":
      return Refusal.settingUnsupported.encode(value)
    case "DeviceStateReply":
      return DeviceState.encodeReply(value)
    case "EnergyCountersReply":
      return EnergyCounters.encodeReply(value)
    case "ReadSnapshotReply":
      return Snapshot.encodeReply(value)
    case "AccessLevelRequired":
      return Refusal.accessLevel.encode(value)
    case "PasswordAccepted":
      return Password.encodeReply(value)
    case "SerialNumberReply":
      return SerialNumber.encodeReply(value)
    case "FlagAccessReply":
      return FlagAccess.encodeReply(value)
    case "UnknownWinmonReply":
      return Unknown.encodeReply(value)
  }
}

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)
/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** What a host must know about a winmon request. */
export const traits = (request: Request): Traits.Traits => {
  switch (request._tag) {
    case "SoftwareVersionRequest":
    case "SoftwareVersionHighRequest":
      return SoftwareVersion.traits(request)
    case "DeviceStateRequest":
      return DeviceState.traits(request)
    case "EnergyCountersRequest":
      return EnergyCounters.traits(request)
    case "ReadRamRequest":
      return ReadRam.traits(request)
    case "ReadSettingRequest":
      return ReadSetting.traits(request)
    case "SelectRamRequest":
    case "SelectSettingRequest":
    case "WriteDataRequest":
      return TwoStepWrite.traits(request)
    case "SettingInfoRequest":
      return SettingInfo.traits(request)
    case "RamInfoRequest":
      return RamInfo.traits(request)
    case "WriteViaIdRequest":
      return WriteViaId.traits(request)
    case "ReadSnapshotRequest":
      return Snapshot.traits(request)
    case "PasswordRequest":
      return Password.traits(request)
    case "SerialNumberRequest":
      return SerialNumber.traits(request)
    case "FlagAccessRequest":
      return FlagAccess.traits(request)
    case "UnknownWinmonRequest":
      return Unknown.traits(request)
  }
}

/** The tags of the replies that can answer a request with success. Every request may be refused instead. */
const positives = {
  SoftwareVersionRequest: ["SoftwareVersionReply"],
  SoftwareVersionHighRequest: ["SoftwareVersionHighReply"],
  DeviceStateRequest: ["DeviceStateReply"],
  EnergyCountersRequest: ["EnergyCountersReply"],
  ReadRamRequest: ["ReadRamReply"],
  ReadSettingRequest: ["ReadSettingReply"],
  SelectRamRequest: [],
  SelectSettingRequest: [],
  WriteDataRequest: ["RamWritten", "SettingWritten"],
  SettingInfoRequest: ["SettingInfoReply", "ReadSettingReply"],
  RamInfoRequest: ["RamInfoReply"],
  WriteViaIdRequest: ["RamWritten", "SettingWritten"],
  ReadSnapshotRequest: ["ReadSnapshotReply"],
  PasswordRequest: ["PasswordAccepted"],
  SerialNumberRequest: ["SerialNumberReply"],
  FlagAccessRequest: ["FlagAccessReply"],
  UnknownWinmonRequest: []
} as const satisfies Record<Request["_tag"], ReadonlyArray<Reply["_tag"]>>

const refusals: ReadonlyArray<Reply["_tag"]> = [
  "NotUnderstood",
  "AccessLevelRequired",
  "RamUnsupported",
  "SettingUnsupported"
]

/**
 * Whether a reply belongs to the family that can answer a request: its positive codes, and the refusals. A reply with
 * the right letter but of a foreign family is a late answer to an earlier request (protocol.md 4.6).
 */
export const answers = (reply: Reply, request: Request): boolean =>
  refusals.includes(reply._tag) ||
  (positives[request._tag] as ReadonlyArray<Reply["_tag"]>).includes(reply._tag)

/**
 * The winmon commands and replies, by tag. Where a reply has several forms that are told apart by their length, each
 * form keeps to the lengths that are its own.
 */
import {
  DeviceState,
  EnergyCounters,
  FlagAccess,
  Password,
  RamIds,
  RamInfo,
  ReadRam,
  ReadSetting,
  Refusal,
  SerialNumber,
  SettingInfo,
  Snapshot,
  SoftwareVersion,
  States,
  TwoStepWrite,
  UnknownWinmon,
  type Winmon,
  WriteViaId
} from "@vebus/codec"
import fc from "fast-check"
import { reply as replyRow, request as requestRow, row, rows, type Table } from "./Row.ts"
import {
  bytes,
  data,
  fields,
  int16,
  name,
  none,
  raw16,
  spare,
  trailing,
  uint16,
  uint32,
  uint8
} from "./Words.ts"

const bare = fields({ spare })
const word = fields({ valueRaw: raw16, spare })
const rowOfBytes = fields({ data })

/** A 16-bit id in two bytes, or the short way in one. */
const id = fc.oneof(
  fields({ id: uint16, idBytes: fc.constant<2>(2), spare }),
  fields({ id: uint8, idBytes: fc.constant<1>(1), spare: none })
)

/** One to six ids of RAM variables; what follows the sixth is spare. */
export const ramIds = bytes(RamIds.MAX + 2, 1).map((row) => ({
  ids: row.slice(0, RamIds.MAX) as unknown as RamIds.RamIds,
  spare: row.slice(RamIds.MAX)
}))

/** Words, and an odd byte behind them. */
const words = fields({ valuesRaw: fc.array(raw16, { maxLength: 11 }), spare: bytes(1) })

/** Any code but the documented ones. */
const codeBut = (known: ReadonlyArray<number>): fc.Arbitrary<number> =>
  uint8.filter((code) => !known.includes(code))

const requestCodes = [
  0x05, 0x06, 0x0e, 0x0f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3a, 0x3b, 0x3c
]
const replyCodes = [
  0x80, 0x82, 0x83, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x94, 0x98,
  0x99, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f
]

/** The winmon requests. */
export const requests: Table<Winmon.Request> = {
  SoftwareVersionRequest: requestRow("SoftwareVersionRequest", SoftwareVersion, bare),
  SoftwareVersionHighRequest: row(
    "SoftwareVersionHighRequest",
    {
      encode: SoftwareVersion.encodeHighRequest,
      decode: SoftwareVersion.decodeHighRequest,
      codec: SoftwareVersion.highRequestCodec
    },
    bare
  ),
  DeviceStateRequest: requestRow(
    "DeviceStateRequest",
    DeviceState,
    fields({ action: name(DeviceState.Action), spare })
  ),
  EnergyCountersRequest: requestRow("EnergyCountersRequest", EnergyCounters, bare),
  ReadRamRequest: requestRow("ReadRamRequest", ReadRam, ramIds),
  ReadSettingRequest: requestRow("ReadSettingRequest", ReadSetting, id),
  SelectRamRequest: row("SelectRamRequest", TwoStepWrite.selectRam, id),
  SelectSettingRequest: row("SelectSettingRequest", TwoStepWrite.selectSetting, id),
  WriteDataRequest: row(
    "WriteDataRequest",
    {
      encode: TwoStepWrite.encodeDataRequest,
      decode: TwoStepWrite.decodeDataRequest,
      codec: TwoStepWrite.dataRequestCodec
    },
    word
  ),
  SettingInfoRequest: requestRow("SettingInfoRequest", SettingInfo, id),
  RamInfoRequest: requestRow("RamInfoRequest", RamInfo, id),
  WriteViaIdRequest: requestRow(
    "WriteViaIdRequest",
    WriteViaId,
    fields({ flags: uint8, id: uint8, valueRaw: raw16, spare })
  ),
  ReadSnapshotRequest: requestRow("ReadSnapshotRequest", Snapshot, bare),
  PasswordRequest: requestRow("PasswordRequest", Password, fields({ data: bytes(16, 8) })),
  SerialNumberRequest: requestRow("SerialNumberRequest", SerialNumber, bare),
  FlagAccessRequest: requestRow("FlagAccessRequest", FlagAccess, id),
  UnknownWinmonRequest: requestRow(
    "UnknownWinmonRequest",
    UnknownWinmon,
    fields({ code: codeBut(requestCodes), data })
  )
}

/** With an access byte, a long setting info whose bytes fall on the separators is a short one. */
const separators = (value: {
  readonly offsetWord: number
  readonly defaultRaw: number
  readonly maximumRaw: number
}): boolean =>
  (value.offsetWord & 0xff) === SettingInfo.PART_CODES.offset &&
  value.defaultRaw >> 8 === SettingInfo.PART_CODES.default &&
  (value.maximumRaw & 0xff) === SettingInfo.PART_CODES.minimum

const longSettingInfo = fc
  .tuple(
    fields({
      form: fc.constant("long" as const),
      scaleWord: int16,
      offsetWord: int16,
      defaultRaw: raw16,
      minimumRaw: raw16,
      maximumRaw: raw16
    }),
    trailing(["access"], "spare")
  )
  .map(([known, rest]) => (separators(known) ? { ...known, access: null, spare: [] } : { ...known, ...rest }))

const shortSettingInfo = fields({
  form: fc.constant("short" as const),
  scaleWord: int16,
  offsetWord: int16,
  defaultRaw: raw16,
  minimumRaw: raw16,
  spare
})

/** A scale with seven bytes behind it is still a part, one with eight a long info. */
const settingInfoPart = fc.oneof(
  fields({
    form: fc.constant("part" as const),
    part: fc.constant("scale" as const),
    valueRaw: raw16,
    spare: bytes(7)
  }),
  fields({
    form: fc.constant("part" as const),
    part: fc.constantFrom("offset" as const, "default" as const, "minimum" as const, "maximum" as const),
    valueRaw: raw16,
    spare
  })
)

const empty = fields({ form: fc.constant("empty" as const), spare: bytes(1) })

/** With a byte behind it, a long RAM info whose offset starts with the separator is a short one. */
const longRamInfo = fields({
  form: fc.constant("long" as const),
  scaleWord: int16,
  offsetWord: int16,
  spare
}).map((value) => ((value.offsetWord & 0xff) === RamInfo.OFFSET_CODE ? { ...value, spare: [] } : value))

/** The winmon replies. */
export const replies: Table<Winmon.Reply> = {
  NotUnderstood: row("NotUnderstood", Refusal.notUnderstood, rowOfBytes),
  SoftwareVersionReply: replyRow(
    "SoftwareVersionReply",
    SoftwareVersion,
    fc.oneof(
      fields({ form: fc.constant("long" as const), version: uint32, spare: bytes(13) }),
      fields({ form: fc.constant("short" as const), lowWord: uint16, spare: bytes(1) })
    )
  ),
  SoftwareVersionHighReply: row(
    "SoftwareVersionHighReply",
    {
      encode: SoftwareVersion.encodeHighReply,
      decode: SoftwareVersion.decodeHighReply,
      codec: SoftwareVersion.highReplyCodec
    },
    fields({ highWord: uint16, spare })
  ),
  ReadRamReply: replyRow("ReadRamReply", ReadRam, words),
  ReadSettingReply: replyRow("ReadSettingReply", ReadSetting, word),
  RamWritten: row("RamWritten", WriteViaId.ramWritten, rowOfBytes),
  SettingWritten: row("SettingWritten", WriteViaId.settingWritten, rowOfBytes),
  SettingInfoReply: replyRow(
    "SettingInfoReply",
    SettingInfo,
    fc.oneof(longSettingInfo, shortSettingInfo, settingInfoPart, empty)
  ),
  RamInfoReply: replyRow(
    "RamInfoReply",
    RamInfo,
    fc.oneof(
      longRamInfo,
      fields({ form: fc.constant("short" as const), scaleWord: int16, offsetWord: int16, spare }),
      fields({ form: fc.constant("scale" as const), scaleWord: int16, spare: bytes(1) }),
      fields({ form: fc.constant("offset" as const), offsetWord: int16, spare }),
      empty
    )
  ),
  RamUnsupported: row("RamUnsupported", Refusal.ramUnsupported, rowOfBytes),
  SettingUnsupported: row("SettingUnsupported", Refusal.settingUnsupported, rowOfBytes),
  DeviceStateReply: replyRow(
    "DeviceStateReply",
    DeviceState,
    fields({ state: name(States.DeviceState), subState: name(States.ChargeState), spare })
  ),
  EnergyCountersReply: replyRow(
    "EnergyCountersReply",
    EnergyCounters,
    fields({ counts: bytes(10, 10), spare })
  ),
  ReadSnapshotReply: replyRow("ReadSnapshotReply", Snapshot, words),
  AccessLevelRequired: row("AccessLevelRequired", Refusal.accessLevel, rowOfBytes),
  PasswordAccepted: replyRow("PasswordAccepted", Password, bare),
  SerialNumberReply: replyRow("SerialNumberReply", SerialNumber, rowOfBytes),
  FlagAccessReply: replyRow(
    "FlagAccessReply",
    FlagAccess,
    fields({ half: fc.constantFrom("low" as const, "high" as const), id: uint8, levels: bytes(16) })
  ),
  UnknownWinmonReply: replyRow(
    "UnknownWinmonReply",
    UnknownWinmon,
    fields({ code: codeBut(replyCodes), data })
  )
}

/** Any winmon request. */
export const request: fc.Arbitrary<Winmon.Request> = fc.oneof(...rows(requests).map((row) => row.arbitrary))

/** Any winmon reply. */
export const reply: fc.Arbitrary<Winmon.Reply> = fc.oneof(...rows(replies).map((row) => row.arbitrary))

/**
 * What the fields of winmon requests and replies mean. Replies to reads do not say what they answer: their words stay
 * raw. Reference: protocol.md 4.4, 4.5.
 */
import type { Raw16 } from "../bytes/Words.ts"
import * as Product from "../device/Product.ts"
import * as Scale from "../device/Scale.ts"
import * as EnergyCounters from "../winmon/EnergyCounters.ts"
import * as Refusal from "../winmon/Refusal.ts"
import * as SerialNumber from "../winmon/SerialNumber.ts"
import type * as SettingInfo from "../winmon/SettingInfo.ts"
import * as SoftwareVersion from "../winmon/SoftwareVersion.ts"
import type * as Winmon from "../winmon/Winmon.ts"
import * as WriteViaId from "../winmon/WriteViaId.ts"
import type { Meanings } from "./Meanings.ts"
import * as P from "./Phrases.ts"
import * as Scales from "./Scales.ts"

const spare = { spare: P.unexplained }
const coded = { code: P.plain, data: P.unexplained }

const ram = (id: number): P.Meaning => P.says(P.ramVariable(id))
const setting = (id: number): P.Meaning => P.says(P.setting(id))

const ramWords = {
  valuesRaw: {
    each: (raw: Raw16, _: unknown, index: number) => P.rawWord(raw, `variable ${index + 1} of the request`)
  },
  ...spare
}

const isSetting = (flags: number): boolean => (flags & WriteViaId.SETTING) !== 0

/** The scale that stands in the same frame. The setting is signed when its limits only then make a range. */
const settingScale = (row: SettingInfo.Reply): Scale.SettingScale | null => {
  switch (row.form) {
    case "long":
      return Scale.settingScale(row.scaleWord, row.offsetWord, row.minimumRaw > row.maximumRaw)
    case "short":
      return Scale.settingScale(row.scaleWord, row.offsetWord)
    default:
      return null
  }
}

const infoWord = (raw: Raw16, row: SettingInfo.Reply): P.Meaning => {
  const scale = settingScale(row)
  return scale?._tag === "Linear" ? Scales.settingValue(raw, scale) : P.rawWord(raw, "another frame")
}

const infoPart = (raw: Raw16, row: SettingInfo.Reply): P.Meaning => {
  const part = row.form === "part" ? row.part : null
  if (part === "scale") return Scales.settingScale(Scale.numberOf(raw, true))
  return part === "offset" ? Scales.offset(Scale.numberOf(raw, true)) : infoWord(raw, row)
}

export const meanings: Meanings<Winmon.Request | Winmon.Reply> = {
  SoftwareVersionRequest: spare,
  SoftwareVersionHighRequest: spare,
  DeviceStateRequest: { action: P.name, ...spare },
  EnergyCountersRequest: spare,
  ReadRamRequest: { ids: { each: ram }, ...spare },
  ReadSettingRequest: { id: setting, ...spare },
  SelectRamRequest: { id: ram, ...spare },
  SelectSettingRequest: { id: setting, ...spare },
  WriteDataRequest: {
    valueRaw: (raw) => P.rawWord(raw, "what was selected before"),
    ...spare
  },
  SettingInfoRequest: { id: setting, ...spare },
  RamInfoRequest: { id: ram, ...spare },
  WriteViaIdRequest: {
    flags: (flags) =>
      P.says(
        `${isSetting(flags) ? "a setting" : "a RAM variable"}, ${(flags & WriteViaId.NO_EEPROM) === 0 ? "EEPROM too" : "RAM only"}`
      ),
    id: (id, { flags }) => (isSetting(flags) ? setting(id) : ram(id)),
    valueRaw: (raw, { flags, id }) => (isSetting(flags) ? P.settingWord(id, raw) : P.ramWord(id, raw)),
    ...spare
  },
  ReadSnapshotRequest: spare,
  PasswordRequest: { data: () => P.says("the password") },
  SerialNumberRequest: spare,
  FlagAccessRequest: { id: setting, ...spare },
  UnknownWinmonRequest: coded,

  NotUnderstood: {
    data: ([info]) =>
      P.says(
        info === 0
          ? "the code itself is not known"
          : "tells which byte was refused, or 01 for a wrong password"
      )
  },
  SoftwareVersionReply: {
    version: (version) =>
      P.says(
        `${version}: ${Product.deviceName(SoftwareVersion.productId(version)) ?? "unknown product"}, firmware ${SoftwareVersion.firmware(version)}`
      ),
    lowWord: (word) => P.says(`${P.word(word)}, the low half`),
    ...spare
  },
  SoftwareVersionHighReply: { highWord: (word) => P.says(`${P.word(word)}, the high half`), ...spare },
  ReadRamReply: ramWords,
  ReadSettingReply: {
    valueRaw: (raw) => P.rawWord(raw, "the setting asked for"),
    ...spare
  },
  RamWritten: { data: P.unexplained },
  SettingWritten: {
    data: ({ length }, row) =>
      length > 1
        ? P.unexplained()
        : P.says(WriteViaId.needsRestart(row) ? "a restart is needed for it to act" : "no restart is needed")
  },
  SettingInfoReply: {
    scaleWord: Scales.settingScale,
    offsetWord: Scales.offset,
    defaultRaw: infoWord,
    minimumRaw: infoWord,
    maximumRaw: infoWord,
    access: (level) => P.says(P.accessLevel(level)),
    valueRaw: infoPart,
    ...spare
  },
  RamInfoReply: {
    scaleWord: (word, row) => Scales.ramScale(word, "offsetWord" in row ? row.offsetWord : 0),
    offsetWord: Scales.ramOffset,
    ...spare
  },
  RamUnsupported: {
    data: (_, row) => {
      const index = Refusal.refusedIndex(row, 0xff)
      return index === null ? P.unexplained() : P.says(`number ${index + 1} of the variables asked for`)
    }
  },
  SettingUnsupported: { data: P.unexplained },
  DeviceStateReply: {
    state: P.name,
    subState: (subState, { state }) =>
      P.says(state === "charge" ? subState : `${subState}, means nothing in this state`),
    ...spare
  },
  EnergyCountersReply: {
    counts: {
      each: (count, _, index) =>
        P.says(`${EnergyCounters.counters[index]}: ${count} x 65536 J, rolls over at 256`)
    },
    ...spare
  },
  ReadSnapshotReply: ramWords,
  AccessLevelRequired: { data: ([level]) => P.says(P.accessLevel(level!)) },
  PasswordAccepted: spare,
  SerialNumberReply: { data: (_, row) => P.says(SerialNumber.text(row)) },
  FlagAccessReply: {
    id: setting,
    levels: {
      each: (level, { id, half }, index) =>
        P.says(`${P.flagName(id, half === "high" ? index + 8 : index)}: ${P.accessLevel(level)}`)
    }
  },
  UnknownWinmonReply: coded
}

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

/** Where a value goes. Whether flags 00 reach the EEPROM is disputed. */
const memory = (flags: number): string => {
  if ((flags & WriteViaId.NO_EEPROM) !== 0) return "not in EEPROM"
  return isSetting(flags) ? "in EEPROM too" : "perhaps in EEPROM too"
}

type Info = typeof SettingInfo.LongReply.Type | typeof SettingInfo.ShortReply.Type

/** A word on the scale in the same frame. The setting is signed when its limits only then make a range. */
const infoWord = (raw: Raw16, row: Info): P.Meaning => {
  const signed = row.form === "long" && row.minimumRaw > row.maximumRaw
  const scale = Scale.settingScale(row.scaleWord, row.offsetWord, signed)
  return scale._tag === "Linear" ? Scales.settingValue(raw, scale) : P.says("not supported")
}

/** A word that came in a frame of its own. */
const infoPart = (raw: Raw16, { part }: typeof SettingInfo.PartReply.Type): P.Meaning => {
  switch (part) {
    case "scale":
      return Scales.settingScale(Scale.numberOf(raw, true))
    case "offset":
      return Scales.offset(Scale.numberOf(raw, true))
    default:
      return P.rawWord(raw, "another frame")
  }
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
    flags: (flags) => P.says(`${isSetting(flags) ? "a setting" : "a RAM variable"}, ${memory(flags)}`),
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
  SerialNumberReply: { data: (_, row) => P.says(SerialNumber.text(row) || "no characters") },
  FlagAccessReply: {
    id: setting,
    levels: {
      each: (level, { id, half }, index) =>
        P.says(`${P.flagName(id, half === "high" ? index + 8 : index)}: ${P.accessLevel(level)}`)
    }
  },
  UnknownWinmonReply: coded
}

/**
 * What a frame means in the words of the vectors: for each kind, the fields that the vectors give, computed from the
 * codec's value. The names are those of the vectors; everything a frame decodes to is compared through them.
 */
import { assert } from "@effect/vitest"
import {
  AcInfo,
  Address,
  BusLines,
  DeviceConfig,
  DeviceState,
  Frames,
  Hex,
  LedMasks,
  Leds,
  type RamInfo,
  Scale,
  SerialNumber,
  type SettingInfo,
  States,
  Switch,
  Version,
  Winmon,
  WriteViaId
} from "@vebus/codec"

type Fields = Readonly<Record<string, unknown>>
type Content = Frames.Request | Frames.Reply
/** A frame that was read, in either direction. */
export interface WholeFrame {
  readonly content: Content
  readonly leds: LedMasks.LedMasks | null
}
type Meaning = (frame: WholeFrame) => Fields
type Tagged<Union, Tag> = Extract<Union, { readonly _tag: Tag }>

/** What a frame carries, or the frame itself. */
const innermost = (content: Content): Winmon.Request | Winmon.Reply | Content =>
  content._tag === "WinmonRequest"
    ? content.command
    : content._tag === "WinmonReply"
      ? content.reply
      : content

/** The tag of what a frame carries. */
export const tagOf = (content: Content): string => innermost(content)._tag

/** A kind that has no words of its own here: the fields of the codec's value, but for bytes that are not there. */
export const ownFields: Meaning = ({ content }) =>
  Object.fromEntries(
    Object.entries(innermost(content)).filter(
      ([key, value]) => key !== "_tag" && !(key === "spare" && Array.isArray(value) && value.length === 0)
    )
  )

const hex = (bytes: ReadonlyArray<number>): string => Hex.toHex(bytes).toLowerCase()
const signed = (raw: number): number => (raw << 16) >> 16
const when = (condition: boolean, fields: Fields): Fields => (condition ? fields : {})
const present = (name: string, value: number | null): Fields => when(value !== null, { [name]: value })
const padding = (spare: ReadonlyArray<number>): Fields => when(spare.length > 0, { padding: hex(spare) })

const lampNames = LedMasks.lamps.map((lamp) => (lamp === "lowBattery" ? "low-battery" : lamp))

/** The lamps that are not off, by name. */
const lamps = (masks: LedMasks.LedMasks): unknown =>
  LedMasks.isAvailable(masks)
    ? Object.fromEntries(
        lampNames
          .map((lamp, bit) => [lamp, LedMasks.lampState(masks, bit)])
          .filter(([, state]) => state !== "off")
      )
    : "unknown (1F/1F means no LED information)"

const ledBytes = (masks: LedMasks.LedMasks): Fields => ({
  onByte: masks.on,
  blinkByte: masks.blink,
  leds: lamps(masks)
})

const suffix = (leds: WholeFrame["leds"]): Fields =>
  when(leds !== null, { ledSuffix: leds && ledBytes(leds) })

const frame =
  <const Tag extends Content["_tag"]>(tag: Tag, fields: (value: Tagged<Content, Tag>) => Fields): Meaning =>
  ({ content, leds }) => {
    assert.strictEqual(content._tag, tag)
    return { ...fields(content as Tagged<Content, Tag>), ...suffix(leds) }
  }

const bare = <const Tag extends Content["_tag"]>(tag: Tag): Meaning => frame(tag, () => ({}))

const command = <const Tag extends Winmon.Request["_tag"]>(
  tag: Tag,
  fields: (value: Tagged<Winmon.Request, Tag>) => Fields
): Meaning =>
  frame("WinmonRequest", ({ letter, address, command }) => {
    assert.strictEqual(command._tag, tag)
    return {
      channel: address === null ? letter : letter.toLowerCase(),
      code: Winmon.Request.encode(command)[0],
      ...fields(command as Tagged<Winmon.Request, Tag>),
      ...present("address", address)
    }
  })

const answer = <const Tag extends Winmon.Reply["_tag"]>(
  tag: Tag,
  fields: (value: Tagged<Winmon.Reply, Tag>) => Fields
): Meaning =>
  frame("WinmonReply", ({ letter, reply }) => {
    assert.strictEqual(reply._tag, tag)
    return {
      channel: letter,
      code: Winmon.Reply.encode(reply)[0],
      ...fields(reply as Tagged<Winmon.Reply, Tag>)
    }
  })

const action = ({ action, address, spare }: Address.Request | Address.Reply): Fields => ({
  action: Address.Action.encode(action),
  address,
  ...padding(spare)
})

const settingId = ({ id, idBytes }: { readonly id: number; readonly idBytes: number }): Fields => ({
  settingId: id,
  ...when(idBytes === 1, { idBytes })
})
const ramId = ({ id }: { readonly id: number }): Fields => ({ ramId: id })
/** Some hosts pad a single id with a zero, which newer firmware takes for a second id: both say the same bytes. */
const ramIds = ({ ids }: { readonly ids: ReadonlyArray<number | undefined> }): Fields => ({ ramIds: ids })
const values = ({ valuesRaw }: { readonly valuesRaw: ReadonlyArray<number> }): Fields => ({
  values: valuesRaw,
  valuesSigned: valuesRaw.map(signed)
})
const data = (reply: { readonly data: ReadonlyArray<number> }): Fields => ({ data: hex(reply.data) })

const lines = (value: number): Fields => ({
  lines: value,
  panelDetect: (value & BusLines.PANEL_DETECT) !== 0,
  standby: (value & BusLines.STANDBY) !== 0
})

const write = ({ flags, id, valueRaw }: WriteViaId.Request): Fields => ({
  flags,
  target: (flags & WriteViaId.SETTING) !== 0 ? "setting" : "ram",
  ramOnly: (flags & WriteViaId.NO_EEPROM) !== 0,
  id,
  raw: valueRaw,
  rawSigned: signed(valueRaw)
})

const scaleInfo = (scale: Scale.RamScale): Fields => {
  switch (scale._tag) {
    case "Unsupported":
      return { supported: false }
    case "Bit":
      return { supported: true, type: "bit", bit: scale.bit }
    case "Linear":
      return {
        supported: true,
        type: scale.signed ? "signed" : "unsigned",
        divisor: scale.divisor,
        offset: scale.offset
      }
  }
}

const ramInfo = (reply: RamInfo.Reply): Fields => {
  assert(reply.form === "long" || reply.form === "short")
  return {
    form: reply.form === "long" ? "combined" : "split",
    scaleWord: reply.scaleWord & 0xffff,
    offsetWord: reply.offsetWord & 0xffff,
    info: scaleInfo(Scale.ramScale(reply.scaleWord, reply.offsetWord))
  }
}

const noRamInfo = (reply: RamInfo.Reply): Fields => {
  if (reply.form === "empty") return { data: hex(reply.spare) }
  assert(reply.form === "scale")
  assert.strictEqual(Scale.ramScale(reply.scaleWord, 0)._tag, "Unsupported")
  return { data: hex([reply.scaleWord & 0xff, (reply.scaleWord >> 8) & 0xff, ...reply.spare]) }
}

const ramInfoPart = (part: "scale" | "offset", field: "scaleWord" | "offsetWord"): Meaning =>
  answer("RamInfoReply", (reply) => {
    assert(reply.form === part)
    return { [field]: (reply.form === "scale" ? reply.scaleWord : reply.offsetWord) & 0xffff }
  })

const settingInfoPart = (part: SettingInfo.Part): Meaning =>
  answer("SettingInfoReply", (info) => {
    assert(info.form === "part")
    assert.strictEqual(info.part, part)
    const isSigned = part === "scale" || part === "offset"
    return { [part]: isSigned ? signed(info.valueRaw) : info.valueRaw }
  })

const raw = (
  tag: "BatteryLimits" | "Bus21" | "Bus38" | "Bus3D" | "DirectSwitch" | "ForeignPanel",
  frameType: number
): Meaning => frame(tag, ({ head, data }) => ({ frameType, data: hex([head, ...data]) }))

/** By kind. A kind that stands in no vector, or one that is missing here, fails the test. */
export const meanings: Readonly<Record<string, Meaning>> = {
  "ac-info": frame("AcInfo", (ac) => ({
    phaseInfo: ac.phaseCode,
    phase: AcInfo.phaseOf(ac.phaseCode),
    phaseCount: AcInfo.phaseCountOf(ac.phaseCode),
    backfeedFactor: ac.backfeedFactor,
    inverterFactor: ac.inverterFactor,
    unknownByte: ac.unexplained,
    stateByte: States.OperatingState.encode(ac.state),
    state: ac.state.startsWith("unknown-") ? null : ac.state,
    mainsVoltageRaw: ac.mainsVoltageRaw,
    mainsCurrentRaw: ac.mainsCurrentRaw,
    mainsCurrentRawSigned: signed(ac.mainsCurrentRaw),
    inverterVoltageRaw: ac.outputVoltageRaw,
    inverterCurrentRaw: ac.outputCurrentRaw,
    inverterCurrentRawSigned: signed(ac.outputCurrentRaw),
    mainsPeriodRaw: ac.mainsPeriodRaw
  })),
  "ac-info-request": frame("AcInfoRequest", ({ phase }) => ({ phase })),
  "access-level-required": answer("AccessLevelRequired", (reply) => ({ level: reply.data[0] })),
  address: frame("AddressReply", action),
  "address-get": frame("AddressRequest", action),
  "address-set": frame("AddressRequest", action),
  "addressed-read-ram": command("ReadRamRequest", ramIds),
  "addressed-write-via-id": command("WriteViaIdRequest", write),
  "battery-limits": raw("BatteryLimits", 0x3c),
  "battery-limits-request": frame("BatteryLimitsRequest", ({ unexplained, dischargeLimitRaw }) => ({
    unknownBytes: hex(unexplained),
    dischargeLimitRaw,
    dischargeLimitAmps: Scale.limitAmperes(dischargeLimitRaw)
  })),
  config: frame("AcInputConfig", (config) => ({
    unknownByte: config.unexplained,
    ledOn: config.on,
    ledBlink: config.blink,
    statusByte: config.alarms,
    acInputConfig: Frames.encodeReply(config)[5],
    activeInput: config.activeInput,
    remoteOverrulesLimitBit2: config.limitChangeable,
    digitalMultiControlBit3: config.digitalMultiControl,
    acInputCount: config.inputCount,
    panelDetectedBit7: config.panelDetected,
    minLimitRaw: config.minimumLimitRaw,
    maxLimitRaw: config.maximumLimitRaw,
    actualLimitRaw: config.actualLimitRaw,
    minLimitAmps: Scale.limitAmperes(config.minimumLimitRaw),
    maxLimitAmps: Scale.limitAmperes(config.maximumLimitRaw),
    actualLimitAmps: Scale.limitAmperes(config.actualLimitRaw),
    switchRegister: config.switchRegister
  })),
  "config-request": bare("AcInputConfigRequest"),
  "dc-info": frame("DcInfo", (dc) => ({
    batteryVoltageRaw: dc.batteryVoltageRaw,
    // The vectors give the 24 bits unsigned.
    inverterCurrentRaw: dc.inverterCurrentRaw & 0xff_ffff,
    chargerCurrentRaw: dc.chargerCurrentRaw & 0xff_ffff,
    inverterPeriodRaw: dc.inverterPeriodRaw,
    unknownBytes: hex([0, 8, 16, 24].map((shift) => (dc.unexplained >>> shift) & 0xff))
  })),
  "dc-info-request": bare("DcInfoRequest"),
  "device-config": frame("DeviceConfig", (config) => ({
    uniqueNumber: config.uniqueNumber,
    typeCode: config.typeCode,
    unknownBytes: hex([config.head & 0xff, config.head >> 8, config.unexplained]),
    addressMask: config.addresses,
    addresses: DeviceConfig.configuredAddresses(config),
    vllCodeUnused: (config.vllFlags & 0x10) !== 0,
    vllFlags: config.vllFlags,
    address: config.address
  })),
  "device-config-request": frame("DeviceConfigRequest", ({ address }) => ({ address })),
  "device-reset": frame("DeviceRestartRequest", ({ uniqueNumber }) => ({
    uniqueNumber,
    allDevices: uniqueNumber === 0
  })),
  "device-state": command("DeviceStateRequest", ({ action, spare }) => ({
    request: DeviceState.Action.encode(action),
    requestName: action,
    ...padding(spare)
  })),
  "device-state-reply": answer("DeviceStateReply", ({ state, subState }) => ({
    state: States.OperatingState.encode(state),
    stateName: state,
    subState: States.ChargeState.encode(subState),
    subStateName: state === "charge" ? subState : null
  })),
  "energy-counters": command("EnergyCountersRequest", () => ({})),
  "energy-counters-reply": answer("EnergyCountersReply", ({ counts }) => ({ counters: counts })),
  "extra-flag-info-reply": answer("FlagAccessReply", ({ half, id, levels }) => ({
    half,
    settingId: id,
    levels
  })),
  "get-extra-flag-info": command("FlagAccessRequest", settingId),
  "get-ram-info": command("RamInfoRequest", ramId),
  "get-setting-info": command("SettingInfoRequest", settingId),
  "high-speed-request": bare("HighSpeedRequest"),
  "interface-lines": frame("BusLinesReply", (reply) => ({
    ...lines(reply.lines),
    bit2: (reply.lines & 4) !== 0
  })),
  "interface-lines-get": frame("BusLinesRequest", (request) => present("lines", request.lines)),
  "interface-lines-set": frame("BusLinesRequest", (request) => lines(request.lines ?? Number.NaN)),
  "interface-reset": bare("RestartRequest"),
  "interface-state": frame("AdapterSettingsReply", (settings) => ({
    switchState: Switch.Position.encode(settings.position),
    switchName: settings.position === "none" ? null : settings.position,
    potMeter: settings.pot,
    panelScale: settings.scale,
    marker: settings.xIds,
    flags: settings.flags,
    sfrId: settings.sfr
  })),
  "interface-state-request": bare("AdapterSettingsRequest"),
  led: frame("LedsReply", (leds) => {
    const extra = [leds.alarms, leds.status, ...leds.unexplained].filter((byte) => byte !== null)
    return {
      ...ledBytes(leds),
      dataLength: 2 + extra.length,
      ...when(extra.length > 0, { extra: hex(extra) }),
      ...when(leds.status !== null, {
        alarmByte: leds.alarms,
        vebusError: Leds.vebusError(leds),
        statusFlags: (leds.status ?? 0) & 0xe0
      })
    }
  }),
  "led-request": bare("LedsRequest"),
  "other-B": frame("UnknownMk2Reply", data),
  "other-C": frame("UnknownMk2Reply", data),
  password: command("PasswordRequest", (request) => ({ password: hex(request.data) })),
  "password-accepted": answer("PasswordAccepted", () => ({})),
  "ram-info": answer("RamInfoReply", ramInfo),
  "ram-info-offset": ramInfoPart("offset", "offsetWord"),
  "ram-info-scale": ramInfoPart("scale", "scaleWord"),
  "ram-info-unsupported": answer("RamInfoReply", noRamInfo),
  "ram-not-supported": answer("RamUnsupported", data),
  "ram-value": answer("ReadRamReply", values),
  "read-ram": command("ReadRamRequest", ramIds),
  "read-setting": command("ReadSettingRequest", settingId),
  "read-snapshot": command("ReadSnapshotRequest", () => ({})),
  "serial-number": command("SerialNumberRequest", () => ({})),
  "serial-number-reply": answer("SerialNumberReply", (reply) => ({ serial: SerialNumber.text(reply) })),
  "setting-info": answer("SettingInfoReply", (info) => {
    assert(info.form === "long")
    return {
      scale: info.scaleWord,
      offset: info.offsetWord,
      default: info.defaultRaw,
      minimum: info.minimumRaw,
      maximum: info.maximumRaw,
      accessLevel: info.access
    }
  }),
  "setting-info-default": settingInfoPart("default"),
  "setting-info-maximum": settingInfoPart("maximum"),
  "setting-info-minimum": settingInfoPart("minimum"),
  "setting-info-offset": settingInfoPart("offset"),
  "setting-info-scale": settingInfoPart("scale"),
  "setting-info-split": answer("SettingInfoReply", (info) => {
    assert(info.form === "short")
    return {
      scale: info.scaleWord,
      offset: info.offsetWord,
      default: info.defaultRaw,
      minimum: info.minimumRaw
    }
  }),
  "setting-info-unsupported": answer("SettingInfoReply", (info) => {
    assert(info.form === "empty")
    return {}
  }),
  "setting-not-supported": answer("SettingUnsupported", data),
  "setting-value": answer("ReadSettingReply", (reply) => ({ raw: reply.valueRaw })),
  snapshot: answer("ReadSnapshotReply", values),
  "snapshot-request": frame("SnapshotRequest", ramIds),
  "software-version-0": command("SoftwareVersionRequest", () => ({})),
  "software-version-0-reply": answer("SoftwareVersionReply", (reply) =>
    reply.form === "long"
      ? { form: "combined", version: reply.version, remainder: hex(reply.spare) }
      : { form: "split", lowWord: reply.lowWord }
  ),
  "software-version-1": command("SoftwareVersionHighRequest", () => ({})),
  "software-version-1-reply": answer("SoftwareVersionHighReply", ({ highWord }) => ({ highWord })),
  "switch-ack": bare("SwitchReply"),
  "switch-set": frame("SwitchRequest", (request) => {
    const inAmperes = (request.flags & Switch.Flags.limitInAmperes) !== 0
    const { limitRaw } = request
    return {
      switchState: Switch.Position.encode(request.position),
      switchName: request.position === "none" ? null : request.position,
      marker: request.marker,
      flags: request.flags,
      variant: inAmperes ? 2 : 1,
      ...(inAmperes
        ? { limitRaw, limitAmps: limitRaw >= Switch.NO_LIMIT ? null : Scale.limitAmperes(limitRaw) }
        : { potMeter: limitRaw & 0xff, panelScale: limitRaw >> 8 }),
      ...present("reserved", request.reserved),
      ...present("flagsExt0", request.extended),
      ...present("eepromFlags", request.eeprom)
    }
  }),
  "unknown-command": answer("NotUnderstood", data),
  "vebus-20": frame("UnknownFrame", (unknown) => ({ frameType: unknown.code, ...data(unknown) })),
  "vebus-21": raw("Bus21", 0x21),
  "vebus-38": raw("Bus38", 0x38),
  "vebus-3d": raw("Bus3D", 0x3d),
  "vebus-3f": raw("DirectSwitch", 0x3f),
  "vebus-40": raw("ForeignPanel", 0x40),
  version: frame("VersionReply", (reply) => ({
    version: reply.version,
    modeByte: reply.mode,
    selectedAddress: Version.selectedAddress(reply)
  })),
  "version-request": bare("VersionRequest"),
  "write-data": command("WriteDataRequest", (request) => ({ raw: request.valueRaw })),
  "write-ram-id": command("SelectRamRequest", ramId),
  "write-ram-ok": answer("RamWritten", data),
  "write-setting-id": command("SelectSettingRequest", settingId),
  "write-setting-ok": answer("SettingWritten", (reply) => ({
    ...data(reply),
    ...when(reply.data.length === 1, { resetRequired: WriteViaId.needsRestart(reply) })
  })),
  "write-via-id": command("WriteViaIdRequest", write)
}

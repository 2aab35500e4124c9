/**
 * What the fields of MK2, info and bus frames mean. Measurements stay raw, with the RAM variable whose scale the device
 * keeps for them. Reference: protocol.md 3.
 */
import * as DirectSwitch from "../bus/DirectSwitch.ts"
import * as ForeignPanel from "../bus/ForeignPanel.ts"
import { message } from "../bytes/Failure.ts"
import { hexByte } from "../bytes/Hex.ts"
import type { Raw16 } from "../bytes/Words.ts"
import * as Alarm from "../device/Alarm.ts"
import * as Product from "../device/Product.ts"
import * as Scale from "../device/Scale.ts"
import * as SwitchRegister from "../device/SwitchRegister.ts"
import type * as Frames from "../Frames.ts"
import * as AcInfo from "../info/AcInfo.ts"
import * as DeviceConfig from "../info/DeviceConfig.ts"
import * as BusLines from "../mk2/BusLines.ts"
import * as Leds from "../mk2/Leds.ts"
import * as Switch from "../mk2/Switch.ts"
import * as Version from "../mk2/Version.ts"
import type { Meanings } from "./Meanings.ts"
import * as P from "./Phrases.ts"

const spare = { spare: P.unexplained }
const coded = { code: P.plain, data: P.unexplained }
const busBytes = { head: P.unexplained, data: P.unexplained }

const device = (address: number): P.Meaning => P.says(`device ${address}`)
const byRam = (id: number) => (value: number) => P.measured(value, id)
const acCurrent = (id: number) => (raw: Raw16) => P.measured(Scale.numberOf(raw, true), id)
const limit = (raw: Raw16): P.Meaning => P.quantity(Scale.limitAmperes(raw), "A")
const uniqueNumber = (value: number): string =>
  `${hexByte(value >>> 24)}${hexByte(value >>> 16)}${hexByte(value >>> 8)}${hexByte(value)}`

const lines = (mask: number): P.Meaning =>
  P.says(P.bits(mask, { [BusLines.PANEL_DETECT]: "panel detect", [BusLines.STANDBY]: "standby" }))

const switchFlags = {
  [Switch.Flags.autoSendState]: "repeat the panel state unasked",
  [Switch.Flags.appendLeds]: "append LED masks",
  [Switch.Flags.resetOnBreak]: "reset on break",
  [Switch.Flags.doNotSendPanelState]: "do not send the panel state",
  [Switch.Flags.forwardPanelFrames]: "forward panel frames",
  [Switch.Flags.limitInAmperes]: "limit in 0.1 A"
}
const extendedFlags = {
  [Switch.Extended.shortWinmonFrames]: "short winmon frames",
  [Switch.Extended.continuousIds]: "continuous ids",
  [Switch.Extended.forwardConfigReplies]: "forward configuration replies",
  [Switch.Extended.blockMode]: "block mode"
}

const switchLimit = (raw: Raw16, { flags }: Switch.Request): P.Meaning => {
  if ((flags & Switch.Flags.limitInAmperes) === 0)
    return P.says(`old format: potentiometer ${raw & 0xff}, panel scale ${raw >> 8}`)
  return raw >= Switch.NO_LIMIT ? P.says("no limit demanded: the highest that the unit allows") : limit(raw)
}

/** The adapter's name and firmware. */
export const adapter = (reply: Version.Reply): string => {
  const type = Version.adapterType(reply)
  return `${Product.adapterName(type) ?? `unknown adapter ${type}`}, firmware ${Version.firmware(reply)}`
}

const mode = (reply: Version.Reply): string => {
  const address = Version.selectedAddress(reply)
  if (address !== null) return `device ${address} selected`
  return reply.mode === Version.NO_ADDRESS ? "no device selected" : "another mode"
}

/** The VE.Bus error and what else is wrong by the status of a LED reply, or `null` when it tells of nothing. */
export const ledTrouble = (reply: Leds.Reply): string | null => {
  const error = Leds.vebusError(reply) ?? 0
  const trouble = [
    ...(error === 0 ? [] : [`VE.Bus error ${error}: ${Alarm.vebusError(error) ?? "not known"}`]),
    ...(Leds.isAdapterBlocked(reply) === true ? ["adapter blocked"] : [])
  ]
  return trouble.length === 0 ? null : trouble.join(", ")
}

const phase = (code: AcInfo.PhaseCode): string => {
  const count = AcInfo.phaseCountOf(code)
  return `L${AcInfo.phaseOf(code)}${count === null ? "" : ` of ${count}`}`
}

const switchRegister = (register: number): string => {
  const charge = SwitchRegister.chargeEnabled(register) ? "charges" : "does not charge"
  const invert = SwitchRegister.invertEnabled(register) ? "inverts" : "does not invert"
  return `asked for ${SwitchRegister.requested(register)}; ${charge}, ${invert}`
}

export const meanings: Meanings<Frames.Request | Frames.Reply> = {
  AddressRequest: {
    action: P.name,
    address: (address, { action }) => (action === "get" ? P.says("means nothing in a get") : device(address)),
    ...spare
  },
  AddressReply: { action: P.name, address: device, ...spare },
  AdapterSettingsRequest: spare,
  AdapterSettingsReply: {
    position: P.name,
    pot: P.plain,
    scale: P.plain,
    xIds: P.plain,
    flags: P.unexplained,
    sfr: P.unexplained,
    ...spare
  },
  BusLinesRequest: { lines, ...spare },
  BusLinesReply: { lines, ...spare },
  LedsRequest: spare,
  LedsReply: {
    on: P.lampMask,
    blink: P.lampMask,
    alarms: P.alarmMask,
    status: (_, row) => P.says(ledTrouble(row) ?? "no error"),
    unexplained: P.unexplained
  },
  HighSpeedRequest: spare,
  RestartRequest: spare,
  SwitchRequest: {
    position: P.name,
    limitRaw: switchLimit,
    marker: P.plain,
    flags: (mask) => P.says(P.bits(mask, switchFlags)),
    reserved: P.plain,
    extended: (mask) => P.says(P.bits(mask, extendedFlags)),
    eeprom: (mask) => P.says(P.bits(mask, { 0x01: "force VE.Bus mode", 0x02: "block transmission" })),
    ...spare
  },
  SwitchReply: spare,
  VersionRequest: spare,
  VersionReply: {
    version: (version, row) => P.says(`${version}: ${adapter(row)}`),
    mode: (_, row) => P.says(mode(row)),
    ...spare
  },
  WinmonRequest: { letter: P.name, address: device },
  WinmonReply: { letter: P.name },
  UnknownMk2Request: coded,
  UnknownMk2Reply: coded,

  DcInfoRequest: spare,
  AcInfoRequest: { phase: (number) => P.says(`L${number}`), ...spare },
  AcInputConfigRequest: spare,
  SnapshotRequest: { ids: { each: (id) => P.says(P.ramVariable(id)) }, ...spare },
  DeviceConfigRequest: { address: device, ...spare },
  DeviceRestartRequest: {
    uniqueNumber: (value) => P.says(value === 0 ? "all devices" : uniqueNumber(value)),
    ...spare
  },
  BatteryLimitsRequest: {
    unexplained: P.unexplained,
    dischargeLimitRaw: (raw) => P.quantity(Scale.numberOf(raw, true) / 10, "A"),
    ...spare
  },
  UnknownInfoRequest: { number: P.plain, ...spare },

  DcInfo: {
    unexplained: P.unexplained,
    batteryVoltageRaw: byRam(4),
    inverterCurrentRaw: byRam(5),
    chargerCurrentRaw: byRam(5),
    inverterPeriodRaw: byRam(7),
    ...spare
  },
  AcInfo: {
    backfeedFactor: (factor) => P.says(`${factor}, multiplies the mains current`),
    inverterFactor: (factor) => P.says(`${factor}, multiplies the output current`),
    unexplained: P.unexplained,
    state: P.name,
    phaseCode: (code) => P.says(phase(code)),
    mainsVoltageRaw: byRam(0),
    mainsCurrentRaw: acCurrent(1),
    outputVoltageRaw: byRam(2),
    outputCurrentRaw: acCurrent(3),
    mainsPeriodRaw: byRam(8),
    ...spare
  },
  DeviceConfig: {
    uniqueNumber: (value) => P.says(uniqueNumber(value)),
    typeCode: P.unexplained,
    head: P.unexplained,
    addresses: (_, row) => P.says(DeviceConfig.configuredAddresses(row).join(", ") || "none"),
    unexplained: P.unexplained,
    vllFlags: (mask) => P.says(P.bits(mask, { 0x10: "VLL code not used" })),
    address: device,
    ...spare
  },
  AcInputConfig: {
    unexplained: P.unexplained,
    on: P.lampMask,
    blink: P.lampMask,
    alarms: P.alarmMask,
    activeInput: (input) => P.says(`AC${input + 1}`),
    limitChangeable: P.yesNo,
    digitalMultiControl: P.yesNo,
    inputCount: P.plain,
    panelDetected: P.yesNo,
    minimumLimitRaw: limit,
    maximumLimitRaw: limit,
    actualLimitRaw: limit,
    switchRegister: (register) => P.says(switchRegister(register)),
    ...spare
  },
  BatteryLimits: busBytes,

  Bus21: busBytes,
  Bus38: busBytes,
  Bus3D: busBytes,
  DirectSwitch: { ...busBytes, head: (head) => P.says(DirectSwitch.Position.decode(head)) },
  ForeignPanel: { ...busBytes, head: (_, row) => P.says(ForeignPanel.position(row)) },
  UnknownFrame: coded,
  Malformed: { payload: (_, { failure }) => P.says(message(failure)) }
}

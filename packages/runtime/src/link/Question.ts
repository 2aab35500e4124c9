/**
 * A question: a request together with how its answer is recognised. What changes something is in the type: a value
 * whose `effect` is `"read"` cannot hold a write.
 *
 * An untagged reply is recognised by its content, since nothing in it names the request. A winmon reply is recognised
 * by its letter and its family of codes, which is the exchange's affair; `pick` then takes its content.
 * Reference: protocol.md 4.6; decisions.md 5.
 */
import {
  AcInfo,
  BusLines,
  type Command,
  type DeviceConfig,
  EnergyCounters,
  type Flag,
  FlagAccess,
  FlagAccessParts,
  type Format,
  SerialNumber,
  type ShortAddress,
  SettingInfo,
  SettingInfoParts,
  type SettingRange,
  Snapshot,
  AdapterSettings,
  type AcInputConfig,
  Address,
  type DcInfo,
  DeviceState,
  Frames,
  Info,
  Leds,
  RamInfo,
  RamInfoParts,
  type RamIds,
  ReadRam,
  ReadSetting,
  SoftwareVersion,
  Switch,
  type Traits,
  Version,
  Winmon,
  Words
} from "@vebus/codec"

/** How far a request reaches: it reads, it changes the state of the adapter, or it changes the device. */
export type Reach = Traits.Traits["effect"]

/** Takes the replies of one attempt in turn, and gives the answer once it is complete. */
export type Pick<Reply, A> = () => (reply: Reply) => A | undefined

/** A request of the adapter's own, and its answer. */
export interface AdapterQuestion<A, E extends Reach> {
  readonly _tag: "AdapterQuestion"
  readonly effect: E
  /** The request in words, for messages. */
  readonly name: string
  readonly request: Frames.Request
  readonly pick: Pick<Frames.Reply, A>
}

/** A winmon command, to be sent under a letter of its own, and its answer. */
export interface WinmonQuestion<A, E extends Reach> {
  readonly _tag: "WinmonQuestion"
  readonly effect: E
  readonly name: string
  readonly command: Winmon.Request
  readonly pick: Pick<Winmon.Reply, A>
  /** For how long to listen for a refusal of what is not answered otherwise, in milliseconds; not at all unless said. */
  readonly refusalMillis?: number
}

/** A request and how its answer is recognised; it reads unless its type says otherwise. */
export type Question<A, E extends Reach = "read"> = AdapterQuestion<A, E> | WinmonQuestion<A, E>

/** How a question may be repeated, and how long its answer may take; `null`: there is never one. */
export const traits = (question: Question<unknown, Reach>): Traits.Traits =>
  question._tag === "AdapterQuestion" ? Frames.traits(question.request) : Winmon.traits(question.command)

/** A request of the adapter's own; it reads unless said otherwise. */
export const adapter = <A, E extends Reach = "read">(
  name: string,
  request: Frames.Request,
  pick: (reply: Frames.Reply) => A | undefined,
  effect: E = "read" as E
): Question<A, E> => ({ _tag: "AdapterQuestion", effect, name, request, pick: () => pick })

/** A winmon command; it reads unless said otherwise. */
export const winmon = <A, E extends Reach = "read">(
  name: string,
  command: Winmon.Request,
  pick: Pick<Winmon.Reply, A>,
  effect: E = "read" as E
): Question<A, E> => ({ _tag: "WinmonQuestion", effect, name, command, pick })

/** Whether a reply, whatever it carries, has one of these tags. */
const isOneOf =
  <A>(replies: ReadonlyArray<Format.AnyFormat & { readonly Type: A }>) =>
  (reply: { readonly _tag: string }): A | undefined =>
    replies.some(({ tags }) => tags.includes(reply._tag)) ? (reply as A) : undefined

/** Asks what a command declares: any of its replies is the answer. It reads where the command always does. */
export const of = <Q extends Format.AnyFormat, R extends Format.AnyFormat, E extends Reach>(
  name: string,
  { replies, traits }: Command.Command<Q, R, E>,
  request: Q["Type"]
): Question<R["Type"], E> => {
  const { effect } = traits(request)
  const pick = isOneOf<R["Type"]>(replies)
  return Winmon.Request.is(request)
    ? { _tag: "WinmonQuestion", effect, name, command: request as Winmon.Request, pick: () => pick }
    : { _tag: "AdapterQuestion", effect, name, request: request as Frames.Request, pick: () => pick }
}

/** The `pick` of a request that is never answered. */
export const never = (): undefined => undefined

/** The adapter's version and the address it has selected. */
export const version: Question<Version.Reply> = of("version (V)", Version.command, Version.request)

/** Selects the device that winmon questions reach. Changes nothing but the adapter. */
export const selectAddress = (address: ShortAddress.ShortAddress): Question<Address.Reply, "adapter"> =>
  adapter(
    `set address ${address} (A)`,
    Address.set(address),
    (reply) =>
      reply._tag === "AddressReply" && reply.action === "set" && reply.address === address
        ? reply
        : undefined,
    "adapter"
  )

/** The switch position, limit and flags that the adapter holds. */
export const adapterSettings: Question<AdapterSettings.Reply> = of(
  "adapter settings (D)",
  AdapterSettings.command,
  AdapterSettings.request
)

/**
 * Sets the adapter's flags in the 7-byte form of S, always with flag 10: neither switch position nor limit reaches the
 * device.
 */
export const adapterFlags = (to: {
  readonly position: Switch.Request["position"]
  readonly limitRaw: Words.Raw16
  readonly flags: number
  readonly extended: number
}): Question<Switch.Reply, "adapter"> =>
  adapter(
    "adapter flags (S)",
    {
      _tag: "SwitchRequest",
      ...to,
      flags: to.flags | Switch.Flags.doNotSendPanelState,
      marker: 1,
      reserved: 0,
      eeprom: null,
      spare: Words.NONE
    },
    (reply) => (reply._tag === "SwitchReply" ? reply : undefined),
    "adapter"
  )

/** The LEDs, alarms and the VE.Bus error. */
export const leds: Question<Leds.Reply> = of("LED state (L)", Leds.command, Leds.request)

/** Battery voltage, both DC currents and the inverter period. */
export const dcInfo: Question<DcInfo.Reply> = adapter("DC info (F 0)", Info.dc, (reply) =>
  reply._tag === "DcInfo" ? reply : undefined
)

/** Input and output of one phase. A phase that does not exist is never answered. */
export const acInfo = (phase: 1 | 2 | 3 | 4): Question<AcInfo.Reply> =>
  adapter(`AC info of L${phase} (F ${phase})`, Info.ac(phase), (reply) =>
    reply._tag === "AcInfo" && AcInfo.phaseOf(reply.phaseCode) === phase ? reply : undefined
  )

/** Current limits and switch register. */
export const acInputConfig: Question<AcInputConfig.Reply> = adapter(
  "AC input configuration (F 5)",
  Info.acInputConfig,
  (reply) => (reply._tag === "AcInputConfig" ? reply : undefined)
)

/** The configuration of the unit at an address; address 0 has the mask of the whole system. An absent address never answers. */
export const deviceConfig = (address: ShortAddress.ShortAddress): Question<DeviceConfig.Reply> =>
  adapter(`device configuration of address ${address} (F 7)`, Info.deviceConfig(address), (reply) =>
    reply._tag === "DeviceConfig" && reply.address === address ? reply : undefined
  )

/** Freezes up to six RAM variables in all devices at one instant. Never answered; `snapshot` reads them. */
export const takeSnapshot = (ids: RamIds.RamIds): Question<undefined> =>
  adapter(`snapshot of RAM variable ${ids.join(", ")} (F 6)`, Info.snapshot(ids), never)

/** The lines that an MK3 pulls to ground. An MK2 never answers. */
export const busLines: Question<BusLines.Reply> = adapter("bus lines (H)", BusLines.get, (reply) =>
  reply._tag === "BusLinesReply" ? reply : undefined
)

/** The operating state of the device. */
export const deviceState: Question<DeviceState.Reply> = winmon(
  "device state (0E)",
  DeviceState.inquire,
  () => (reply) => (reply._tag === "DeviceStateReply" ? reply : undefined)
)

/** The version of the device, or its low half where the adapter answers in short frames. */
export const softwareVersion: Question<SoftwareVersion.Reply> = of(
  "software version (05)",
  SoftwareVersion.command,
  SoftwareVersion.request
)

/** The high half of the device's version. */
export const softwareVersionHigh: Question<SoftwareVersion.HighReply> = of(
  "software version, high word (06)",
  SoftwareVersion.highCommand,
  SoftwareVersion.highRequest
)

/**
 * The raw words of up to six RAM variables, as many as the device gave, and one at least. A reply without any, or with an
 * odd byte other than a padding zero behind them, is damage that the one-byte checksum did not see.
 */
export const ram = (ids: RamIds.RamIds): Question<ReadonlyArray<Words.Raw16>> =>
  winmon(
    `RAM variable ${ids.join(", ")} (30)`,
    ReadRam.request(ids),
    () => (reply) =>
      reply._tag === "ReadRamReply" && reply.valuesRaw.length > 0 && reply.spare.every((byte) => byte === 0)
        ? reply.valuesRaw
        : undefined
  )

/** The stored word of a setting. */
export const setting = (id: number): Question<Words.Raw16> =>
  winmon(
    `setting ${id} (31)`,
    ReadSetting.request(id),
    () => (reply) => (reply._tag === "ReadSettingReply" ? reply.valueRaw : undefined)
  )

/** Scale and offset of a RAM variable, from any of the shapes that the reply comes in; 0 where the device lacks it. */
export const ramInfo = (id: number): Question<RamInfoParts.RamWords> =>
  winmon(`info of RAM variable ${id} (36)`, RamInfo.request(id), () => {
    let state = RamInfoParts.initial
    return (reply) => {
      const step = RamInfoParts.add(state, reply)
      if (step._tag === "Collecting") state = step
      if (step._tag === "Unsupported") return { scaleWord: 0, offsetWord: 0 }
      return step._tag === "Done" ? step.info : undefined
    }
  })

/** Scale and limits of a setting, from any of the shapes that the reply comes in; `null` where the device lacks it. */
export const settingInfo = (id: number): Question<SettingRange.SettingWords | null> =>
  winmon(`info of setting ${id} (35)`, SettingInfo.request(id), () => {
    let state = SettingInfoParts.initial
    return (reply) => {
      const step = SettingInfoParts.add(state, reply)
      if (step._tag === "Collecting") state = step
      if (step._tag === "Unsupported") return null
      return step._tag === "Done" ? step.info : undefined
    }
  })

/** The access level of each flag of a word. */
export const flagAccess = (word: Flag.FlagWord): Question<FlagAccessParts.FlagAccessInfo> =>
  winmon(`access levels of flag word ${word} (3C)`, FlagAccess.request(word), () => {
    let state = FlagAccessParts.initial
    return (reply) => {
      const step = FlagAccessParts.add(state, reply)
      if (step._tag === "Collecting") state = step
      return step._tag === "Done" && step.info.id === word ? step.info : undefined
    }
  })

/** The words that a snapshot froze. Reading empties the store. */
export const snapshot: Question<ReadonlyArray<Words.Raw16>> = winmon(
  "snapshot (38)",
  Snapshot.request,
  () => (reply) => (reply._tag === "ReadSnapshotReply" ? reply.valuesRaw : undefined)
)

/** The ten rolling energy counters. */
export const energyCounters: Question<EnergyCounters.Reply> = of(
  "energy counters (0F)",
  EnergyCounters.command,
  EnergyCounters.request
)

/** The serial number of the device. */
export const serialNumber: Question<SerialNumber.Reply> = of(
  "serial number (3B)",
  SerialNumber.command,
  SerialNumber.request
)

/**
 * The frames of the adapter itself (`FF`), by tag. The commands inside the winmon envelope are those of `Winmon.ts`.
 */
import {
  AdapterSettings,
  Address,
  BusLines,
  HighSpeed,
  Info,
  Leds,
  type Mk2,
  Restart,
  Switch,
  UnknownMk2,
  Version,
  WinmonEnvelope
} from "@vebus/codec"
import fc from "fast-check"
import { reply, request, type Table } from "./Row.ts"
import * as Winmon from "./Winmon.ts"
import { data, fields, join, name, none, raw16, spare, trailing, uint32, uint8 } from "./Words.ts"

const bare = fields({ spare })
const address = fields({ action: name(Address.Action), address: uint8, spare })
const letter = fc.constantFrom(...WinmonEnvelope.Letter.literals)

/** Any letter but those of the documented commands. */
const letterBut = (known: string): fc.Arbitrary<number> =>
  uint8.filter((code) => !known.includes(String.fromCharCode(code)))

/** The requests of MK2 frames. */
export const requests: Table<Mk2.Request> = {
  AddressRequest: request("AddressRequest", Address, address),
  AdapterSettingsRequest: request("AdapterSettingsRequest", AdapterSettings, bare),
  DcInfoRequest: request("DcInfoRequest", Info, bare),
  AcInfoRequest: request("AcInfoRequest", Info, fields({ phase: fc.constantFrom(1, 2, 3, 4), spare })),
  AcInputConfigRequest: request("AcInputConfigRequest", Info, bare),
  SnapshotRequest: request("SnapshotRequest", Info, Winmon.ramIds),
  DeviceConfigRequest: request("DeviceConfigRequest", Info, fields({ address: uint8, spare })),
  DeviceRestartRequest: request("DeviceRestartRequest", Info, fields({ uniqueNumber: uint32, spare })),
  BatteryLimitsRequest: request(
    "BatteryLimitsRequest",
    Info,
    fields({ unexplained: fc.tuple(uint8, uint8), dischargeLimitRaw: raw16, spare })
  ),
  UnknownInfoRequest: request(
    "UnknownInfoRequest",
    Info,
    fields({ number: fc.integer({ min: 10, max: 0xff }), spare })
  ),
  BusLinesRequest: request(
    "BusLinesRequest",
    BusLines,
    fc.oneof(fields({ lines: fc.constant(null), spare: none }), fields({ lines: uint8, spare }))
  ),
  LedsRequest: request("LedsRequest", Leds, bare),
  HighSpeedRequest: request("HighSpeedRequest", HighSpeed, bare),
  RestartRequest: request("RestartRequest", Restart, bare),
  SwitchRequest: request(
    "SwitchRequest",
    Switch,
    join(
      fields({ position: name(Switch.Position), limitRaw: raw16, marker: uint8, flags: uint8 }),
      trailing(["reserved", "extended", "eeprom"], "spare")
    )
  ),
  VersionRequest: request("VersionRequest", Version, bare),
  WinmonRequest: request(
    "WinmonRequest",
    WinmonEnvelope,
    fc.oneof(
      fields({ letter, address: fc.constant(null), command: Winmon.request }),
      fields({ letter: fc.constantFrom("X", "Y", "Z"), address: uint8, command: Winmon.request })
    )
  ),
  UnknownMk2Request: request(
    "UnknownMk2Request",
    UnknownMk2,
    fields({ code: letterBut("ADFHLNRSVWXYZxyz"), data })
  )
}

/** The replies of MK2 frames. */
export const replies: Table<Mk2.Reply> = {
  AddressReply: reply("AddressReply", Address, address),
  AdapterSettingsReply: reply(
    "AdapterSettingsReply",
    AdapterSettings,
    join(
      fields({ position: name(Switch.Position), pot: uint8, scale: uint8, xIds: uint8, flags: uint8 }),
      trailing(["sfr"], "spare")
    )
  ),
  BusLinesReply: reply("BusLinesReply", BusLines, fields({ lines: uint8, spare })),
  LedsReply: reply(
    "LedsReply",
    Leds,
    join(fields({ on: uint8, blink: uint8 }), trailing(["alarms", "status"], "unexplained"))
  ),
  SwitchReply: reply("SwitchReply", Switch, bare),
  VersionReply: reply("VersionReply", Version, fields({ version: uint32, mode: uint8, spare })),
  WinmonReply: reply("WinmonReply", WinmonEnvelope, fields({ letter, reply: Winmon.reply })),
  UnknownMk2Reply: reply("UnknownMk2Reply", UnknownMk2, fields({ code: letterBut("ADHLSVWXYZ"), data }))
}

/**
 * What explanations say: the examples of the issue, one frame per kind of meaning, and why bytes formed no frame.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Explain, Framing, Hex } from "@vebus/codec"
import * as Result from "effect/Result"
import { bytesOf } from "../vectors/Vectors.ts"

const frameOf = (hex: string, direction?: Explain.Direction): Explain.ExplainedFrame => {
  const [frame, ...others] = Explain.explain(bytesOf(hex), direction)
  assert.deepStrictEqual(others, [])
  assert(frame?._tag === "Frame", hex)
  return frame
}

/** The meanings of a frame by the name of their field, with their unit behind. */
const meaningsOf = (frame: Explain.ExplainedFrame): Readonly<Record<string, string>> =>
  Object.fromEntries(
    frame.ranges
      .flatMap((range) => range.shared ?? [range])
      .map(({ field, meaning, unit }) => [field, unit === null ? meaning : `${meaning} ${unit}`])
  )

it("a setting reply of 0x8134 with a LED suffix that knows nothing", () => {
  const frame = frameOf("87 FF 58 86 34 81 1F 1F A9")
  assert.strictEqual(frame.title, "setting reply of 0x8134 on X")
  assert.strictEqual(frame.direction, "reply")
  assert.deepStrictEqual(frame.ranges, [
    {
      offset: 0,
      length: 1,
      raw: "87",
      field: "length",
      meaning: "7 payload bytes, the last two a LED suffix",
      unit: null
    },
    { offset: 1, length: 1, raw: "FF", field: "frame type", meaning: "MK2 frame", unit: null },
    { offset: 2, length: 1, raw: "58", field: "command", meaning: "'X', winmon", unit: null },
    { offset: 3, length: 1, raw: "86", field: "winmon code", meaning: "read setting reply", unit: null },
    {
      offset: 4,
      length: 2,
      raw: "34 81",
      field: "valueRaw",
      meaning: "0x8134 (33076, signed -32460) raw, on the scale of the setting asked for",
      unit: null
    },
    { offset: 6, length: 2, raw: "1F 1F", field: "LED suffix", meaning: "LEDs not known", unit: null },
    { offset: 8, length: 1, raw: "A9", field: "checksum", meaning: "good", unit: null }
  ])
})

it("fields that share a byte stand together, and each by itself", () => {
  const frame = frameOf("0D 41 00 00 00 00 91 64 00 F4 01 C8 00 33 CD")
  assert.deepStrictEqual(
    frame.ranges.find(({ offset }) => offset === 6),
    {
      offset: 6,
      length: 1,
      raw: "91",
      field: "activeInput, limitChangeable, digitalMultiControl, inputCount, panelDetected",
      meaning: "activeInput AC2, limitChangeable no, digitalMultiControl no, inputCount 1, panelDetected yes",
      unit: null,
      shared: [
        { field: "activeInput", meaning: "AC2", unit: null },
        { field: "limitChangeable", meaning: "no", unit: null },
        { field: "digitalMultiControl", meaning: "no", unit: null },
        { field: "inputCount", meaning: "1", unit: null },
        { field: "panelDetected", meaning: "yes", unit: null }
      ]
    }
  )
})

describe("units stand beside quantities in that unit, and nowhere else", () => {
  it("current limits are in amperes", () => {
    const config = meaningsOf(frameOf("0D 41 00 00 00 00 91 64 00 F4 01 C8 00 33 CD"))
    assert.deepStrictEqual(
      [config["minimumLimitRaw"], config["maximumLimitRaw"], config["actualLimitRaw"]],
      ["10 A", "50 A", "20 A"]
    )
    assert.strictEqual(meaningsOf(frameOf("07 FF 53 03 7D 00 01 80 A6"))["limitRaw"], "12.5 A")
    assert.strictEqual(meaningsOf(frameOf("07 FF 46 09 03 00 F4 01 B3"))["dischargeLimitRaw"], "50 A")
  })
  it("a limit of 8000 and more is none, and the old format is no limit in amperes", () => {
    assert.strictEqual(
      meaningsOf(frameOf("07 FF 53 04 00 80 01 80 A2"))["limitRaw"],
      "no limit demanded: the highest that the unit allows"
    )
    assert.strictEqual(
      meaningsOf(frameOf("09 FF 53 03 00 FF 01 40 00 04 5E"))["limitRaw"],
      "old format: potentiometer 0, panel scale 255"
    )
  })
  it("measurements stay raw, and name the RAM variable that has their scale", () => {
    const frame = frameOf("0F 20 01 01 01 09 08 EC 5A 5F FF EC 5A 08 00 C3 08")
    assert.deepStrictEqual(
      frame.ranges.filter(({ unit }) => unit !== null),
      []
    )
    const meanings = meaningsOf(frame)
    assert.strictEqual(meanings["mainsVoltageRaw"], "23276 raw, in V on the scale of RAM 0 (UMainsRMS)")
    assert.strictEqual(meanings["mainsCurrentRaw"], "-161 raw, in A on the scale of RAM 1 (IMainsRMS)")
    assert.strictEqual(
      meanings["mainsPeriodRaw"],
      "195 raw, in 0.1 s on the scale of RAM 8 (MainsPeriodTime)"
    )
  })
})

interface Example {
  readonly hex: string
  readonly title: string
  readonly meanings: Readonly<Record<string, string>>
}

const examples: ReadonlyArray<Example> = [
  {
    hex: "04 FF 41 01 05 B6",
    title: "address request: set 5",
    meanings: { command: "'A', address", action: "set", address: "device 5" }
  },
  {
    hex: "04 FF 41 00 00 BC",
    title: "address request: get",
    meanings: { address: "means nothing in a get" }
  },
  { hex: "04 FF 41 00 02 BA", title: "address reply: get 2", meanings: { address: "device 2" } },
  {
    hex: "0A FF 53 03 00 80 01 90 00 05 03 88",
    title: "switch request: on",
    meanings: {
      position: "on",
      marker: "1",
      flags: "do not send the panel state, limit in 0.1 A",
      reserved: "0",
      extended: "short winmon frames, forward configuration replies",
      eeprom: "force VE.Bus mode, block transmission"
    }
  },
  {
    hex: "07 FF 53 04 C8 00 01 AF 2B",
    title: "switch request: off",
    meanings: {
      flags:
        "repeat the panel state unasked, append LED masks, reset on break, bit 08 (not known), bit 20 (not known), limit in 0.1 A"
    }
  },
  {
    hex: "08 FF 44 03 00 FF 01 40 00 72",
    title: "adapter settings reply",
    meanings: {
      position: "on",
      pot: "0",
      scale: "255",
      xIds: "1",
      flags: "not explained",
      sfr: "not explained"
    }
  },
  {
    hex: "03 FF 48 05 B1",
    title: "bus lines request",
    meanings: { lines: "panel detect, bit 04 (not known)" }
  },
  { hex: "03 FF 48 00 B6", title: "bus lines request", meanings: { lines: "none" } },
  {
    hex: "07 FF 56 24 DB 11 00 42 52",
    title: "version reply: MK3, firmware 212",
    meanings: { command: "'V', version", version: "1170212: MK3, firmware 212", mode: "no device selected" }
  },
  {
    hex: "07 FF 56 96 3E 11 00 01 BE",
    title: "version reply: MK2, firmware 134",
    meanings: { mode: "device 1 selected" }
  },
  {
    hex: "07 FF 56 01 00 00 00 57 4C",
    title: "version reply: unknown adapter 0, firmware 1",
    meanings: { mode: "another mode" }
  },
  {
    hex: "06 FF 4C 01 1E 51 91 AE",
    title:
      "LEDs reply: mains on, absorption blink, bulk blink, float blink, inverter blink; VE.Bus error 17: another device became master, adapter blocked",
    meanings: {
      on: "mains",
      blink: "absorption, bulk, float, inverter",
      alarms: "temperature warning, temperature alarm, overload alarm",
      status: "VE.Bus error 17: another device became master, adapter blocked"
    }
  },
  {
    hex: "06 FF 4C 01 06 00 02 A6",
    title: "LEDs reply: mains on, absorption blink, bulk blink; VE.Bus error 2: not known",
    meanings: { status: "VE.Bus error 2: not known", alarms: "no alarm" }
  },
  {
    hex: "05 FF 4C 01 06 00 A9",
    title: "LEDs reply: mains on, absorption blink, bulk blink: voltage sensor error",
    meanings: {}
  },
  { hex: "04 FF 4C 00 00 B1", title: "LEDs reply: all off", meanings: { on: "none" } },
  { hex: "04 FF 4C 1F 1F 73", title: "LEDs reply: not known", meanings: {} },
  { hex: "02 FF 52 AD", title: "restart request", meanings: { command: "'R', restart" } },
  { hex: "02 FF 4E B1", title: "high speed request", meanings: { command: "'N', high speed" } },
  { hex: "02 FF 01 FE", title: "unknown MK2 request", meanings: { command: "not known" } },
  {
    hex: "03 FF 42 07 B5",
    title: "unknown MK2 request",
    meanings: { command: "'B', not known", data: "not explained" }
  },
  { hex: "02 FF 20 DF", title: "unknown MK2 request", meanings: { command: "not known" } },
  { hex: "02 FF 21 DE", title: "unknown MK2 request", meanings: { command: "'!', not known" } },
  { hex: "02 FF 7E 81", title: "unknown MK2 request", meanings: { command: "'~', not known" } },
  { hex: "02 FF 7F 80", title: "unknown MK2 request", meanings: { command: "not known" } },
  { hex: "02 FF 80 7F", title: "unknown MK2 request", meanings: { command: "not known" } },
  { hex: "03 FF 46 00 B8", title: "DC info request", meanings: { kind: "marks a frame as DC info request" } },
  { hex: "03 FF 46 04 B4", title: "AC info request for L4", meanings: { phase: "L4" } },
  { hex: "03 FF 46 0A AE", title: "unknown info request", meanings: { number: "10" } },
  {
    hex: "06 FF 46 06 0E 10 0F 82",
    title: "snapshot request for RAM 14 (InverterPower1), 16 (OutputPower), 15 (InverterPower2)",
    meanings: { "ids[1]": "16 (OutputPower: AC output power, filtered)" }
  },
  { hex: "04 FF 46 07 02 AE", title: "device config request", meanings: { address: "device 2" } },
  {
    hex: "07 FF 46 08 34 12 78 56 98",
    title: "device restart request",
    meanings: { uniqueNumber: "12345678" }
  },
  {
    hex: "07 FF 46 08 00 00 00 00 AC",
    title: "device restart request",
    meanings: { uniqueNumber: "all devices" }
  },
  {
    hex: "0F 20 78 56 34 12 20 00 00 05 00 00 00 00 10 02 86",
    title: "device config",
    meanings: {
      uniqueNumber: "12345678",
      typeCode: "not explained",
      addresses: "0, 2",
      vllFlags: "VLL code not used",
      address: "device 2"
    }
  },
  {
    hex: "0F 20 78 56 34 12 20 00 00 00 00 00 00 00 00 00 9D",
    title: "device config",
    meanings: { addresses: "none", vllFlags: "none" }
  },
  {
    hex: "0F 20 01 02 00 B7 05 00 00 00 00 C6 59 1E 00 00 D5",
    title: "AC info of L4",
    meanings: {
      backfeedFactor: "1, multiplies the mains current",
      inverterFactor: "2, multiplies the output current",
      state: "unknown-183",
      phaseCode: "L4"
    }
  },
  {
    hex: "0F 20 01 01 01 09 0A EC 5A 5F FF EC 5A 08 00 C3 06",
    title: "AC info of L1",
    meanings: { phaseCode: "L1 of 3" }
  },
  {
    hex: "0D 41 10 09 00 02 04 31 00 F4 01 A0 00 0C C1",
    title: "AC input config",
    meanings: {
      "frame type": "AC input configuration",
      on: "mains, float",
      alarms: "low-battery warning",
      activeInput: "AC1",
      switchRegister: "asked for off; does not charge, does not invert"
    }
  },
  {
    hex: "05 3F 07 00 00 00 C2",
    title: "direct switch",
    meanings: { "frame type": "direct switch", head: "on" }
  },
  {
    hex: "04 40 03 00 00 B9",
    title: "foreign panel",
    meanings: { "frame type": "panel frame of another controller", head: "on", data: "not explained" }
  },
  {
    hex: "05 38 04 6C 00 00 0A",
    title: "bus frame of type 38",
    meanings: { "frame type": "bus frame, meaning not known", head: "not explained" }
  },
  {
    hex: "07 3C 00 00 00 00 00 00 BD",
    title: "battery limits",
    meanings: { "frame type": "battery limits" }
  },
  { hex: "03 20 05 04 D4", title: "frame of unknown type 20", meanings: { data: "not explained" } },
  {
    hex: "04 FF 58 83 01 21",
    title: "malformed: SoftwareVersionHighReply: expected at least 3 bytes from byte 2 on, found 2",
    meanings: {
      "winmon code": "software version high reply",
      payload: "SoftwareVersionHighReply: expected at least 3 bytes from byte 2 on, found 2"
    }
  },

  {
    hex: "09 FF 58 82 F0 68 28 00 07 01 96",
    title: "software version reply on X",
    meanings: { version: "2648304: Quattro 24/5000/120-2x100, firmware 304", spare: "not explained" }
  },
  {
    hex: "07 FF 58 82 01 00 00 00 1F",
    title: "software version reply on X",
    meanings: { version: "1: unknown product, firmware 1" }
  },
  {
    hex: "05 FF 58 82 F0 68 CA",
    title: "software version reply on X",
    meanings: { lowWord: "0x68F0 (26864), the low half" }
  },
  {
    hex: "05 FF 59 83 28 00 F8",
    title: "software version high reply on Y",
    meanings: { highWord: "0x0028 (40), the high half" }
  },
  {
    hex: "04 FF 58 0E 02 95",
    title: "device state request (force-absorption) on X",
    meanings: { action: "force-absorption" }
  },
  {
    hex: "05 FF 58 94 09 06 01",
    title: "device state reply (charge, forced-absorption) on X",
    meanings: { state: "charge", subState: "forced-absorption" }
  },
  {
    hex: "05 FF 57 94 08 01 08",
    title: "device state reply (bypass) on W",
    meanings: { state: "bypass", subState: "bulk, means nothing in this state" }
  },
  {
    hex: "0D FF 58 98 01 00 02 00 00 00 03 00 04 00 FA",
    title: "energy counters reply on X",
    meanings: {
      "counts[0]": "acIn1ToInverter: 1 x 65536 J, rolls over at 256",
      "counts[9]": "outputToInverter: 0 x 65536 J, rolls over at 256"
    }
  },
  {
    hex: "05 FF 58 30 04 83 ED",
    title: "read RAM 4 (UBat), 131 on X",
    meanings: { "ids[0]": "4 (UBat: Battery voltage)", "ids[1]": "131 (not known)" }
  },
  {
    hex: "07 FF 58 85 90 00 A2 FE ED",
    title: "read RAM reply on X",
    meanings: {
      "valuesRaw[0]": "0x0090 (144) raw, on the scale of variable 1 of the request",
      "valuesRaw[1]": "0xFEA2 (65186, signed -350) raw, on the scale of variable 2 of the request"
    }
  },
  {
    hex: "04 FF 59 31 02 71",
    title: "read setting request for setting 2 (UBatAbsorption) on Y",
    meanings: { id: "2 (UBatAbsorption: Absorption voltage)" }
  },
  {
    hex: "05 FF 57 85 00 00 20",
    title: "read RAM reply on W",
    meanings: { "valuesRaw[0]": "0x0000 (0) raw, on the scale of variable 1 of the request" }
  },
  {
    hex: "07 FF 46 09 03 00 0C FE 9E",
    title: "battery limits request",
    meanings: { dischargeLimitRaw: "-50 A", unexplained: "not explained" }
  },
  {
    hex: "05 FF 78 05 00 02 7D",
    title: "software version request on X to device 2",
    meanings: { "winmon code": "software version request", spare: "not explained" }
  },
  {
    hex: "05 FF 57 32 81 00 F2",
    title: "select RAM request for RAM 129 on W",
    meanings: { id: "129 (not known)" }
  },
  {
    hex: "05 FF 57 33 02 00 70",
    title: "select setting request for setting 2 (UBatAbsorption) on W",
    meanings: {}
  },
  {
    hex: "05 FF 57 34 C8 00 A9",
    title: "write data request on W",
    meanings: { valueRaw: "0x00C8 (200) raw, on the scale of what was selected before" }
  },
  {
    hex: "05 FF 58 35 C8 00 A7",
    title: "setting info request for setting 200 on X",
    meanings: { id: "200 (not known)" }
  },
  { hex: "05 FF 58 36 04 00 6A", title: "RAM info request for RAM 4 (UBat) on X", meanings: {} },
  {
    hex: "08 FF 57 8E 57 78 8F 00 01 B5",
    title: "RAM info reply on W",
    meanings: {
      scaleWord: "30807: steps of 1/1961, unsigned",
      kind: "marks a frame as RAM info reply",
      offsetWord: "256, added before scaling"
    }
  },
  {
    hex: "07 FF 58 8E 05 00 00 80 8F",
    title: "RAM info reply on X",
    meanings: { scaleWord: "5: bit 4 of the word", offsetWord: "-32768: a bit, no number" }
  },
  {
    hex: "07 FF 58 8E FF FF 00 00 16",
    title: "RAM info reply on X",
    meanings: { scaleWord: "-1: steps of 1, signed", offsetWord: "0" }
  },
  { hex: "05 FF 58 8E 00 00 16", title: "RAM info reply on X", meanings: { scaleWord: "0: not supported" } },
  {
    hex: "05 FF 58 8F 00 80 95",
    title: "RAM info reply on X",
    meanings: { offsetWord: "-32768: a bit, no number" }
  },
  { hex: "03 FF 5A 8E 16", title: "RAM info reply (not supported) on Z", meanings: {} },
  {
    hex: "0E FF 58 89 9C FF 00 00 A0 05 B0 04 40 06 81 57",
    title: "setting info reply on X",
    meanings: {
      scaleWord: "-100: steps of 1/100",
      offsetWord: "0",
      defaultRaw: "14.4 (raw 1440)",
      minimumRaw: "12 (raw 1200)",
      maximumRaw: "16 (raw 1600)",
      access: "grid-code level needed, a change needs a restart"
    }
  },
  {
    hex: "0D FF 58 89 F6 FF 00 00 00 00 9C FF 64 00 1F",
    title: "setting info reply on X",
    meanings: { minimumRaw: "-10 (raw 65436)", maximumRaw: "10 (raw 100)" }
  },
  {
    hex: "0D FF 58 89 01 00 00 00 B0 89 00 00 FC 6F 6E",
    title: "setting info reply on X",
    meanings: { defaultRaw: "35248 (raw 35248)", minimumRaw: "0 (raw 0)", maximumRaw: "28668 (raw 28668)" }
  },
  {
    hex: "0D FF 58 89 01 00 00 00 00 80 00 80 00 80 92",
    title: "setting info reply on X",
    meanings: { minimumRaw: "32768 (raw 32768)" }
  },
  {
    hex: "0E FF 57 89 9C FF 8A 00 00 8B A0 05 8C B0 04 7E",
    title: "setting info reply on W",
    meanings: { defaultRaw: "14.4 (raw 1440)", minimumRaw: "12 (raw 1200)" }
  },
  {
    hex: "0D FF 58 89 00 00 00 00 A0 05 B0 04 40 06 74",
    title: "setting info reply on X",
    meanings: {
      scaleWord: "0: not supported",
      defaultRaw: "not supported"
    }
  },
  {
    hex: "05 FF 57 89 9C FF 81",
    title: "setting info reply on W",
    meanings: { valueRaw: "-100: steps of 1/100" }
  },
  {
    hex: "05 FF 57 8A FF FF 1D",
    title: "setting info reply on W",
    meanings: { valueRaw: "-1, added before scaling" }
  },
  {
    hex: "05 FF 57 8A 01 00 1A",
    title: "setting info reply on W",
    meanings: { valueRaw: "1, added before scaling" }
  },
  {
    hex: "05 FF 57 8D 40 06 D2",
    title: "setting info reply on W",
    meanings: { valueRaw: "0x0640 (1600) raw, on the scale of another frame" }
  },
  { hex: "03 FF 59 89 1C", title: "setting info reply (not supported) on Y", meanings: {} },
  {
    hex: "07 FF 58 37 01 00 54 81 95",
    title: "write setting 0 (Flags0) on X",
    meanings: {
      flags: "a setting, in EEPROM too",
      id: "0 (Flags0: Option flags, word 0)",
      valueRaw: "0x8154: SixtyHertz, DoNotStopAfter10HrBulk, DisableCharge, DisableAES, RemoteOverrulesAC2"
    }
  },
  {
    hex: "07 FF 58 37 01 3D 00 00 2D",
    title: "write setting 61 (Flags3) on X",
    meanings: { valueRaw: "0x0000: no flag" }
  },
  {
    hex: "07 FF 58 37 03 02 A0 05 C1",
    title: "write setting 2 (UBatAbsorption), RAM only on X",
    meanings: {
      flags: "a setting, not in EEPROM",
      valueRaw: "0x05A0 (1440) raw, in V on the scale of setting 2"
    }
  },
  {
    hex: "07 FF 58 37 03 0A 02 00 5C",
    title: "write setting 10 (ChargeCharacteristic), RAM only on X",
    meanings: { valueRaw: "2: adaptive" }
  },
  {
    hex: "07 FF 58 37 01 F0 01 00 79",
    title: "write setting 240 on X",
    meanings: { id: "240 (not known)", valueRaw: "0x0001 (1) raw, on the scale of setting 240" }
  },
  {
    hex: "07 FF 58 37 02 83 9C FF 4B",
    title: "write RAM 131, RAM only on X",
    meanings: {
      flags: "a RAM variable, not in EEPROM",
      id: "131 (not known)",
      valueRaw: "0xFF9C (65436, signed -100) raw, on the scale of RAM 131"
    }
  },
  {
    hex: "08 FF 78 37 00 04 72 01 02 D1",
    title: "write RAM 4 (UBat) on X to device 2",
    meanings: {
      command: "'x', winmon with an address",
      flags: "a RAM variable, perhaps in EEPROM too",
      valueRaw: "0x0172 (370) raw, in V on the scale of RAM 4",
      address: "device 2"
    }
  },
  {
    hex: "0B FF 58 3A 01 02 03 04 05 06 07 08 40",
    title: "password request on X",
    meanings: { data: "the password" }
  },
  {
    hex: "0E FF 58 9D 48 51 30 30 30 30 54 45 53 54 30 35",
    title: "serial number reply on X",
    meanings: { data: "HQ0000TEST0" }
  },
  { hex: "04 FF 58 9D 00 08", title: "serial number reply on X", meanings: { data: "no characters" } },
  {
    hex: "05 FF 58 3C 00 00 68",
    title: "flag access request for setting 0 (Flags0) on X",
    meanings: { id: "0 (Flags0: Option flags, word 0)" }
  },
  {
    hex: "0C FF 58 9F 00 00 00 00 00 00 01 00 80 7D",
    title: "flag access reply on X",
    meanings: {
      "levels[0]": "DisableAES: none",
      "levels[5]": "DisableGroundRelay: grid-code level needed",
      "levels[7]": "RemoteOverrulesAC2: a change needs a restart"
    }
  },
  {
    hex: "05 FF 58 9E 09 01 FC",
    title: "flag access reply on X",
    meanings: { "levels[0]": "bit 0: grid-code level needed" }
  },
  {
    hex: "0D FF 58 9F 00 00 00 00 00 00 00 00 00 01 FC",
    title: "flag access reply on X",
    meanings: { "levels[8]": "bit 16: grid-code level needed" }
  },
  {
    hex: "04 FF 57 80 00 26",
    title: "not understood on W",
    meanings: { data: "the code itself is not known" }
  },
  {
    hex: "04 FF 58 80 01 24",
    title: "not understood on X",
    meanings: { data: "tells which byte was refused, or 01 for a wrong password" }
  },
  {
    hex: "04 FF 58 90 01 14",
    title: "RAM unsupported on X",
    meanings: { data: "number 1 of the variables asked for" }
  },
  { hex: "05 FF 57 90 00 00 15", title: "RAM unsupported on W", meanings: { data: "not explained" } },
  { hex: "05 FF 57 91 00 00 14", title: "setting unsupported on W", meanings: { data: "not explained" } },
  {
    hex: "04 FF 58 9B 01 09",
    title: "access level required on X",
    meanings: { data: "grid-code level needed" }
  },
  {
    hex: "04 FF 58 88 01 1C",
    title: "setting written on X",
    meanings: { data: "a restart is needed for it to act" }
  },
  { hex: "04 FF 58 88 00 1D", title: "setting written on X", meanings: { data: "no restart is needed" } },
  { hex: "05 FF 57 88 00 00 1D", title: "setting written on W", meanings: { data: "not explained" } },
  { hex: "05 FF 57 87 00 00 1E", title: "RAM written on W", meanings: { data: "not explained" } },
  {
    hex: "03 FF 58 0D 99",
    title: "unknown winmon request 0D on X",
    meanings: { "winmon code": "get switch and shore, content not known" }
  },
  {
    hex: "05 FF 58 81 00 00 23",
    title: "unknown winmon reply 81 on X",
    meanings: { "winmon code": "LED status, content not known", data: "not explained" }
  },
  { hex: "03 FF 58 84 22", title: "unknown winmon reply 84 on X", meanings: { "winmon code": "not known" } }
]

/** Bytes that mean the same whoever sent them. */
const sameBothWays: ReadonlyArray<string> = [
  "04 FF 41 01 05 B6",
  "04 FF 41 00 00 BC",
  "03 FF 48 05 B1",
  "03 FF 48 00 B6",
  "02 FF 01 FE",
  "02 FF 20 DF",
  "02 FF 21 DE",
  "02 FF 7E 81",
  "02 FF 7F 80",
  "02 FF 80 7F",
  "03 FF 42 07 B5",
  "05 38 04 6C 00 00 0A"
]

describe("titles and meanings", () => {
  it.each(examples)("$hex - $title", ({ hex, title, meanings }) => {
    const bytes = bytesOf(hex)
    assert.strictEqual(Framing.check(bytes)._tag, "Success", "the example is a frame")
    const frame = frameOf(hex)
    const found = meaningsOf(frame)
    assert.strictEqual(frame.title, title)
    assert.strictEqual(frame.fitsBoth, sameBothWays.includes(hex))
    assert.deepStrictEqual(
      Object.fromEntries(Object.keys(meanings).map((field) => [field, found[field]])),
      meanings
    )
  })
})

it("winmon codes of which only the name is known are called by it", () => {
  const file = new URL("../../data/winmon-codes.json", import.meta.url)
  const table = JSON.parse(readFileSync(file, "utf8")) as Record<
    "requests" | "replies",
    ReadonlyArray<{ readonly code: string; readonly name: string; readonly documented?: false }>
  >
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]|\band\b/g, "")
  const known = [...table.requests, ...table.replies].filter(({ documented }) => documented === false)
  assert.isAbove(known.length, 5)
  for (const { code, name } of known) {
    const found = meaningsOf(
      frameOf(Hex.toHex(Result.getOrThrow(Framing.encodePayload(bytesOf(`FF 58 ${code}`)))))
    )["winmon code"]!
    assert.strictEqual(
      letters(found.replace(", content not known", "").replace(" and ", "")),
      letters(name.replace("-and-", "-"))
    )
  }
})

describe("bytes that form no frame say why", () => {
  const whyOf = (hex: string) =>
    Explain.explain(bytesOf(hex)).flatMap((piece) => (piece._tag === "Discarded" ? [piece.meaning] : []))
  it.each([
    ["04 FF 41 01 00 BC", "checksum should be BB, found BC; skipped 6 bytes, looking for the next frame"],
    ["05 3F 07 00 00 00 C3", "checksum should be C2, found C3; skipped 7 bytes, looking for the next frame"],
    [
      "11 04 FF 41 01 00 BC",
      "04 FF 41 01 00 BC: checksum should be BB, found BC; skipped 7 bytes, looking for the next frame"
    ],
    [
      "55 FF 04 FF 41 01 00 BC",
      "04 FF 41 01 00 BC: checksum should be BB, found BC; skipped 8 bytes, looking for the next frame"
    ],
    ["04 FF 41 01", "incomplete: the length byte 04 announces 6 bytes, found 4"],
    ["00 04 FF", "incomplete: the length byte 04 announces 6 bytes, found 2"],
    ["04", "incomplete: the length byte 04 announces 6 bytes, found 1"],
    ["03 77 01 02 84", "frame type 77 is not known; skipped 5 bytes, looking for the next frame"],
    [
      "03 77 01 02 83",
      "frame type 77 is not known, though the checksum is right; skipped 5 bytes, looking for the next frame"
    ],
    ["FF", "no frame starts with this length byte; skipped 1 byte, looking for the next frame"],
    ["00 00", "stray zero bytes, as around a restart of the adapter"],
    ["00 FF", "no frame starts with this length byte; skipped 2 bytes, looking for the next frame"]
  ])("%s", (hex, meaning) => assert.deepStrictEqual(whyOf(hex), [meaning]))
  it("one piece between two frames, with the reason that says most", () => {
    const explained = Explain.explain(bytesOf("02 FF 53 AC 55 00 04 FF 41 01 00 BC 02 FF 53 AC"))
    assert.deepStrictEqual(
      explained.map((piece) => [
        piece.offset,
        piece.length,
        piece._tag === "Frame" ? piece.title : piece.meaning
      ]),
      [
        [0, 4, "switch reply"],
        [
          4,
          8,
          "04 FF 41 01 00 BC: checksum should be BB, found BC; skipped 8 bytes, looking for the next frame"
        ],
        [12, 4, "switch reply"]
      ]
    )
  })
})

it("a frame of unknown type is one right behind a good frame, and keeps its bytes", () => {
  const [, frame] = Explain.explain(bytesOf("02 FF 53 AC 03 77 01 02 83"))
  assert(frame?._tag === "Frame")
  assert.strictEqual(frame.title, "frame of unknown type 77")
  assert.strictEqual(meaningsOf(frame)["frame type"], "not known")
  assert.deepStrictEqual(frame.content, { _tag: "UnknownFrame", code: 0x77, data: [1, 2] })
})

describe("the direction", () => {
  const directionsOf = (hex: string) =>
    Explain.explain(bytesOf(hex)).map((piece) => (piece._tag === "Frame" ? piece.direction : null))
  const set = "04 FF 41 01 00 BB"
  it("is the request first where nothing tells, and then its answer", () => {
    assert.deepStrictEqual(directionsOf(set), ["request"])
    assert.deepStrictEqual(directionsOf(`${set} ${set} ${set}`), ["request", "reply", "request"])
  })
  it("is a request again behind a request of another kind", () =>
    assert.deepStrictEqual(directionsOf(`03 FF 48 05 B1 ${set} 03 FF 48 05 B1`), [
      "request",
      "request",
      "request"
    ]))
  it("is that of the rest where all else is of one side", () => {
    assert.deepStrictEqual(directionsOf(`${set} 02 FF 53 AC ${set}`), ["reply", "reply", "reply"])
    assert.deepStrictEqual(directionsOf(`${set} 02 FF 56 A9 ${set}`), ["request", "request", "request"])
  })
  it("is a reply with LED masks, whatever it holds", () =>
    assert.deepStrictEqual(directionsOf("86 FF 41 01 00 00 00 39"), ["reply"]))
  it("is what the caller says, against all appearances", () => {
    const frame = frameOf("02 FF 56 A9", "reply")
    assert.isFalse(frame.guessed)
    assert.strictEqual(frame.content._tag, "Malformed")
  })
})

it("a shifted explanation is that of the same bytes further on", () => {
  const hex = "55 04 FF 41 01 00 BB"
  const shifted = Explain.explain(bytesOf(hex)).map((piece) => Explain.shift(piece, 3))
  const behind = Explain.explain(bytesOf(`00 00 00 ${hex}`))
  assert.deepStrictEqual(shifted.at(1), behind.at(1))
  assert.deepStrictEqual([shifted[0]?.offset, shifted[0]?.length], [3, 1])
})

/**
 * The RAM variables that are known. Lookups: `RamVariable.ts`.
 *
 * Generated from `data/ram-variables.json` by `npm run generate`: change that file, not this one.
 */
import type { RamVariable } from "./Entry.ts"

/** By id. */
export const ramVariables = [
  {
    id: 0,
    name: "UMainsRMS",
    aliases: ["VMains"],
    label: "AC input voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    // Below 50 V an open input only picks up noise.
    observed: [{ scaleWord: 32668, offsetWord: 0 }]
  },
  {
    id: 1,
    name: "IMainsRMS",
    aliases: ["IMains"],
    label: "AC input current",
    unit: "A",
    kind: "number",
    confidence: "spec",
    forceSigned: true,
    // Drawn from the input is positive, unlike id 15. Older units call it unsigned: read it as signed all the same.
    observed: [
      { scaleWord: -32668, offsetWord: 0 },
      { scaleWord: 32668, offsetWord: 0 }
    ]
  },
  {
    id: 2,
    name: "UInverterRMS",
    aliases: ["VInverter"],
    label: "AC output voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    // Below 50 V it is noise.
    observed: [{ scaleWord: 32668, offsetWord: 0 }]
  },
  {
    id: 3,
    name: "IInverterRMS",
    aliases: ["IInverter"],
    label: "AC output current",
    unit: "A",
    kind: "number",
    confidence: "spec",
    forceSigned: true,
    // To the loads is positive. All observed units call it unsigned and yet send negative values: read it as signed.
    observed: [{ scaleWord: 32668, offsetWord: 0 }]
  },
  {
    id: 4,
    name: "UBat",
    aliases: ["VBat"],
    label: "Battery voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    observed: [{ scaleWord: 32668, offsetWord: 0 }]
  },
  {
    id: 5,
    name: "IBat",
    label: "Battery current",
    unit: "A",
    kind: "number",
    confidence: "spec",
    // Charging is positive. In steps of 0.1 A or 0.01 A, depending on the unit.
    observed: [
      { scaleWord: -32758, offsetWord: 0 },
      { scaleWord: -32668, offsetWord: 0 }
    ]
  },
  {
    id: 6,
    name: "UBatRMS",
    aliases: ["VBatRipple"],
    label: "Battery ripple voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    observed: [{ scaleWord: 32668, offsetWord: 0 }]
  },
  {
    id: 7,
    name: "InverterPeriodTime",
    aliases: ["INVERTER_PERIOD"],
    label: "Inverter period",
    unit: "0.1 s",
    kind: "number",
    confidence: "spec",
    // Frequency is 10 / value.
    observed: [
      { scaleWord: 30815, offsetWord: 256 },
      { scaleWord: 30807, offsetWord: 256 }
    ]
  },
  {
    id: 8,
    name: "MainsPeriodTime",
    aliases: ["MAINS_PERIOD", "MainPeriod"],
    label: "AC input period",
    unit: "0.1 s",
    kind: "number",
    confidence: "spec",
    // Frequency is 10 / value; raw 0 and 255 have none. Keeps its last value when the input is gone.
    observed: [{ scaleWord: 31791, offsetWord: 0 }]
  },
  {
    id: 9,
    name: "SignedACLoadCurrent",
    aliases: ["IACLoad"],
    label: "AC load current",
    unit: "A",
    kind: "number",
    confidence: "spec",
    observed: [{ scaleWord: -32668, offsetWord: 0 }]
  },
  {
    id: 10,
    name: "VirtualSwitchPosition",
    aliases: ["VirSwitchPos"],
    label: "Virtual switch position",
    unit: null,
    kind: "bit",
    confidence: "spec",
    // Not on MultiPlus-II; an id that is missing spoils a snapshot.
    observed: [{ scaleWord: 4, offsetWord: -32768 }]
  },
  {
    id: 11,
    name: "IgnoreACInputState",
    aliases: ["IGNORE_AC_INPUT", "IgnACInState"],
    label: "Ignore AC input",
    unit: null,
    kind: "bit",
    confidence: "spec",
    // Only the bit that the info names; the others change by themselves.
    observed: [
      { scaleWord: 5, offsetWord: -32768 },
      { scaleWord: 1, offsetWord: -32768 }
    ]
  },
  {
    id: 12,
    name: "MultiFunctionalRelayState",
    aliases: ["MultiFuncRelay"],
    label: "Multi-functional relay",
    unit: null,
    kind: "bit",
    confidence: "spec",
    // Only the bit that the info names; it differs between units.
    observed: [
      { scaleWord: 6, offsetWord: -32768 },
      { scaleWord: 2, offsetWord: -32768 }
    ]
  },
  {
    id: 13,
    name: "ChargeState",
    label: "State of charge",
    unit: "ratio",
    kind: "number",
    confidence: "spec",
    // Always 100 % while battery capacity (setting 64) is 0. One project prepares writes to it, none has made one.
    observed: [{ scaleWord: 32568, offsetWord: 0 }]
  },
  {
    id: 14,
    name: "InverterPower1",
    aliases: ["INVERTER_POWER"],
    label: "Inverter power (DC side), filtered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    // Charging is positive, inverting negative. Losses are included, so it may differ from the power of the battery. Firmware 3xx, some older ones too.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 15,
    name: "InverterPower2",
    aliases: ["INPUT_POWER"],
    label: "AC input power, filtered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true,
    // Fed out is positive, drawn from the input negative. Firmware 3xx, some older ones too.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 16,
    name: "OutputPower",
    aliases: ["OutPower"],
    label: "AC output power, filtered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    // To the loads is positive. Firmware 3xx.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 17,
    name: "InverterPower1NF",
    aliases: ["INVERTER_POWER_UNFILTERED", "InverterPowerNF"],
    label: "Inverter power, unfiltered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    // Sign as in id 14. Firmware 3xx.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 18,
    name: "InverterPower2NF",
    aliases: ["INPUT_POWER_UNFILTERED"],
    label: "AC input power, unfiltered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    // Sign as in id 15. Firmware 3xx.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 19,
    name: "OutputPowerNF",
    aliases: ["OUTPUT_POWER_UNFILTERED"],
    label: "AC output power, unfiltered",
    unit: "W",
    kind: "number",
    confidence: "spec",
    // Sign as in id 16. Firmware 3xx.
    observed: [{ scaleWord: -1, offsetWord: 0 }]
  },
  {
    id: 21,
    name: "BatteryTemperature",
    aliases: ["BAT_TEMPERATURE"],
    label: "Battery temperature",
    unit: null,
    kind: "number",
    confidence: "field-guess",
    // In no document: unit and scale are unknown.
    observed: []
  },
  {
    id: 128,
    name: "AssistantArea",
    label: "First word of the assistant records",
    unit: null,
    kind: "record",
    confidence: "vendor-library",
    // From here on the records of the installed assistants; they have no info.
    observed: []
  }
] as const satisfies ReadonlyArray<RamVariable>

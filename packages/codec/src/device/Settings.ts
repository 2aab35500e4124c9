/**
 * The settings that are known. Lookups: `Setting.ts`.
 *
 * Generated from `data/settings.json` by `npm run generate`: change that file, not this one.
 */
import type { Setting } from "./Entry.ts"

/** By id. */
export const settings = [
  {
    id: 0,
    name: "Flags0",
    aliases: ["FlagsWord0"],
    label: "Option flags, word 0",
    unit: null,
    kind: "flags",
    confidence: "spec",
    fieldConfirmed: true
    // Belongs to its model: change single flags, never copy the word. The maximum is the mask of supported bits.
  },
  {
    id: 1,
    name: "Flags1",
    aliases: ["FlagsWord1"],
    label: "Option flags, word 1",
    unit: null,
    kind: "flags",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 2,
    name: "UBatAbsorption",
    aliases: ["UBatAbs"],
    label: "Absorption voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 3,
    name: "UBatFloat",
    label: "Float voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 4,
    name: "IBatBulk",
    label: "Maximum charge current",
    unit: "A",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 5,
    name: "UInvSetpoint",
    label: "Inverter output voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 6,
    name: "IMainsLimitAC1",
    aliases: ["IMainsLimit"],
    label: "AC input current limit (AC1)",
    unit: "A",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
    // What is stored; the limit in force can be another (F 5).
  },
  {
    id: 7,
    name: "RepeatedAbsorptionTime",
    aliases: ["EqualiseQuarters"],
    label: "Repeated absorption time",
    unit: "min",
    kind: "number",
    confidence: "spec"
    // In steps of 15 minutes.
  },
  {
    id: 8,
    name: "RepeatedAbsorptionInterval",
    aliases: ["FloatDays"],
    label: "Repeated absorption interval",
    unit: "min",
    kind: "number",
    confidence: "spec"
    // In steps of 6 hours.
  },
  {
    id: 9,
    name: "MaximumAbsorptionDuration",
    aliases: ["AbsorptionHours"],
    label: "Maximum absorption time",
    unit: "min",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
    // In hours. A lithium battery is absorbed for exactly this long.
  },
  {
    id: 10,
    name: "ChargeCharacteristic",
    label: "Charge curve",
    unit: null,
    kind: "enum",
    values: { 1: "fixed", 2: "adaptive", 3: "adaptive-batterysafe" },
    confidence: "spec"
    // The numbering is that of VEConfigure; one project lists another, which no observed limits fit.
  },
  {
    id: 11,
    name: "UBatLowLimitForInverter",
    aliases: ["UBat2Low"],
    label: "Low battery shut-down voltage",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 12,
    name: "UBatLowHysteresisForInverter",
    aliases: ["UBat2LowMargin"],
    label: "Low battery restart, above setting 11",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
    // Restart at settings 11 + 12.
  },
  {
    id: 13,
    name: "NumberOfSlavesConnected",
    aliases: ["NrOfSlaves"],
    label: "Number of slaves",
    unit: null,
    kind: "number",
    confidence: "spec",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 14,
    name: "SpecialThreePhaseSetting",
    aliases: ["SpecialThreePhase"],
    label: "Special three-phase setting",
    unit: null,
    kind: "enum",
    values: { 0: "three-phase", 1: "split-phase-180", 2: "two-legs-120" },
    confidence: "spec",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 15,
    name: "vsUsage",
    label: "Virtual switch usage",
    unit: null,
    kind: "enum",
    values: {
      0: "not-used",
      1: "auxiliary-relay",
      2: "ignore-ac-input",
      3: "dedicated-ignore-ac-input",
      4: "dedicated-generator-control",
      5: "auxiliary-relay-and-dedicated-ignore-ac-input",
      6: "ignore-ac-input-and-dedicated-generator-control"
    },
    confidence: "spec"
    // Values 3 to 6 are known from VEConfigure only.
  },
  {
    id: 16,
    name: "vsonIInvHigh",
    label: "Virtual switch on: load above",
    unit: "A",
    kind: "number",
    confidence: "spec"
    // VEConfigure shows watts: this times the output voltage.
  },
  {
    id: 17,
    name: "vsonUBatHigh",
    label: "Virtual switch on: battery voltage above",
    unit: "V",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 18,
    name: "vsonUBatLow",
    label: "Virtual switch on: battery voltage below",
    unit: "V",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 19,
    name: "vstonIInvHigh",
    label: "Virtual switch on, delay: load above",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 20,
    name: "vstonUBatHigh",
    label: "Virtual switch on, delay: battery voltage above",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 21,
    name: "vstonUBatLow",
    label: "Virtual switch on, delay: battery voltage below",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 22,
    name: "vstonNotCharging",
    label: "Virtual switch on, delay: not charging",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 23,
    name: "vstonFanOn",
    label: "Virtual switch on, delay: fan on",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 24,
    name: "vstonTemperatureAlarm",
    label: "Virtual switch on, delay: temperature pre-alarm",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 25,
    name: "vstonLowBatteryAlarm",
    label: "Virtual switch on, delay: low battery pre-alarm",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 26,
    name: "vstonOverloadAlarm",
    label: "Virtual switch on, delay: overload pre-alarm",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 27,
    name: "vstonUBatRippleAlarm",
    label: "Virtual switch on, delay: ripple pre-alarm",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 28,
    name: "vsoffIInvLow",
    label: "Virtual switch off: load below",
    unit: "A",
    kind: "number",
    confidence: "spec"
    // VEConfigure shows watts: this times the output voltage.
  },
  {
    id: 29,
    name: "vsoffUBatHigh",
    label: "Virtual switch off: battery voltage above",
    unit: "V",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 30,
    name: "vsoffUBatLow",
    label: "Virtual switch off: battery voltage below",
    unit: "V",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 31,
    name: "vstoffIInvLow",
    label: "Virtual switch off, delay: load below",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 32,
    name: "vstoffUBatHigh",
    label: "Virtual switch off, delay: battery voltage above",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 33,
    name: "vstoffUBatLow",
    label: "Virtual switch off, delay: battery voltage below",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 34,
    name: "vstoffCharging",
    label: "Virtual switch off, delay: charging",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 35,
    name: "vstoffFanOff",
    label: "Virtual switch off, delay: fan off",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 36,
    name: "vstoffChargeBulkFinished",
    label: "Virtual switch off: bulk finished for",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 37,
    name: "vstoffNoVSOnCondition",
    label: "Virtual switch off: no on-condition for",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 38,
    name: "vstoffNoACInput",
    label: "Virtual switch off, delay: no AC input",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 39,
    name: "vstoffTemperatureAlarm",
    label: "Virtual switch off, delay: temperature pre-alarm gone",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 40,
    name: "vstoffLowBatteryAlarm",
    label: "Virtual switch off, delay: low battery pre-alarm gone",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 41,
    name: "vstoffOverloadAlarm",
    label: "Virtual switch off, delay: overload pre-alarm gone",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 42,
    name: "vstoffUBatRippleAlarm",
    label: "Virtual switch off, delay: ripple pre-alarm gone",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 43,
    name: "vsMinimumOnTime",
    label: "Virtual switch: minimum on time",
    unit: "min",
    kind: "number",
    confidence: "spec"
    // 0: none.
  },
  {
    id: 44,
    name: "LowestAcceptableUMains",
    aliases: ["UMains2LowForFine"],
    label: "Transfer switch: lowest AC input voltage",
    unit: "V",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 45,
    name: "HysteresisForLowestAcceptableUMains",
    aliases: ["UMains2LowForFineHysterese"],
    label: "Transfer switch: reconnect above lowest, difference",
    unit: "V",
    kind: "number",
    confidence: "spec"
    // Reconnects at settings 44 + 45.
  },
  {
    id: 46,
    name: "HighestAcceptableUMains",
    aliases: ["UMains2High"],
    label: "Transfer switch: highest AC input voltage",
    unit: "V",
    kind: "number",
    confidence: "spec"
    // The offset is 200 on 230 V units and 100 on 120 V units.
  },
  {
    id: 47,
    name: "HysteresisForHighestAcceptableUMains",
    aliases: ["UMains2HighHysterese"],
    label: "Transfer switch: reconnect below highest, difference",
    unit: "V",
    kind: "number",
    confidence: "spec"
    // Reconnects at settings 46 - 47.
  },
  {
    id: 48,
    name: "AssistCurrentBoostFactor",
    aliases: ["AssistBoostFactor"],
    label: "PowerAssist current boost factor",
    unit: "ratio",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 49,
    name: "IMainsLimitAC2",
    label: "AC input current limit (AC2)",
    unit: "A",
    kind: "number",
    confidence: "spec"
    // Only where there is a second AC input. VEConfigure counts inputs from 0 and calls this one IMainsLimitAC1.
  },
  {
    id: 50,
    name: "LowCurrentLimitForAES",
    aliases: ["IInv2AES"],
    label: "AES: start below load",
    unit: "A",
    kind: "number",
    confidence: "spec",
    needsRestart: true
    // VEConfigure shows watts.
  },
  {
    id: 51,
    name: "HysteresisOnAESCurrentLimit",
    aliases: ["IInvAESHysterese"],
    label: "AES: stop above start, difference",
    unit: "A",
    kind: "number",
    confidence: "spec",
    needsRestart: true
  },
  {
    id: 52,
    name: "vs2onILoadHigh",
    label: "Ignore AC input ends: load above",
    unit: "A",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 53,
    name: "vs2tonILoadHigh",
    label: "Ignore AC input ends, delay: load above",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 54,
    name: "vs2onUBatLow",
    label: "Ignore AC input ends: battery voltage below",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 55,
    name: "vs2tonUBatLow",
    label: "Ignore AC input ends, delay: battery voltage below",
    unit: "min",
    kind: "number",
    confidence: "spec",
    negativeIsUnused: true
  },
  {
    id: 56,
    name: "vs2offILoadLow",
    label: "Ignore AC input again: load below",
    unit: "A",
    kind: "number",
    confidence: "spec"
    // VEConfigure shows watts.
  },
  {
    id: 57,
    name: "vs2toffILoadLow",
    label: "Ignore AC input again, delay: load below",
    unit: "min",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 58,
    name: "vs2offUBatHigh",
    aliases: ["vs2offUBat"],
    label: "Ignore AC input again: battery voltage above",
    unit: "V",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
    // A raw value below 256 names a moment instead: 0 the end of bulk, 1 the end of absorption.
  },
  {
    id: 59,
    name: "vs2toffUBatHigh",
    aliases: ["vs2toffUBat"],
    label: "Ignore AC input again, delay: battery voltage above",
    unit: "min",
    kind: "number",
    confidence: "spec"
  },
  {
    id: 60,
    name: "Flags2",
    aliases: ["FlagsWord2"],
    label: "Option flags, word 2",
    unit: null,
    kind: "flags",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    id: 61,
    name: "Flags3",
    aliases: ["FlagsWord3"],
    label: "Option flags, word 3",
    unit: null,
    kind: "flags",
    confidence: "spec"
    // No observed unit supports a bit of it.
  },
  {
    id: 62,
    name: "vsInverterPeriodTime",
    label: "Inverter period when the virtual switch sets the frequency",
    unit: "ms",
    kind: "number",
    confidence: "spec"
    // Acts only while flag 34 is set.
  },
  {
    id: 63,
    name: "UBatLowPreAlarmOffset",
    label: "Low battery pre-alarm, above the restart voltage",
    unit: "V",
    kind: "number",
    confidence: "spec"
    // Signed, around raw 32768. Pre-alarm at settings 11 + 12 + 63.
  },
  {
    id: 64,
    name: "BatteryCapacity",
    aliases: ["BAT_CAPACITY"],
    label: "Battery capacity",
    unit: "Ah",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true,
    needsRestart: true
    // 0 switches the battery monitor off; the state of charge then reads 100 %.
  },
  {
    id: 65,
    name: "ChargePercentageResetValueForBatteryMonitor",
    aliases: ["BAT_SOC_BULK_END"],
    label: "State of charge when bulk ends",
    unit: "%",
    kind: "number",
    confidence: "spec",
    fieldConfirmed: true
    // Below firmware 200 a change needs a restart.
  },
  {
    id: 66,
    name: "fsUBatStart",
    label: "Frequency shift: start at battery voltage",
    unit: "V",
    kind: "number",
    confidence: "vendor-library"
  },
  {
    id: 67,
    name: "fsUBatStartDelay",
    label: "Frequency shift: start delay",
    unit: "min",
    kind: "number",
    confidence: "vendor-library",
    negativeIsUnused: true
  },
  {
    id: 68,
    name: "fsUBatStop",
    label: "Frequency shift: stop at battery voltage",
    unit: "V",
    kind: "number",
    confidence: "vendor-library"
  },
  {
    id: 69,
    name: "fsUBatStopDelay",
    label: "Frequency shift: stop delay",
    unit: "min",
    kind: "number",
    confidence: "vendor-library",
    negativeIsUnused: true
  },
  {
    id: 70,
    name: "vs2StartOnSOC",
    aliases: ["VS_SOC_LIMIT_PERCENT"],
    label: "Ignore AC input ends: state of charge below",
    unit: "%",
    kind: "number",
    confidence: "vendor-library"
    // 0: not used.
  },
  {
    id: 71,
    name: "vllTempCompensation",
    label: "Lithium low-level temperature compensation (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool"
    // Meaning unknown.
  },
  {
    id: 72,
    name: "ChargeEfficiency",
    label: "Charge efficiency",
    unit: "ratio",
    kind: "number",
    confidence: "vendor-tool"
  },
  {
    id: 73,
    name: "IInvLimitDuringAssist",
    label: "Inverter current limit during assist (from the identifier)",
    unit: "A",
    kind: "number",
    confidence: "vendor-tool"
    // Two projects take it for a voltage; its name and defaults say current.
  },
  {
    id: 74,
    name: "AbsToFloatSOCReset",
    label: "State of charge set when absorption turns to float",
    unit: "%",
    kind: "number",
    confidence: "vendor-tool"
  },
  {
    id: 75,
    name: "IBatForStopAbsorption",
    label: "Battery current that stops absorption (from the identifier)",
    unit: "A",
    kind: "number",
    confidence: "vendor-tool"
  },
  {
    id: 76,
    name: "InvertRedundancy",
    label: "Inverter redundancy (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool"
    // No observed unit has it.
  },
  {
    id: 77,
    name: "ExpectedPresenceFlags0",
    label: "Expected presence, word 0 (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 78,
    name: "ExpectedPresenceFlags2",
    label: "Expected presence, word 2 (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 79,
    name: "RelativePhaseInfo",
    label: "Relative phase (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 80,
    name: "MyShortID",
    label: "Own short address (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "system"
    // No observed unit has it.
  },
  {
    id: 81,
    name: "GridCode",
    label: "Grid code",
    unit: null,
    kind: "enum",
    values: { 0: "none", 1: "other" },
    confidence: "vendor-tool",
    forbidden: "grid-code"
    // An index whose list depends on the version of VEConfigure: no country can be told from it.
  },
  {
    id: 82,
    name: "PermanentFlags0",
    label: "Permanent flags",
    unit: null,
    kind: "flags",
    confidence: "vendor-tool",
    forbidden: "irreversible"
    // Bit 0: no automatic restart after a short circuit. Cannot be taken back.
  },
  {
    id: 83,
    name: "SOCStopInvert",
    label: "Shut down below state of charge",
    unit: "%",
    kind: "number",
    confidence: "vendor-tool"
    // Seen on firmware 492, absent from a 120 V unit.
  },
  {
    id: 84,
    name: "SOCStartInvert",
    label: "Restart above state of charge",
    unit: "%",
    kind: "number",
    confidence: "vendor-tool"
  },
  {
    id: 85,
    name: "InfoID0",
    label: "InfoID0 (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool"
    // Meaning unknown; even its scale differs between firmware versions.
  },
  {
    id: 86,
    name: "TBatStopCharge",
    label: "Stop charging below battery temperature",
    unit: "°C",
    kind: "number",
    confidence: "vendor-tool"
    // The lowest value (raw 0) switches it off.
  },
  {
    id: 87,
    name: "TempCompensationSlope",
    label: "Temperature compensation slope",
    unit: "V/°C",
    kind: "number",
    confidence: "vendor-tool"
    // Given without its sign.
  },
  {
    id: 88,
    name: "UBatDontCharge",
    label: "Sustain voltage while other energy sources have priority",
    unit: "V",
    kind: "number",
    confidence: "vendor-tool"
    // Only on units that support flag 41 (firmware 558 and newer).
  },
  {
    id: 89,
    name: "CurrentSensorFactor",
    label: "Current sensor factor (from the identifier)",
    unit: null,
    kind: "number",
    confidence: "vendor-tool"
    // No observed unit has it.
  },
  {
    id: 128,
    name: "GridSettingsValidCheckerA",
    label: "Grid settings validity word A",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
    // Keeps old values when the grid code is removed; writes may stay unacknowledged.
  },
  {
    id: 129,
    name: "GridSettingsInt0",
    label: "Grid code parameter 0",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
    // Opaque; FFFF means not applicable.
  },
  {
    id: 130,
    name: "GridSettingsInt1",
    label: "Grid code parameter 1",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 131,
    name: "GridSettingsInt2",
    label: "Grid code parameter 2",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 132,
    name: "GridSettingsInt3",
    label: "Grid code parameter 3",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 133,
    name: "GridSettingsInt4",
    label: "Grid code parameter 4",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 134,
    name: "GridSettingsInt5",
    label: "Grid code parameter 5",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 135,
    name: "GridSettingsInt6",
    label: "Grid code parameter 6",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 136,
    name: "GridSettingsInt7",
    label: "Grid code parameter 7",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 137,
    name: "GridSettingsInt8",
    label: "Grid code parameter 8",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 138,
    name: "GridSettingsInt9",
    label: "Grid code parameter 9",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 139,
    name: "GridSettingsInt10",
    label: "Grid code parameter 10",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 140,
    name: "GridSettingsInt11",
    label: "Grid code parameter 11",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 141,
    name: "GridSettingsInt12",
    label: "Grid code parameter 12",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 142,
    name: "GridSettingsInt13",
    label: "Grid code parameter 13",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 143,
    name: "GridSettingsInt14",
    label: "Grid code parameter 14",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 144,
    name: "GridSettingsInt15",
    label: "Grid code parameter 15",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 145,
    name: "GridSettingsInt16",
    label: "Grid code parameter 16",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 146,
    name: "GridSettingsInt17",
    label: "Grid code parameter 17",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 147,
    name: "GridSettingsInt18",
    label: "Grid code parameter 18",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 148,
    name: "GridSettingsInt19",
    label: "Grid code parameter 19",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 149,
    name: "GridSettingsInt20",
    label: "Grid code parameter 20",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 150,
    name: "GridSettingsInt21",
    label: "Grid code parameter 21",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 151,
    name: "GridSettingsInt22",
    label: "Grid code parameter 22",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 152,
    name: "GridSettingsInt23",
    label: "Grid code parameter 23",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 153,
    name: "GridSettingsInt24",
    label: "Grid code parameter 24",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 154,
    name: "GridSettingsInt25",
    label: "Grid code parameter 25",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 155,
    name: "GridSettingsInt26",
    label: "Grid code parameter 26",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 156,
    name: "GridSettingsInt27",
    label: "Grid code parameter 27",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 157,
    name: "GridSettingsInt28",
    label: "Grid code parameter 28",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 158,
    name: "GridSettingsInt29",
    label: "Grid code parameter 29",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 159,
    name: "GridSettingsInt30",
    label: "Grid code parameter 30",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 160,
    name: "GridSettingsInt31",
    label: "Grid code parameter 31",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 161,
    name: "GridSettingsInt32",
    label: "Grid code parameter 32",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 162,
    name: "GridSettingsInt33",
    label: "Grid code parameter 33",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 163,
    name: "GridSettingsInt34",
    label: "Grid code parameter 34",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 164,
    name: "GridSettingsInt35",
    label: "Grid code parameter 35",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 165,
    name: "GridSettingsInt36",
    label: "Grid code parameter 36",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 166,
    name: "GridSettingsInt37",
    label: "Grid code parameter 37",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 167,
    name: "GridSettingsInt38",
    label: "Grid code parameter 38",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 168,
    name: "GridSettingsInt39",
    label: "Grid code parameter 39",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 169,
    name: "GridSettingsInt40",
    label: "Grid code parameter 40",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 170,
    name: "GridSettingsInt41",
    label: "Grid code parameter 41",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 171,
    name: "GridSettingsInt42",
    label: "Grid code parameter 42",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 172,
    name: "GridSettingsInt43",
    label: "Grid code parameter 43",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 173,
    name: "GridSettingsInt44",
    label: "Grid code parameter 44",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 174,
    name: "GridSettingsInt45",
    label: "Grid code parameter 45",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 175,
    name: "GridSettingsInt46",
    label: "Grid code parameter 46",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 176,
    name: "GridSettingsInt47",
    label: "Grid code parameter 47",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 177,
    name: "GridSettingsInt48",
    label: "Grid code parameter 48",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 178,
    name: "GridSettingsInt49",
    label: "Grid code parameter 49",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 179,
    name: "GridSettingsInt50",
    label: "Grid code parameter 50",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 180,
    name: "GridSettingsInt51",
    label: "Grid code parameter 51",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 181,
    name: "GridSettingsInt52",
    label: "Grid code parameter 52",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 182,
    name: "GridSettingsInt53",
    label: "Grid code parameter 53",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 183,
    name: "GridSettingsInt54",
    label: "Grid code parameter 54",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 184,
    name: "GridSettingsInt55",
    label: "Grid code parameter 55",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 185,
    name: "GridSettingsInt56",
    label: "Grid code parameter 56",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 186,
    name: "GridSettingsInt57",
    label: "Grid code parameter 57",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 187,
    name: "GridSettingsInt58",
    label: "Grid code parameter 58",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 188,
    name: "GridSettingsInt59",
    label: "Grid code parameter 59",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 189,
    name: "GridSettingsInt60",
    label: "Grid code parameter 60",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
  },
  {
    id: 190,
    name: "GeneralGridSettingsInt",
    label: "General grid setting",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
    // Writes have no effect.
  },
  {
    id: 191,
    name: "GridSettingsValidCheckerB",
    label: "Grid settings validity word B",
    unit: null,
    kind: "number",
    confidence: "vendor-tool",
    forbidden: "grid-code"
    // Keeps old values when the grid code is removed; writes may stay unacknowledged.
  }
] as const satisfies ReadonlyArray<Setting>

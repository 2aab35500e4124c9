/**
 * The 64 flags of settings 0, 1, 60 and 61. Lookups: `Flag.ts`.
 *
 * Generated from `data/flags.json` by `npm run generate`: change that file, not this one.
 */
import type { Flag } from "./Entry.ts"

/** By flag number. */
export const flags = [
  {
    flag: 0,
    name: "MultiPhaseSystem",
    label: "part of a multi-phase system",
    confidence: "spec",
    forbidden: "system"
  },
  {
    flag: 1,
    name: "MultiPhaseLeader",
    label: "leader of a multi-phase system",
    confidence: "spec",
    forbidden: "system"
  },
  {
    flag: 2,
    name: "SixtyHertz",
    aliases: ["60Hz"],
    label: "60 Hz instead of 50 Hz",
    confidence: "spec",
    fieldConfirmed: true
    // Set in the defaults of 120 V units.
  },
  {
    flag: 3,
    name: "DisableWaveCheck",
    aliases: ["DisableMainsWaveCheck"],
    label: "wave check of the AC input (UPS function) off",
    confidence: "spec",
    fieldConfirmed: true,
    inverse: "UPS function"
    // A change of it writes flag 7 as its inverse.
  },
  {
    flag: 4,
    name: "DoNotStopAfter10HrBulk",
    label: "goes on charging after ten hours of bulk",
    confidence: "spec",
    inverse: "Stop after excessive bulk"
  },
  { flag: 5, name: "AssistEnabled", label: "PowerAssist", confidence: "spec", fieldConfirmed: true },
  {
    flag: 6,
    name: "DisableCharge",
    label: "charger off",
    confidence: "spec",
    fieldConfirmed: true,
    inverse: "Enable charger"
  },
  {
    flag: 7,
    name: "DisableWaveCheckInverted",
    aliases: ["DisableBFLockOnLargeCurrents"],
    label: "companion of flag 3, meant to be its inverse",
    confidence: "spec"
    // Never changed by itself: real units hold any combination.
  },
  { flag: 8, name: "DisableAES", label: "AES (search mode) off", confidence: "spec", inverse: "Enable AES" },
  {
    flag: 9,
    name: "NotPromoted9",
    aliases: ["DisableLowRippleCheck"],
    label: "not to be changed",
    confidence: "spec",
    promoted: false
  },
  {
    flag: 10,
    name: "NotPromoted10",
    aliases: ["DisableHighRippleCheck"],
    label: "not to be changed",
    confidence: "spec",
    promoted: false
  },
  {
    flag: 11,
    name: "EnableReducedFloat",
    label: "storage mode: float voltage lowered after a day",
    confidence: "spec",
    fieldConfirmed: true
    // One project reads it as adaptive charging; toggling storage mode alone was seen to move it.
  },
  {
    flag: 12,
    name: "NotPromoted12",
    aliases: ["UseBulkChargeInsteadOfBulkTime"],
    label: "not to be changed",
    confidence: "spec",
    promoted: false
  },
  {
    flag: 13,
    name: "DisableGroundRelay",
    aliases: ["DisableGndRelay"],
    label: "ground relay off",
    confidence: "spec",
    inverse: "Ground relay"
  },
  { flag: 14, name: "WeakACInput", label: "weak AC input", confidence: "spec", fieldConfirmed: true },
  {
    flag: 15,
    name: "RemoteOverrulesAC2",
    label: "a remote panel sets the limit of AC input 2",
    confidence: "spec"
    // VEConfigure counts inputs from 0 and calls it RemoteOverrulesAC1.
  },
  { flag: 16, name: "VsOnBulkProtection", label: "virtual switch on: bulk protection", confidence: "spec" },
  {
    flag: 17,
    name: "VsOnTemperaturePreAlarm",
    label: "virtual switch on: temperature pre-alarm",
    confidence: "spec"
  },
  {
    flag: 18,
    name: "VsOnLowBatteryPreAlarm",
    label: "virtual switch on: low-battery pre-alarm",
    confidence: "spec"
  },
  {
    flag: 19,
    name: "VsOnOverloadPreAlarm",
    label: "virtual switch on: overload pre-alarm",
    confidence: "spec"
  },
  { flag: 20, name: "VsOnRipplePreAlarm", label: "virtual switch on: ripple pre-alarm", confidence: "spec" },
  {
    flag: 21,
    name: "VsOffTemperaturePreAlarm",
    label: "virtual switch off: temperature pre-alarm",
    confidence: "spec"
  },
  {
    flag: 22,
    name: "VsOffLowBatteryPreAlarm",
    label: "virtual switch off: low-battery pre-alarm",
    confidence: "spec"
  },
  {
    flag: 23,
    name: "VsOffOverloadPreAlarm",
    label: "virtual switch off: overload pre-alarm",
    confidence: "spec"
  },
  {
    flag: 24,
    name: "VsOffRipplePreAlarm",
    label: "virtual switch off: ripple pre-alarm",
    confidence: "spec"
  },
  { flag: 25, name: "VsOnGeneralFailure", label: "virtual switch on: general failure", confidence: "spec" },
  { flag: 26, name: "VsInvert", label: "virtual switch inverted", confidence: "spec" },
  {
    flag: 27,
    name: "AcceptWideInputFrequency",
    label: "accepts input frequencies from 45 to 65 Hz",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    flag: 28,
    name: "DynamicCurrentLimiter",
    aliases: ["AdjustMainsLimitForMechanicalGeneratorDelay"],
    label: "dynamic current limiter, for slow generators",
    confidence: "spec",
    fieldConfirmed: true
  },
  {
    flag: 29,
    name: "TubularPlateTractionCurve",
    aliases: ["TubularPlateTractionBatteryCurve"],
    label: "tubular-plate traction curve (equalises)",
    confidence: "spec"
  },
  {
    flag: 30,
    name: "RemoteOverrulesAC1",
    aliases: ["RemoteOverrulesAC0"],
    label: "a remote panel sets the limit of AC input 1",
    confidence: "spec"
  },
  {
    flag: 31,
    name: "LowPowerShutdownInAES",
    aliases: ["UseLowPowerShutdownInAES"],
    label: "low-power shut-down in AES",
    confidence: "spec"
  },
  {
    flag: 32,
    name: "Vs2OffWhenAC1Available",
    label: "second virtual switch off while AC input 1 is there",
    confidence: "spec"
  },
  { flag: 33, name: "Vs2Invert", label: "second virtual switch inverted", confidence: "spec" },
  {
    flag: 34,
    name: "VsSetInverterPeriodTime",
    label: "virtual switch sets the inverter period (setting 62)",
    confidence: "spec"
  },
  {
    flag: 35,
    name: "VsInverterPeriodTimeOnUBat",
    label: "inverter period follows the battery voltage (settings 66 to 69)",
    confidence: "vendor-library"
  },
  {
    flag: 36,
    name: "LithiumBattery",
    label: "lithium battery",
    confidence: "vendor-tool",
    fieldConfirmed: true
  },
  {
    flag: 37,
    name: "AllowEnableFeedIn",
    label: "feed-in may be enabled",
    confidence: "vendor-tool"
    // Set on a unit with ESS.
  },
  {
    flag: 38,
    name: "AllowIMainsHigherThanMaxRelayCurrent",
    label: "input limit may exceed the relay current",
    confidence: "vendor-tool"
  },
  { flag: 39, name: "ConfiguredForVEBusBMS", label: "set up for a VE.Bus BMS", confidence: "vendor-tool" },
  { flag: 40, name: "DisableVSense", label: "voltage sense off", confidence: "vendor-tool" },
  {
    flag: 41,
    name: "PreferRenewableEnergy",
    label: "charger held back in favour of other energy sources",
    confidence: "vendor-tool"
    // Level in setting 88.
  },
  { flag: 42, name: "Unknown42", label: "unknown", confidence: "unknown" },
  { flag: 43, name: "Unknown43", label: "unknown", confidence: "unknown" },
  { flag: 44, name: "Unknown44", label: "unknown", confidence: "unknown" },
  { flag: 45, name: "Unknown45", label: "unknown", confidence: "unknown" },
  { flag: 46, name: "Unknown46", label: "unknown", confidence: "unknown" },
  { flag: 47, name: "Unknown47", label: "unknown", confidence: "unknown" },
  { flag: 48, name: "Unknown48", label: "unknown", confidence: "unknown" },
  { flag: 49, name: "Unknown49", label: "unknown", confidence: "unknown" },
  { flag: 50, name: "Unknown50", label: "unknown", confidence: "unknown" },
  { flag: 51, name: "Unknown51", label: "unknown", confidence: "unknown" },
  { flag: 52, name: "Unknown52", label: "unknown", confidence: "unknown" },
  { flag: 53, name: "Unknown53", label: "unknown", confidence: "unknown" },
  { flag: 54, name: "Unknown54", label: "unknown", confidence: "unknown" },
  { flag: 55, name: "Unknown55", label: "unknown", confidence: "unknown" },
  { flag: 56, name: "Unknown56", label: "unknown", confidence: "unknown" },
  { flag: 57, name: "Unknown57", label: "unknown", confidence: "unknown" },
  { flag: 58, name: "Unknown58", label: "unknown", confidence: "unknown" },
  { flag: 59, name: "Unknown59", label: "unknown", confidence: "unknown" },
  { flag: 60, name: "Unknown60", label: "unknown", confidence: "unknown" },
  { flag: 61, name: "Unknown61", label: "unknown", confidence: "unknown" },
  { flag: 62, name: "Unknown62", label: "unknown", confidence: "unknown" },
  { flag: 63, name: "Unknown63", label: "unknown", confidence: "unknown" }
] as const satisfies ReadonlyArray<Flag>

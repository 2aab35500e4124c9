/**
 * Which part of a unit a setting or a flag is about. What nobody named is in `other`.
 */

/** The groups, in the order in which they are shown. */
export const groups = ["charger", "battery", "inverter", "input", "virtual", "system", "other"] as const
/** A group. */
export type Group = (typeof groups)[number]

/** Their names for people. */
export const titles: Readonly<Record<Group, string>> = {
  charger: "Charger",
  battery: "Battery",
  inverter: "Inverter",
  input: "AC input",
  virtual: "Virtual switch",
  system: "System",
  other: "Other"
}

type Parts = Partial<Readonly<Record<Group, ReadonlyArray<number>>>>

const settings: Parts = {
  charger: [2, 3, 4, 7, 8, 9, 10, 74, 75, 86, 87, 88],
  battery: [11, 12, 63, 64, 65, 71, 72, 83, 84],
  inverter: [5, 50, 51, 66, 67, 68, 69, 73, 76],
  input: [6, 44, 45, 46, 47, 48, 49],
  system: [13, 14, 77, 78, 79, 80, 82]
}

const flags: Parts = {
  charger: [4, 6, 11, 29, 41],
  battery: [36, 39, 40],
  inverter: [2, 8, 31],
  input: [3, 5, 7, 13, 14, 15, 27, 28, 30, 37, 38],
  virtual: [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32, 33, 34, 35],
  system: [0, 1]
}

const within = (parts: Parts, id: number): Group | undefined =>
  groups.find((group) => parts[group]?.includes(id) === true)

/** Settings of the virtual switches are those of its own names. */
const isVirtual = (name: string | null): boolean => /^vs2?t?o(n|ff)|^vs/.test(name ?? "")

/** The group of a setting. */
export const ofSetting = (id: number, name: string | null): Group =>
  within(settings, id) ?? (isVirtual(name) ? "virtual" : "other")

/** The group of a flag. */
export const ofFlag = (flag: number): Group => within(flags, flag) ?? "other"

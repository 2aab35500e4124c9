/**
 * The states of a unit, in words for people. Names without an entry are their own words.
 */

const words: Readonly<Record<string, string>> = {
  startup: "starting",
  "invert-full": "inverting",
  "invert-half": "inverting (half)",
  "invert-aes": "inverting (AES)",
  "power-assist": "assisting",
  bypass: "passing through",
  charge: "charging"
}

/** A name of ours as words: `repeated-absorption` is "repeated absorption". */
export const spaced = (name: string): string => name.replaceAll("-", " ")

/** An operating state by its name: `invert-aes` is "inverting (AES)". */
export const state = (name: string): string => words[name] ?? spaced(name)

/**
 * Why bytes are no settings file of VEConfigure: plain tagged values with what was expected, what was found, and where.
 */

/** The sorts of failures. */
export type Tag =
  /** It does not begin as such a file does. */
  | "NotASettingsFile"
  /** It is larger than any such file. */
  | "TooLarge"
  /** A section has no name, or does not say where the next one begins. */
  | "BrokenChain"
  /** The bytes of a section do not add up. */
  | "BadSum"
  /** A section ends before its fields do. */
  | "TooShort"
  /** A length that its content cannot have. */
  | "LengthMismatch"
  /** The section is of another version than the one that is known. */
  | "UnknownLayout"
  /** A section that there is one of stands twice. */
  | "DuplicateSection"
  /** Two parts are of one unit. */
  | "DuplicateSerial"

/** Why bytes could not be read. */
export interface FileFailure {
  readonly _tag: Tag
  /** The name of the section, printable ASCII; `null` outside of one. */
  readonly section: string | null
  /** Where, in bytes from the beginning of the file. */
  readonly offset: number
  readonly expected: string
  readonly found: string
}

/** A failure. */
export const failure = (
  _tag: Tag,
  section: string | null,
  offset: number,
  expected: string,
  found: string
): FileFailure => ({ _tag, section, offset, expected, found })

/** One sentence for people: what was expected, what was found, and where. */
export const message = ({ section, offset, expected, found }: FileFailure): string =>
  `${section === null ? "" : `section ${section}: `}expected ${expected} at byte ${offset}, found ${found}`

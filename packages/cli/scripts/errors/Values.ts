/**
 * The failures that are plain values, of the codec and of what reads text, and errors that only programs meet.
 */
import { Failure, Framing, Hex, WinmonEnvelope } from "@vebus/codec"
import { FileFailure } from "@vebus/codec/veconfigure"
import { Device, Surveyor } from "@vebus/runtime"
import { BadChange, BadOption, BadRecording } from "@vebus/runtime/promise"
import { Script } from "@vebus/simulator"
import * as Result from "effect/Result"
import { entries, type Section, type Told } from "./Entry.ts"

type DecodeFailure = Failure.DecodeFailure

/** What was expected to fail did, and why. */
const failureOf = <A, E>(result: Result.Result<A, E>): E => Result.getOrThrow(Result.flip(result))

const bytesOf = (hex: string): Uint8Array => Result.getOrThrow(Hex.fromHex(hex))

/** Why this is no frame. */
const inFrame = (hex: string): DecodeFailure => failureOf(Framing.check(bytesOf(hex)))

/** Why this payload is no winmon reply. */
const inReply = (hex: string): DecodeFailure => failureOf(WinmonEnvelope.Reply.decode(bytesOf(hex)))

const decoding: { readonly [Tag in DecodeFailure["_tag"]]: Told<DecodeFailure> } = {
  TooShort: {
    meaning: "Fewer bytes than the frame has fields.",
    remedy: "paste the whole frame, from its length byte to its checksum.",
    examples: [inReply("FF 58 86 34")]
  },
  BadLength: {
    meaning: "A length byte that no frame has, or that disagrees with the bytes behind it.",
    remedy: "find the first byte of the frame: bytes of a log often begin in the middle of one.",
    examples: [inFrame("04 FF 41 01 BB"), inFrame("7F FF 41 01 00 BB")]
  },
  BadChecksum: {
    meaning: "The bytes of a candidate do not add up to 0: one was damaged, or it begins at the wrong byte.",
    remedy:
      "nothing for a single one, requests are repeated. Many of them mean a bad cable, another speed, or a second reader on the port.",
    examples: [inFrame("04 FF 41 01 00 BC")]
  },
  UnexpectedValue: {
    meaning: "A byte contradicts the frame that it stands in.",
    remedy: "report it with a capture if the bytes come from a device.",
    examples: [inReply("FF 51 86 34 81")]
  }
}

const interval: Told<Device.Energy.IntervalTooLong> = {
  meaning: "`device.energy` was to look so seldom that a counter could roll over unseen.",
  remedy: "look every ten minutes or more often; once a minute is the default.",
  examples: [new Device.Energy.IntervalTooLong({ maximumMillis: 600_000 })]
}

const script: Told<Script.BadScript> = {
  meaning: "A text is no script for the simulated adapter.",
  remedy: "lines begin with `>` (expected), `<` (sent), or are a word such as `close` or `wait 100ms`.",
  examples: [failureOf(Script.parse("> 04 FG"))]
}

const otherUnit: Told<Surveyor.OtherUnit> = {
  meaning: "A survey that goes on with its file, or after a pulled plug, meets another unit or adapter.",
  remedy: "survey each unit into a file of its own, or plug in the one that the file was begun with.",
  examples: [
    new Surveyor.OtherUnit({
      expected: "version 2629492 (short frames) behind adapter 1170212",
      found: "version 1909154 (short frames) behind adapter 1130134"
    })
  ]
}

const { failure } = FileFailure

/** Why bytes are no settings file of VEConfigure. */
const settingsFile: { readonly [Tag in FileFailure.Tag]: Told<FileFailure.FileFailure> } = {
  NotASettingsFile: {
    meaning:
      "It does not begin as such a file does. Files for an MK3 that end in `.vsc` may be of another form.",
    remedy: "give a file that VEConfigure or VRM made for a remote unit, `.rvsc` or `.rvms`.",
    examples: [
      failure(
        "NotASettingsFile",
        null,
        0,
        '1D 00 and "VEConfig setting section file"',
        "7B 0A 20 22 73 63 68 65"
      )
    ]
  },
  TooLarge: {
    meaning: "It is larger than any such file: real ones have 4 to 10 kB.",
    remedy: "look whether it is the file that you mean.",
    examples: [failure("TooLarge", null, 0, "at most 1048576 bytes", "2097152")]
  },
  BrokenChain: {
    meaning:
      "A section has no name, or does not say where the next one begins: the file is damaged or was cut.",
    remedy: "get the file again from where it is from.",
    examples: [
      failure("BrokenChain", "BareSettingData", 4111, "the place of the next section, 4119 to 4300", "4562")
    ]
  },
  BadSum: {
    meaning: "The bytes of a section do not add up: one of them is wrong, and nobody knows which.",
    remedy: "get the file again from where it is from. Nothing of a damaged file is shown.",
    examples: [failure("BadSum", "BareSettingInfo", 4074, "the sum 52AD679F", "52AD67DF")]
  },
  TooShort: {
    meaning:
      "The sum holds, but the section ends before its fields do: it is of a form that nobody has described.",
    remedy:
      "report it with the length and the tool that made it; do not attach the file, which may hold a password.",
    examples: [failure("TooShort", "BareSettingData", 4500, "384 bytes of settings", "58 before the sum")]
  },
  LengthMismatch: {
    meaning: "A length that its content cannot have: an odd one of words, or more settings than records.",
    remedy:
      "report it with the length and the tool that made it; do not attach the file, which may hold a password.",
    examples: [failure("LengthMismatch", "BareSettingInfo", 91, "records of 10 bytes", "1925 bytes")]
  },
  UnknownLayout: {
    meaning: "A section is of another version than the one that is known: its fields are not guessed at.",
    remedy:
      "report it with the length and the tool that made it; do not attach the file, which may hold a password.",
    examples: [failure("UnknownLayout", "BareSettingData", 4115, "version 3 of the layout", "version 4")]
  },
  DuplicateSection: {
    meaning: "A section that there is one of stands twice.",
    remedy: "get the file again from where it is from.",
    examples: [failure("DuplicateSection", "BareSettingInfo", 4078, "this section once", "it again")]
  },
  DuplicateSerial: {
    meaning: "Two parts of the file are of one unit, and may contradict each other.",
    remedy: "get the file again from where it is from.",
    examples: [
      failure(
        "DuplicateSerial",
        "BareSettingData",
        4562,
        "each serial number once",
        "HQ0000TEST0 as at byte 4078"
      )
    ]
  }
}

type PromiseError = BadChange | BadOption | BadRecording

/** What `@vebus/runtime/promise` was given and can make nothing of. */
const given: { readonly [Tag in PromiseError["_tag"]]: Told<PromiseError> } = {
  BadChange: {
    meaning: "`plan` was given a name that nothing has, or a value that the name cannot take.",
    remedy:
      "take a name of `settings.list()` or of the pages, and a value in its unit. Nothing was asked of the unit.",
    examples: [new BadChange({ why: 'no setting or flag is called "UBatFlaot"' })]
  },
  BadOption: {
    meaning: "`open` or a method was given an option that nothing can be made of.",
    remedy: "write it as the message says. No port was opened.",
    examples: [new BadOption({ option: "interval", expected: 'a duration such as "1s"', found: "soon" })]
  },
  BadRecording: {
    meaning: "The file behind `replay:` is no recording, or is damaged before its last line.",
    remedy: "record anew with `vebus record`, or cut the file before the line that the message names.",
    examples: [
      new BadRecording({ path: "night.jsonl", line: 3, expected: "a line of a capture", found: "hello" })
    ]
  }
}

/** The failures of pure functions, and what only programs meet. */
export const sections: ReadonlyArray<Section> = [
  {
    title: "DecodeFailure",
    introduction:
      "Why bytes are no frame: values of `@vebus/codec`, never exceptions; `Failure.message` makes the sentences. `vebus frame decode` shows them where they happen and ends with 1 when bytes formed no frame. On a live line such bytes are discarded and counted, and a whole frame that contradicts its layout becomes [Malformed](#malformed).",
    entries: entries<DecodeFailure["_tag"], DecodeFailure>(decoding, Failure.message, () => null)
  },
  {
    title: "Settings files of VEConfigure",
    introduction:
      "Why bytes are no such file: values of `@vebus/codec/veconfigure`; `FileFailure.message` makes the sentences. `vebus settings show` and `settings diff` end with them. [The guide](guides/veconfigure.md).",
    entries: entries<FileFailure.Tag, FileFailure.FileFailure>(
      settingsFile,
      FileFailure.message,
      () => 8
    ).map((entry) => (entry.name === "TooShort" ? { ...entry, name: "TooShort, in a settings file" } : entry))
  },
  {
    title: "Surveys",
    introduction: "Of `Surveyor.make` in `@vebus/runtime`; `vebus survey` ends with it.",
    entries: entries(
      { OtherUnit: otherUnit },
      ({ message }) => message,
      () => 8
    )
  },
  {
    title: "In programs only",
    introduction: "No command ends with these.",
    entries: [
      ...entries(
        { IntervalTooLong: interval },
        ({ message }) => message,
        () => null
      ),
      ...entries({ BadScript: script }, Script.parseMessage, () => null),
      ...entries<PromiseError["_tag"], PromiseError>(
        given,
        ({ message }) => message,
        () => null
      )
    ]
  }
]

/**
 * The failures that are plain values, of the codec and of what reads text, and errors that only programs meet.
 */
import { Failure, Framing, Hex, WinmonEnvelope } from "@vebus/codec"
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

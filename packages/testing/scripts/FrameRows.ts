/**
 * The rows of frame types, MK2 commands and F numbers.
 */
import { Frames, FrameType, Hex } from "@vebus/codec"
import { assertSame, BYTES, known, letterByte, type Row, runs, tagOf, ZEROS } from "./Decoding.ts"
import type { VectorFrame } from "./Vectors.ts"

const isType = (type: number) => (frame: VectorFrame) => frame.payload[0] === type

/** Where an info frame says of which kind it is. */
const KIND = 5
const kindTag = (kind: number): string => tagOf("reply", FrameType.INFO, 0, 0, 0, 0, kind)

const typeNames: Readonly<Record<number, string>> = {
  [FrameType.AC_INPUT_CONFIG]: "AC input configuration",
  [FrameType.BATTERY_LIMITS]: "battery limits",
  [FrameType.FOREIGN_PANEL]: "panel frame of another controller",
  [FrameType.DIRECT_SWITCH]: "direct switch",
  [FrameType.BUS_21]: "bus frame",
  [FrameType.BUS_38]: "bus frame",
  [FrameType.BUS_3D]: "bus frame"
}
const typeNotes: Readonly<Record<string, string>> = {
  "battery limits": "content unknown, kept raw",
  "bus frame": "meaning unknown, kept raw"
}

const infoRow = (tag: string, name: string): Row => ({
  key: Hex.hexByte(FrameType.INFO),
  name,
  tags: [tag],
  matches: (frame) => frame.tag === tag,
  note: `\`p[${KIND}]\` is ${runs(BYTES.filter((kind) => kindTag(kind) === tag))}`
})

const typeRow = ([type, name]: readonly [string, string]): Row => ({
  key: Hex.hexByte(Number(type)),
  name,
  tags: known(tagOf("request", Number(type)), tagOf("reply", Number(type))),
  matches: isType(Number(type)),
  note: typeNotes[name] ?? ""
})

/** Every frame type that is known, and what becomes of the others. */
export const frameTypes = (): ReadonlyArray<Row> => {
  assertSame(
    "frame types",
    [FrameType.MK2, FrameType.INFO, ...Object.keys(typeNames).map(Number)],
    FrameType.known
  )
  const infos = [
    infoRow("DcInfo", "DC info"),
    infoRow("AcInfo", "AC info"),
    infoRow("DeviceConfig", "device configuration")
  ]
  assertSame(
    "kinds of info frames",
    BYTES.filter((kind) => infos.some(({ tags }) => tags.includes(kindTag(kind)))),
    BYTES.filter((kind) => known(kindTag(kind)).length > 0)
  )
  return [
    {
      key: Hex.hexByte(FrameType.MK2),
      name: "MK2 command",
      tags: [],
      matches: isType(FrameType.MK2),
      note: "by letter: below",
      file: "packages/codec/src/mk2/Mk2.ts"
    },
    ...infos,
    {
      key: Hex.hexByte(FrameType.INFO),
      name: "any other info frame",
      tags: ["UnknownFrame"],
      matches: (frame) => isType(FrameType.INFO)(frame) && frame.tag === "UnknownFrame",
      note: "no file of its own: a kind that nobody knows, or too short"
    },
    ...Object.entries(typeNames).map(typeRow),
    {
      key: "others",
      name: "unknown frame type",
      tags: ["UnknownFrame"],
      matches: (frame) => !isType(FrameType.INFO)(frame) && frame.tag === "UnknownFrame",
      note: "no file of its own: no source mentions one"
    },
    {
      key: "any",
      name: "bytes that contradict their layout",
      tags: ["Malformed"],
      matches: ({ tag }) => tag === "Malformed",
      note: "no file of its own: kept with the reason"
    },
    {
      key: "any",
      name: "LED suffix",
      tags: [],
      matches: ({ hasLeds }) => hasLeds,
      note: "every row, as a whole frame",
      file: "packages/codec/src/link/LedSuffix.ts"
    }
  ]
}

const letterNames: Readonly<Record<string, string>> = {
  A: "address",
  D: "adapter settings",
  F: "info requests",
  H: "bus lines",
  L: "LEDs",
  N: "high speed",
  R: "restart of the adapter",
  S: "switch",
  V: "version",
  W: "winmon",
  X: "winmon",
  Y: "winmon",
  Z: "winmon",
  x: "winmon to a named device",
  y: "winmon to a named device",
  z: "winmon to a named device"
}
const letterNotes: Readonly<Record<string, string>> = {
  F: "by number: below; answers are frame types of their own",
  N: "what answers it nobody says: `UnknownMk2Reply`",
  R: "no reply but the next version frame",
  x: "answered under X",
  y: "answered under Y",
  z: "answered under Z"
}

/** The tags of the frames under a letter; for winmon those of the envelope. */
const letterTags = (letter: number): ReadonlyArray<string> => {
  const payload = Uint8Array.of(FrameType.MK2, letter, ...ZEROS)
  return known(Frames.decodeRequest(payload)._tag, Frames.decodeReply(payload)._tag)
}

const isLetter =
  (...letters: ReadonlyArray<number>) =>
  ({ payload }: VectorFrame) =>
    payload[0] === FrameType.MK2 && letters.includes(payload[1]!)

/** Every command letter, and what becomes of the others. */
export const letters = (): ReadonlyArray<Row> => {
  const unknown = BYTES.filter((letter) => letterTags(letter).length === 0)
  assertSame(
    "letters",
    Object.keys(letterNames).map(letterByte),
    BYTES.filter((letter) => !unknown.includes(letter))
  )
  return [
    ...Object.entries(letterNames).map(([letter, name]): Row => ({
      key: letter,
      name,
      tags: letter === "F" ? [...new Set(BYTES.map(numberTag))] : letterTags(letterByte(letter)),
      matches: isLetter(letterByte(letter)),
      note: letterNotes[letter] ?? ""
    })),
    {
      key: unknown
        .map((letter) => String.fromCharCode(letter))
        .filter((letter) => /[A-Z]/.test(letter))
        .join(" "),
      name: "and all bytes that are no such letter",
      tags: ["UnknownMk2Request", "UnknownMk2Reply"],
      matches: isLetter(...unknown),
      note: "no file of their own: no source documents them"
    }
  ]
}

const numberTag = (number: number): string => tagOf("request", FrameType.MK2, letterByte("F"), number)

/** What F asks for, by tag, and how it is answered. */
const numberNames: Readonly<Record<string, readonly [name: string, note: string]>> = {
  DcInfoRequest: ["DC info", "answer: `DcInfo`"],
  AcInfoRequest: ["AC info", "answer: `AcInfo`"],
  AcInputConfigRequest: ["AC input configuration", "answer: `AcInputConfig`"],
  SnapshotRequest: ["snapshot", "no answer; winmon 38 reads it"],
  DeviceConfigRequest: ["device configuration", "answer: `DeviceConfig`"],
  DeviceRestartRequest: ["restart of a device", "no answer"],
  BatteryLimitsRequest: ["battery limits", "answer: `BatteryLimits`"],
  UnknownInfoRequest: ["unknown", "no file of their own: no source documents them"]
}

const numberRow = (key: string, ...numbers: ReadonlyArray<number>): Row => {
  const tag = numberTag(numbers[0]!)
  const [name, note] = numberNames[tag]!
  return {
    key,
    name,
    tags: [tag],
    matches: (frame) =>
      frame.direction === "request" &&
      isLetter(letterByte("F"))(frame) &&
      numbers.includes(frame.payload[2]!),
    note
  }
}

/** Every number of F, and what becomes of the others. */
export const numbers = (): ReadonlyArray<Row> => {
  const isKnown = (number: number) => known(numberTag(number)).length > 0
  return [
    ...BYTES.filter(isKnown).map((number) => numberRow(String(number), number)),
    numberRow("others", ...BYTES.filter((number) => !isKnown(number)))
  ]
}

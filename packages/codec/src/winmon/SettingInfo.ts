/**
 * Setting info, winmon 0x35: scale, offset, default and limits of a setting, all raw.
 *
 *     35 idLo idHi                                 request
 *     89 ss oo dd mm MM [access [more]]            long reply
 *     89 ss 8A oo 8B dd 8C mm                      short reply, first frame (14 payload bytes, like the long one)
 *     8D MM                                        short reply, second frame
 *     89 ss   8A oo   8B dd   8C mm                old firmware: each part in a frame of its own
 *     89                                           unsupported, long mode; 89 00 00 in short mode
 *
 * ss scale s16, oo offset s16, dd default, mm minimum, MM maximum u16; access: 01 grid code, 80 restart needed, from
 * firmware 308 on. Short if and only if d[2], d[5] and d[8] are 8A, 8B and 8C. `SettingInfoParts.ts` joins the parts.
 * Reference: protocol.md 4.3, 4.5.5.
 *
 * @example 0D FF 5A 89 01 00 00 00 03 00 01 00 03 00 09 - scale 1, offset 0, default 3, 1 to 3
 * @example 05 FF 57 8D 40 06 D2 - the maximum 1600
 */
import * as L from "../bytes/Layout.ts"
import type { Raw16 } from "../bytes/Words.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"
import * as ReadSetting from "./ReadSetting.ts"

/** The codes of the parts: scale, offset, default, minimum, maximum. */
export const PART_CODES = { scale: 0x89, offset: 0x8a, default: 0x8b, minimum: 0x8c, maximum: 0x8d } as const

const byId = idRequest("SettingInfoRequest", 0x35, "setting")
/** Asks for the info of a setting. */
export const Request = byId.layout
export type Request = typeof Request.Type

interface Info {
  readonly form: string
  readonly scaleWord: number
  readonly offsetWord: number
  readonly minimumRaw: number
  readonly maximumRaw?: number
}

/** A word on the scale in the same frame. The setting is signed when its limits only then make a range. */
const limitText = (raw: Raw16, row: Info, phrases: L.Vocabulary): L.Said =>
  phrases.scaledSetting(raw, row.scaleWord, row.offsetWord, row.minimumRaw > (row.maximumRaw ?? 0xffff))

const scaleWord = L.int16.says((word, _, phrases) => phrases.settingScale(word))
const offsetWord = L.int16.says((word, _, phrases) => phrases.offset(word))
const limit = L.raw16.says(limitText)
const partText = (raw: Raw16, { part }: { readonly part: Part }, phrases: L.Vocabulary): L.Said =>
  part === "scale"
    ? phrases.settingScale(phrases.signed(raw))
    : part === "offset"
      ? phrases.offset(phrases.signed(raw))
      : phrases.rawWord(raw, "another frame")

/** A part of an info that comes in a frame of its own. */
export type Part = keyof typeof PART_CODES

/** The words of a setting: all, all but the maximum, one, or none, since the device does not have it. */
export const Reply = L.forms(
  "SettingInfoReply",
  [],
  {
    form: L.constant("short"),
    code: L.fixed(PART_CODES.scale),
    scaleWord,
    offset: L.fixed(PART_CODES.offset),
    offsetWord,
    default: L.fixed(PART_CODES.default),
    defaultRaw: limit,
    minimum: L.fixed(PART_CODES.minimum),
    minimumRaw: limit,
    spare: L.spare()
  },
  ...L.ending(
    {
      form: L.constant("long"),
      code: L.fixed(PART_CODES.scale),
      scaleWord,
      offsetWord,
      defaultRaw: limit,
      minimumRaw: limit,
      maximumRaw: limit
    },
    [{ access: L.uint8.says((level, _, phrases) => phrases.accessLevel(level)) }],
    { spare: L.spare() }
  ),
  {
    form: L.constant("part"),
    part: L.choice("89 to 8D", PART_CODES),
    valueRaw: L.raw16.says(partText),
    spare: L.spare()
  },
  { form: L.constant("empty"), code: L.fixed(PART_CODES.scale), spare: L.spare(1) }
).titled(({ form }) => `setting info reply${form === "empty" ? " (not supported)" : ""}`)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. A device that lacks the setting may answer with a value. */
export const command = answered(Request, [Reply, ReadSetting.Reply], Traits.read)

/** Asks for the info of a setting. */
export const request = byId.make

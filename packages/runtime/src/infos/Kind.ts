/**
 * The two kinds of info, how a device is asked for one, and when two answers are alike.
 *
 * "Not supported" (scale 0, 86, 89, 8E, 90, 91) is an answer like any other: damage can make it too.
 * Reference: protocol.md 4.5.4, 4.5.5; decisions.md 5.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Answer, Ask, AskOptions } from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"
import * as Cache from "../state/Cache.ts"

/** One kind of info. */
export interface Kind<Info> {
  readonly name: "ram" | "setting"
  /** For messages. */
  readonly label: string
  readonly ask: (ask: Ask<"read">, id: number, options: AskOptions) => Effect.Effect<Info, LinkError>
  readonly same: (one: Info, other: Info) => boolean
}

const orUnsupported = <A, Info>(
  asking: Effect.Effect<Answer<A>, LinkError>,
  info: (value: A) => Info,
  unsupported: Info
): Effect.Effect<Info, LinkError> =>
  asking.pipe(
    Effect.map(({ value }) => info(value)),
    Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(unsupported))
  )

/** Scale and offset of a RAM variable. */
export const ram: Kind<Cache.RamWords> = {
  name: "ram",
  label: "RAM variable",
  ask: (ask, id, options) =>
    orUnsupported(ask(Question.ramInfo(id), options), (words): Cache.RamWords => words, {
      scaleWord: 0,
      offsetWord: 0
    }),
  same: Cache.sameRam
}

/** Scale and limits of a setting. */
export const setting: Kind<Cache.SettingInfo> = {
  name: "setting",
  label: "setting",
  ask: (ask, id, options) =>
    orUnsupported(
      ask(Question.settingInfo(id), options),
      (words): Cache.SettingInfo => words ?? "unsupported",
      "unsupported"
    ),
  same: Cache.sameSetting
}

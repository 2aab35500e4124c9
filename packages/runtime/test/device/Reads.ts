/**
 * A device to read on the test clock, what stands behind it, and what it sent.
 */
import { assert } from "@effect/vitest"
import { Frames, type Winmon } from "@vebus/codec"
import type { Errors } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Device from "../../src/Device.ts"
import * as Faulty from "../faults/Faulty.ts"
import { passed, played } from "../Played.ts"
import * as Wire from "../Wire.ts"

export { passed, played }

/** A device to read, and what stands behind it. */
export interface Connected extends Effect.Success<ReturnType<typeof Faulty.connect>> {
  readonly device: Device.Reads
}

/** The reads of a simulated device over a line with faults. */
export const connect = (
  options: Faulty.Options = {}
): Effect.Effect<Connected, Errors.LinkError, Scope.Scope> =>
  Effect.map(Faulty.connect(options), (faulty) => ({ ...faulty, device: Device.make(faulty.session) }))

/** The same without what stands behind it. */
export interface Losing extends Pick<Connected, "device" | "session" | "requests" | "simulated"> {}

/** The same over a line that loses the requests which `isLost` names. */
export const losing = (
  profile: Profile.ProfileId,
  isLost: (request: Frames.Request) => boolean
): Effect.Effect<Losing, Errors.LinkError, Scope.Scope> =>
  Effect.map(played(Wire.connect({ profile: Profile.profiles[profile] }, {}, isLost)), (wire) => ({
    ...wire,
    device: Device.make(wire.session)
  }))

export const ofProfile = (id: Profile.ProfileId): ReturnType<typeof connect> =>
  connect({ device: { profile: Profile.profiles[id] } })

/** The winmon commands with a tag that were sent. */
export const commands = <T extends Winmon.Request["_tag"]>(
  requests: ReadonlyArray<Frames.Request>,
  tag: T
): ReadonlyArray<Extract<Winmon.Request, { readonly _tag: T }>> =>
  requests.flatMap((request) =>
    request._tag === "WinmonRequest" && request.command._tag === tag
      ? [request.command as Extract<Winmon.Request, { readonly _tag: T }>]
      : []
  )

/** The effects of what was sent. */
export const effects = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<string> =>
  [...new Set(requests.map((request) => Frames.traits(request).effect))].sort()

/** A value is as its Schema says, and plain JSON. */
export const conforms = <A>(schema: Schema.Codec<A, unknown>, value: A): void => {
  const json: unknown = JSON.parse(JSON.stringify(value))
  assert.deepStrictEqual(json, value as unknown)
  assert.deepStrictEqual(Schema.decodeUnknownSync(schema, { onExcessProperty: "error" })(json), value)
}

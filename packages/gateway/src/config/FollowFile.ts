/**
 * The file of `vebus ess follow`: the meter beside the configuration of grid control. YAML or JSON; what is wrong is told with
 * its place, all of it at once. Pure.
 */
import { Config } from "@vebus/runtime/ess"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as EffectSchema from "effect/Schema"
import { Meter } from "./Meter.ts"
import * as Problem from "./Problem.ts"
import * as Yaml from "./Yaml.ts"

const MAX_ADDRESS = 31

/** The keys of the file, which a site of the gateway has under `ess`, too. */
export const fields = {
  /** The unit that is steered, 0 to 31; needed where there are several. */
  address: EffectSchema.NullOr(
    EffectSchema.Int.check(EffectSchema.isBetween({ minimum: 0, maximum: MAX_ADDRESS }))
  ).pipe(EffectSchema.withDecodingDefaultKey(Effect.succeed(null))),
  meter: Meter,
  ...Config.fields
}

/** The file. */
export const FollowFile = EffectSchema.Struct(fields).annotate({
  description: "The configuration of vebus ess follow: the meter, the limits, the schedule"
})
/** The file. */
export type FollowFile = typeof FollowFile.Type

const decode = EffectSchema.decodeUnknownResult(FollowFile, { errors: "all", onExcessProperty: "error" })

/** Reads the text of a file. Fails with all that is wrong with it, a line each. */
export const parse = (path: string, text: string): Result.Result<FollowFile, ReadonlyArray<string>> => {
  const parsed = Yaml.parse(text)
  if (Result.isFailure(parsed)) {
    return Result.fail(parsed.failure.map(({ at, message }) => `${path}:${at}: ${message}`))
  }
  const { value, at } = parsed.success
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return Result.fail([`${path}:1:1: expected keys like "meter:" and "maxCharge:"`])
  }
  return Result.mapError(decode(value), ({ issue }) =>
    Problem.ofIssue(issue).map(
      ({ path: keys, message }) =>
        `${path}:${at(keys)}: ${[keys.join("."), message].filter(Boolean).join(": ")}`
    )
  )
}

/** A file as one text in which nothing depends on how it was written: what a dry run is remembered by. */
export const canonical = (file: FollowFile): string =>
  JSON.stringify(EffectSchema.encodeSync(FollowFile)(file))

/**
 * Device profiles: what one kind of unit and its adapter answer, as data. A profile is a JSON document; each figure in
 * it says where it is from (`basis`): `surveyed`, `captured` or `made-up`. `Model.ts` makes one ready for use.
 *
 *     extends     the id of a profile that this one differs from; the document then holds the differences alone
 *     id, label   what it is called
 *     interface   the adapter: MK2 or MK3, its version, the size of its LED reply
 *     device      version, serial number, nominal voltages, phases, whether it can combine replies into one frame
 *     units       the units of a system, by address, each with what makes it differ: serial, ram, settings, and whether
 *                 it is heard (presence)
 *     ram         RAM variables: info words and a first value; some are unsupported, some have no info
 *     settings    settings: info words and the stored value; some are unsupported
 *     ess         the ESS assistant: where its set-point is, and how long one holds
 *     frames      the bytes of info frames that are constant or unexplained
 *     live        figures that the plant starts from
 *     ratings     what a unit is built for, and the size of the battery
 *     latencyMilliseconds   from request to reply, by kind of command
 *
 * Words are those of the wire: info words of RAM variables and all values unsigned, scale and offset of settings signed.
 * A document of one's own best extends a profile that comes with the package. Objects are then laid over each other key
 * by key, RAM variables and settings id by id; `null` takes something away, and a figure may stand without its basis:
 *
 *     {
 *       "extends": "multiplus-ii-48-3000-230v",
 *       "id": "garage",
 *       "label": "the unit in the garage",
 *       "device": { "serial": "HQ1234ABCDE", "firmware": 506, "version": 2629506 },
 *       "settings": [{ "id": 2, "raw": 5680 }, { "id": 64, "raw": 200 }],
 *       "ess": null
 *     }
 *
 * The Schema with all keys and ranges is `profile/Format.ts`. Reference: protocol.md 8; decisions.md 2.
 */
import * as Survey from "@vebus/codec/survey"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Problem from "../Problem.ts"
import * as BadProfile from "./BadProfile.ts"
import * as Extend from "./Extend.ts"
import { Profile } from "./Format.ts"
import * as FromSurvey from "./FromSurvey.ts"
import phoenix12 from "./built-in/phoenix-12-1200.json" with { type: "json" }
import quattro48 from "./built-in/quattro-48-10000.json" with { type: "json" }
import multi12 from "./built-in/multi-12-3000-mk2.json" with { type: "json" }
import multi12Unsigned from "./built-in/multi-12-3000-unsigned.json" with { type: "json" }
import multiplus12 from "./built-in/multiplus-12-500.json" with { type: "json" }
import multiplus12Compact from "./built-in/multiplus-12-800-compact.json" with { type: "json" }
import multiplusTwo2x120 from "./built-in/multiplus-ii-48-3000-2x120v.json" with { type: "json" }
import multiplusTwo120 from "./built-in/multiplus-ii-48-3000-120v.json" with { type: "json" }
import multiplusTwo230 from "./built-in/multiplus-ii-48-3000-230v.json" with { type: "json" }
import multiplusTwo5000 from "./built-in/multiplus-ii-48-5000-mk3.json" with { type: "json" }
import parallel from "./built-in/parallel-48-5000.json" with { type: "json" }
import splitPhase from "./built-in/split-phase-48-3000-120v.json" with { type: "json" }
import splitPhaseL1Off from "./built-in/split-phase-l1-off-48-3000-120v.json" with { type: "json" }
import sixUnits from "./built-in/six-units-48-5000.json" with { type: "json" }
import sixUnitsOneSilent from "./built-in/six-units-one-silent-48-5000.json" with { type: "json" }
import threePhase from "./built-in/three-phase-48-3000.json" with { type: "json" }

export { phaseOf, Profile, RamVariable, Setting, standing, Unit } from "./Format.ts"
export type { Problem } from "../Problem.ts"
export type { BadProfile } from "./BadProfile.ts"

const documents = {
  "multiplus-ii-48-3000-230v": multiplusTwo230,
  "multiplus-ii-48-3000-120v": multiplusTwo120,
  "multiplus-ii-48-3000-2x120v": multiplusTwo2x120,
  "multiplus-12-500": multiplus12,
  "multiplus-12-800-compact": multiplus12Compact,
  "multi-12-3000-mk2": multi12,
  "multi-12-3000-unsigned": multi12Unsigned,
  "multiplus-ii-48-5000-mk3": multiplusTwo5000,
  "phoenix-12-1200": phoenix12,
  "quattro-48-10000": quattro48,
  "three-phase-48-3000": threePhase,
  "parallel-48-5000": parallel,
  "split-phase-48-3000-120v": splitPhase,
  "split-phase-l1-off-48-3000-120v": splitPhaseL1Off,
  "six-units-48-5000": sixUnits,
  "six-units-one-silent-48-5000": sixUnitsOneSilent
} as const satisfies Record<string, unknown>

/** The id of a profile of this package. */
export type ProfileId = keyof typeof documents

/**
 * Reads a profile from parsed JSON: a profile, or the survey of a unit. One that extends another finds it among `known`, by
 * default the profiles of the package. Fails with every problem and the place where it stands.
 */
export const decode = (
  json: unknown,
  known: Readonly<Record<string, Profile>> = profiles
): Result.Result<Profile, BadProfile.BadProfile> =>
  isSurvey(json) ? Result.flatMap(ofSurvey(json), decodeMerged) : decodeDocument(json, known)

/** Reads a profile that is no survey. */
const decodeDocument = (
  json: unknown,
  known: Readonly<Record<string, Profile>>
): Result.Result<Profile, BadProfile.BadProfile> =>
  Result.flatMap(
    Extend.resolve(json, (id) => (Object.hasOwn(known, id) ? encode(known[id]!) : undefined)),
    decodeMerged
  )

/** Reads a profile that extends no other any more. */
const decodeMerged = (document: unknown): Result.Result<Profile, BadProfile.BadProfile> =>
  Result.mapError(decodeWhole(document), ({ issue }) => BadProfile.make(Problem.ofIssue(issue, document)))

const isSurvey = (json: unknown): json is { readonly complete?: unknown } =>
  typeof json === "object" && json !== null && "schema" in json && json.schema === Survey.SCHEMA

const problem = (path: string, message: string) => Result.fail(BadProfile.make([{ path, message }]))

/** The profile of a surveyed unit. */
const ofSurvey = (json: { readonly complete?: unknown }): Result.Result<unknown, BadProfile.BadProfile> => {
  if (json.complete === false)
    return problem("complete", "Expected a survey that is complete: let `vebus survey` go on with this file")
  return Result.flatMap(
    Result.mapError(decodeSurvey(json), ({ issue }) => BadProfile.make(Problem.ofIssue(issue, json))),
    (survey) => {
      const profile = FromSurvey.profile(survey)
      return profile === null ? problem("units", FromSurvey.NOBODY) : Result.succeed(profile)
    }
  )
}

const decodeSurvey = Schema.decodeUnknownResult(Survey.Survey, { errors: "all", reportInput: true })
const decodeWhole = Schema.decodeUnknownResult(Profile, { errors: "all", reportInput: true })
const encode = Schema.encodeSync(Profile)

const builtIns = new Map<ProfileId, Profile>()

/** A profile that comes with the package is decoded when it is first used. */
const builtIn = (id: ProfileId): Profile => {
  const decoded = builtIns.get(id) ?? Result.getOrThrow(decodeDocument(documents[id], profiles))
  builtIns.set(id, decoded)
  return decoded
}

/** The profiles that come with the package, by id. */
export const profiles = Object.defineProperties(
  {},
  Object.fromEntries(
    (Object.keys(documents) as ReadonlyArray<ProfileId>).map((id) => [
      id,
      { enumerable: true, get: () => builtIn(id) }
    ])
  )
) as Readonly<Record<ProfileId, Profile>>

const isHeard = (unit: object): boolean => !("presence" in unit)

/** The ids of those profiles of which every unit answers. Nothing is decoded for them. */
export const whole: ReadonlyArray<ProfileId> = (Object.keys(documents) as ReadonlyArray<ProfileId>).filter(
  (id) => {
    const document: object = documents[id]
    return !("units" in document) || !Array.isArray(document.units) || document.units.every(isHeard)
  }
)

/** The profile of a simulation that names none. */
export const defaultProfile: ProfileId = "multiplus-ii-48-3000-230v"

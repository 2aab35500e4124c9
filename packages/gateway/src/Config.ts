/**
 * The configuration of a gateway, out of its sources: a flag counts before a variable, a variable before the file, the file
 * before what is so where nothing is said. What is wrong is told with its place, all of it at once.
 *
 *     c.yaml:5:3: mqtt.colour: there is no such key: expected one of url, username, ...
 *
 * Pure. Reference: gateway.md 2.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as EffectSchema from "effect/Schema"
import * as Environment from "./config/Environment.ts"
import * as Problem from "./config/Problem.ts"
import * as Schema from "./config/Schema.ts"
import * as Yaml from "./config/Yaml.ts"

export { isLoopback, type Listen, listenText } from "./config/Leaves.ts"
export type { AllowedSetting, Bounds } from "./config/Leaves.ts"
export * as JsonSchema from "./config/JsonSchema.ts"
export { Config, type Site } from "./config/Schema.ts"

/** The sources of a configuration: the file, the environment, the options of the command. */
export interface Sources {
  /** The file and its text; `null`: there is none. */
  readonly file: { readonly path: string; readonly text: string } | null
  readonly env: Environment.Env
  /** Keys that flags set, by path: `["sites"]` for `--port`. */
  readonly flags: ReadonlyArray<Flag>
}

/** A key that a flag sets, as it would stand in the file. */
export interface Flag {
  readonly name: string
  readonly path: ReadonlyArray<string>
  readonly value: unknown
}

/** A key with its value and where that comes from, to be shown. */
export interface Entry {
  readonly key: string
  readonly value: string
  /** `c.yaml:3:5`, `VEBUS_MQTT_URL`, `--port` or `default`. */
  readonly origin: string
}

/** A configuration, and where its values come from. */
export interface Loaded {
  readonly config: Schema.Config
  /** All keys in the order of the schema; secrets are masked. */
  readonly entries: ReadonlyArray<Entry>
}

type Tree = Record<string, unknown>

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Sets a key, and makes what it lies in. */
const set = (tree: Tree, [key, ...rest]: ReadonlyArray<string>, value: unknown): void => {
  if (rest.length === 0) tree[key!] = value
  else {
    const below = isTree(tree[key!]) ? { ...(tree[key!] as Tree) } : {}
    tree[key!] = below
    set(below, rest, value)
  }
}

const decode = EffectSchema.decodeUnknownResult(Schema.Config, { errors: "all", onExcessProperty: "error" })
const encode = EffectSchema.encodeSync(Schema.Config)

const MASK = "********"
/** So much is shown of a text that is no configuration, in characters. */
const MAX_SHOWN = 60

const textOf = (value: unknown): string =>
  typeof value === "string" || value === null ? String(value) : JSON.stringify(value)

/** The leaves of a tree with their paths. */
function* leaves(
  value: unknown,
  path: ReadonlyArray<string> = []
): Generator<readonly [ReadonlyArray<string>, unknown]> {
  if (isTree(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key])
  } else yield [path, value]
}

/** A value without the secrets in it. */
const bare = (value: unknown): unknown =>
  Redacted.isRedacted(value)
    ? null
    : isTree(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bare(inner)]))
      : value

/** The configuration as it would stand in a file, without secrets. */
const plain = (config: Schema.Config): unknown => encode(bare(config) as Schema.Config)

const isSecret = (config: Schema.Config, path: ReadonlyArray<string>): boolean =>
  Redacted.isRedacted(path.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), config))

/** The configuration of these sources, or all that is wrong with them, a line each. */
export const load = ({ file, env, flags }: Sources): Result.Result<Loaded, ReadonlyArray<string>> => {
  const parsed = file === null ? null : Yaml.parse(file.text)
  if (parsed !== null && Result.isFailure(parsed)) {
    return Result.fail(parsed.failure.map(({ at, message }) => `${file!.path}:${at}: ${message}`))
  }
  const said = parsed?.success.value ?? {}
  if (!isTree(said)) {
    const found = JSON.stringify(said)
    const start = found.length > MAX_SHOWN ? `${found.slice(0, MAX_SHOWN)} ...` : found
    return Result.fail([`${file!.path}:1:1: expected keys like "sites:", found ${start}`])
  }
  const tree: Tree = structuredClone(said)
  const { variables, problems } = Environment.read(
    env,
    isTree(said["sites"]) ? Object.keys(said["sites"]) : []
  )
  for (const { path, value } of [...variables, ...flags]) set(tree, path, value)

  /** Where the value at a path comes from; `null`: nobody said it. */
  const originOf = (path: ReadonlyArray<string>): string | null => {
    const sets = ({ path: other }: { readonly path: ReadonlyArray<string> }) =>
      other.every((part, index) => path[index] === part)
    const named = flags.findLast(sets) ?? variables.findLast(sets)
    if (named !== undefined) return named.name
    let value: unknown = said
    for (const part of path) {
      if (Array.isArray(value)) break
      if (!isTree(value) || !(part in value)) return null
      value = value[part]
    }
    return `${file!.path}:${parsed!.success.at(path)}`
  }
  /** The place of a problem: of the key, or of the deepest above it that somebody wrote. */
  const placeOf = (path: ReadonlyArray<string>): string => {
    for (let depth = path.length; depth > 0; depth--) {
      const origin = originOf(path.slice(0, depth))
      if (origin !== null) return origin
    }
    return file === null ? "configuration" : `${file.path}:1:1`
  }

  const wrong = problems.map(({ name, message }) => `${name}: ${message}`)
  const decoded = decode(tree)
  if (Result.isFailure(decoded)) {
    const found = Problem.ofIssue(decoded.failure.issue)
    return Result.fail([
      ...wrong,
      ...found.map(
        ({ path, message }) => `${placeOf(path)}: ${[path.join("."), message].filter(Boolean).join(": ")}`
      )
    ])
  }
  if (wrong.length > 0) return Result.fail(wrong)
  const config = decoded.success
  return Result.succeed({
    config,
    entries: [...leaves(plain(config))].map(([path, value]) => ({
      key: path.join("."),
      value: isSecret(config, path) ? MASK : textOf(value),
      origin: originOf(path) ?? "default"
    }))
  })
}

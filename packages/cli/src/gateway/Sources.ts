/**
 * The configuration of a gateway out of flags, environment and file. Loads the gateway.
 */
import { existsSync } from "node:fs"
import { Config, Main } from "@vebus/gateway"
import type { Errors } from "@vebus/runtime"
import * as Schema from "effect/Schema"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as GivenFile from "../files/GivenFile.ts"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Plain from "../output/Plain.ts"
import * as Port from "../port/Port.ts"
import { Surroundings } from "../Surroundings.ts"

/** The values of the flags. */
export interface Input {
  readonly config: Option.Option<string>
  readonly port: Option.Option<string>
  readonly listen: Option.Option<string>
}

/** The document of `gateway config --json`. */
export const Shown = Schema.Struct({
  schema: Schema.Literal("vebus.config/1"),
  entries: Schema.Array(
    Schema.Struct({
      /** The path of the key, with points. */
      key: Schema.String,
      /** As it would stand in the file; secrets are masked. */
      value: Schema.String,
      /** FILE:LINE:COLUMN, the variable, the flag, or `default`. */
      origin: Schema.String
    })
  )
}).annotate({ description: "The configuration of the gateway, and where its values come from" })

/** The one site of a configuration without a file. */
const SITE = "vebus"

const sitesOf = (name: string, port: string): Config.Flag => ({
  name,
  path: ["sites"],
  value: { [SITE]: { port } }
})

const hasSites = (env: NodeJS.ProcessEnv): boolean =>
  Object.keys(env).some((name) => /^VEBUS_SITES(_|$)/.test(name))

/** The site where neither flag, file nor variables name one. */
const onlySite = (
  env: NodeJS.ProcessEnv,
  demo: boolean
): Effect.Effect<Config.Flag, Errors.TransportError | ExitCode.CommandError> => {
  const port = env["VEBUS_PORT"]
  if (port !== undefined && port !== "") return Effect.succeed(sitesOf("VEBUS_PORT", port))
  return Effect.scoped(Port.resolve(Option.none(), demo)).pipe(
    Effect.map(({ url }) => sitesOf(demo && url.startsWith("sim:") ? "--demo" : "found", url))
  )
}

/** The configuration. Fails with all that is wrong with it, each with its place. */
export const load = (
  input: Input,
  demo = false
): Effect.Effect<Config.Loaded, Errors.TransportError | ExitCode.CommandError> =>
  Effect.gen(function* () {
    const { env } = yield* Surroundings
    const path = Option.getOrNull(input.config)
    const file = path === null ? null : { path, text: yield* GivenFile.text(path) }
    const flags: Array<Config.Flag> = []
    if (Option.isSome(input.port)) flags.push(sitesOf("--port", input.port.value))
    else if (file === null && !hasSites(env)) flags.push(yield* onlySite(env, demo))
    if (Option.isSome(input.listen)) {
      flags.push({ name: "--listen", path: ["http", "listen"], value: input.listen.value })
    }
    const loaded = Config.load({ file, env, flags })
    if (Result.isSuccess(loaded)) return loaded.success
    return yield* new ExitCode.CommandError(ExitCode.badFile, Plain.lines(loaded.failure))
  })

/** An error of the gateway as one of the command line. */
export const ofGateway = ({ code, message }: Main.GatewayError): ExitCode.CommandError =>
  new ExitCode.CommandError(code === "bad-file" ? ExitCode.badFile : ExitCode.noPort, message, {
    reason: code
  })

/** Whether what the port of a site names is there: the profile of a simulation, the file of a recording. */
const checkPort = (site: string, port: string): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.gen(function* () {
    if (port.startsWith("sim:")) {
      const Profiles = yield* Lazy.load(() => import("../port/Profiles.ts"))
      yield* Profiles.find(port.slice("sim:".length) || null)
    }
    const recording = port.startsWith("replay:") ? port.slice("replay:".length) : null
    if (recording !== null && !existsSync(recording))
      return yield* new ExitCode.CommandError(ExitCode.badFile, `there is no file ${recording}`)
  }).pipe(
    Effect.mapError(
      ({ message }) => new ExitCode.CommandError(ExitCode.badFile, `sites.${site}.port: ${message}`)
    )
  )

/** Whether the files that a configuration names can be read, and its simulations are there. */
export const check = (config: Config.Config): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.andThen(
    Effect.mapError(Main.check(config), ofGateway),
    Effect.forEach(Object.entries(config.sites), ([site, { port }]) => checkPort(site, port), {
      discard: true
    })
  )

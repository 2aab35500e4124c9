/**
 * Doors to other worlds that have a port of their own: from their sections of the configuration, and the files that these
 * name, to servers.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Config, isLoopback, listenText } from "./Config.ts"
import type { Commands } from "./Commands.ts"
import type { Feed } from "./Feed.ts"
import * as Modbus from "./modbus/Server.ts"
import type { User } from "./nut/Desk.ts"
import * as Nut from "./nut/Server.ts"
import type { Sites } from "./Sites.ts"
import * as Startup from "./Startup.ts"

/** The needs of doors besides the configuration. */
export interface Options {
  /** The folder of what is kept. */
  readonly state: string
  readonly version: string
}

const PERCENT = 100

/** The options of the NUT server; `null`: the configuration has none. */
const nutOf = (
  { nut }: Config,
  { state, version }: Options
): Effect.Effect<Nut.Options | null, Startup.GatewayError> =>
  Effect.gen(function* () {
    if (nut === null) return null
    const users = yield* Effect.forEach(
      Object.entries(nut.users),
      ([name, { "password-file": file, role }]): Effect.Effect<User, Startup.GatewayError> =>
        Effect.map(Startup.secretOf(file, "a password"), (password) => ({ name, password, role }))
    )
    const { "cert-file": cert, "key-file": key } = nut
    const certificate = cert === null || key === null ? null : yield* Startup.certificateOf(cert, key)
    const charge = nut.low["state-of-charge"]
    return {
      listen: nut.listen,
      users,
      names: nut.ups,
      nominal: {
        low: {
          stateOfCharge: charge === null ? null : charge / PERCENT,
          voltage: nut.low.voltage,
          forMillis: nut.low.for
        },
        watts: nut["nominal-power"]
      },
      forces: nut["force-shutdown"],
      certificate,
      version,
      state
    }
  })

/** Opens the doors of a configuration, until the scope closes. Fails where one cannot listen, or a file is missing. */
export const open = (
  config: Config,
  options: Options
): Effect.Effect<void, Startup.GatewayError, Feed | Sites | Commands | Scope.Scope> =>
  Effect.gen(function* () {
    const nut = yield* nutOf(config, options)
    if (nut !== null) yield* Effect.mapError(Nut.make(nut), Startup.cannotListen(nut.listen, "nut.listen"))
    const { modbus } = config
    if (modbus !== null)
      yield* Effect.mapError(Modbus.make(modbus), Startup.cannotListen(modbus.listen, "modbus.listen"))
  })

/** Whether the files that the doors of a configuration need can be read. */
export const check = (config: Config): Effect.Effect<void, Startup.GatewayError> =>
  Effect.asVoid(nutOf(config, { state: "", version: "" }))

const nutWarnings = ({ nut }: Config): ReadonlyArray<string> => {
  if (nut === null || isLoopback(nut.listen.host)) return []
  const where = listenText(nut.listen)
  return [
    `${where}: whoever reaches this machine over the network can read the state of its UPSs`,
    ...(nut["cert-file"] === null && Object.keys(nut.users).length > 0
      ? [
          `${where}: passwords of NUT go over the network as they are: nut.cert-file and nut.key-file encrypt them`
        ]
      : [])
  ]
}

const modbusWarnings = ({ modbus }: Config): ReadonlyArray<string> => {
  if (modbus === null || isLoopback(modbus.listen.host)) return []
  const can = modbus.writes ? "read, and write what control.allow names" : "read"
  return [`${listenText(modbus.listen)}: whoever reaches this machine over the network can ${can}`]
}

/** Warnings about doors that others can use without a password. */
export const warnings = (config: Config): ReadonlyArray<string> => [
  ...nutWarnings(config),
  ...modbusWarnings(config)
]

/**
 * A Modbus server over a feed that a test fills, and clients of it.
 */
import { Commands, type FeedEvent, ModbusServer as Server } from "@vebus/gateway"
import type * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Permissions from "../../src/commands/Permissions.ts"
import * as Feed from "../../src/Feed.ts"
import { talker } from "../listener/Peers.ts"

export type Outcome = Pick<FeedEvent.OutcomeEvent, "ok" | "error">

/** A gate that notes what comes to it, and answers with this word; `null`: it came out. */
export const gate = (submitted: Array<Commands.Command>, code: () => string | null = () => null) =>
  Layer.succeed(Commands.Commands)({
    submit: (command) =>
      Effect.sync(() => {
        submitted.push(command)
        const word = code()
        return {
          command,
          at: 0,
          ok: word === null,
          value: null,
          warnings: [],
          error: word === null ? null : { code: word, message: word },
          message: "",
          outcomes: []
        }
      }),
    inForce: () => ({ chargeEnabled: null, standby: null, essSetpoint: null }),
    permissions: () => Permissions.none
  } as Partial<Commands.Commands["Service"]> as Commands.Commands["Service"])

export const services = (gates: Layer.Layer<Commands.Commands>) =>
  Layer.mergeAll(Feed.layer, gates, Layer.succeed(References.MinimumLogLevel)("None"))

/** A server of sites that show a reading; gives its port. */
export const served = (
  reading: Reading.Reading,
  { sites = ["van"], ...options }: Partial<Server.Options> & { readonly sites?: ReadonlyArray<string> } = {}
) =>
  Effect.gen(function* () {
    const address = yield* Server.make({
      listen: { host: "127.0.0.1", port: 0 },
      units: null,
      writes: false,
      ...options
    })
    const source = yield* Feed.Source
    for (const site of sites) {
      yield* source.add(site, { interval: 60_000, metrics: Effect.succeed([]) })
      yield* source.link(site, "connected", null)
      yield* source.reading(site, reading)
    }
    return address._tag === "UnixPathAddress" ? 0 : address.port
  })

/** A request as bytes. */
export const frame = (pdu: ReadonlyArray<number>, unit = 228, transaction = 1): Buffer =>
  Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, 0, pdu.length + 1, unit, ...pdu])

const isWhole = (answer: Buffer): boolean => answer.length >= 6 && answer.length >= 6 + answer.readUInt16BE(4)

/** A client; `ask` gives the answer behind its head. */
export const client = (port: number) =>
  Effect.map(talker(port), (found) => ({
    ...found,
    asks: (pdu: ReadonlyArray<number>, unit = 228) =>
      Effect.map(found.ask(frame(pdu, unit), isWhole), (answer) => [...answer.subarray(7)])
  }))

/**
 * Runs `vebus fleet`: looks at a broker until it is stopped, and prints what its sites say. It publishes nothing.
 */
import { type Fleet, FleetWatch } from "@vebus/gateway"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as ExitCode from "../ExitCode.ts"
import * as Plain from "../output/Plain.ts"
import * as Stdout from "../output/Stdout.ts"
import { Surroundings } from "../Surroundings.ts"
import type { Input } from "./Flags.ts"
import * as Table from "./Table.ts"

/** How long a broker may take that neither lets us in nor says no. */
const CONNECT_MILLIS = 15_000
/** Each broker is tried so often: some have to be asked twice, since they hang up on the newer protocol. */
const TRIES = 2
const TICK = "1 second"
/** Where no picture is painted over. */
const SELDOM = "10 seconds"
const ASK_MILLIS = 100
/** Home, and all below it away: no flicker, and nothing of the last picture left. */
const REPAINT = Plain.own("\u001B[H\u001B[J")

const settingsOf = (input: Input): FleetWatch.Settings => ({
  urls: input.broker,
  username: Option.getOrNull(input.username),
  password: null,
  passwordFile: Option.getOrNull(input.passwordFile),
  caFile: Option.getOrNull(input.caFile),
  certFile: null,
  keyFile: null
})

/** Each broker with the last that it said. */
const noBroker = (input: Input, { failures }: FleetWatch.Link) => {
  const said = new Map(failures.map(({ broker, reason }) => [broker, `${broker}: ${reason}`]))
  const text = [...said.values()].join("; ") || `no answer within ${CONNECT_MILLIS / 1000} s`
  const isRefused =
    failures.length > 0 && failures.every(({ reason }) => /authori[sz]|password/i.test(reason))
  const remedy = isRefused
    ? Option.isNone(input.username)
      ? "The broker wants a name and a password: --username NAME --password-file FILE"
      : "The broker knows no such name with this password"
    : "Is the broker running, and are address and port right? The gateways name theirs in mqtt.url"
  return new ExitCode.CommandError(ExitCode.noPort, `no connection to a broker: ${text}. ${remedy}`, {
    reason: isRefused ? "not-authorized" : "no-broker",
    remedy
  })
}

/** Waits for the first connection. A broker that is lost later is waited for without an end. */
const connected = (watch: FleetWatch.Watch, input: Input) =>
  Effect.gen(function* () {
    for (let waited = 0; ; waited += ASK_MILLIS) {
      const link = yield* watch.link
      if (link.broker !== null) return
      if (waited >= CONNECT_MILLIS || link.failures.length >= TRIES * input.broker.length)
        return yield* noBroker(input, link)
      yield* Effect.sleep(ASK_MILLIS)
    }
  })

/** Each site when it says something, and each that turns into another state without a word. */
const documents = (watch: FleetWatch.Watch) =>
  Effect.gen(function* () {
    const told = new Map<string, Fleet.Verdict>()
    let wasRefused = 0
    for (;;) {
      const heard = new Set(yield* Queue.clear(watch.heard))
      const now = yield* Clock.currentTimeMillis
      const rows = yield* watch.rows
      const changed = rows.filter(({ site, verdict }) => heard.has(site) || told.get(site) !== verdict)
      yield* Stdout.lines(changed.map((row) => JSON.stringify(Table.line(row, now))))
      for (const { site, verdict } of rows) told.set(site, verdict)
      const refused = yield* watch.refused
      if (refused > 0 && wasRefused === 0) yield* Console.error(`vebus: ${Table.nonsense(refused)}`)
      wasRefused = refused
      yield* Effect.sleep(TICK)
    }
  })

/** Runs until it is stopped, or once. */
export const run = (input: Input): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      if (input.json && input.jsonl)
        return yield* ExitCode.wrongUse(
          "--json and --jsonl exclude each other: one document, or a line per site"
        )
      const around = yield* Surroundings
      const watch = yield* FleetWatch.make(settingsOf(input), input.base)
      yield* connected(watch, input)
      yield* Effect.sleep(FleetWatch.SETTLE_MILLIS)

      const seen = Effect.gen(function* () {
        const { broker } = yield* watch.link
        return { broker, base: input.base, rows: yield* watch.rows, refused: yield* watch.refused }
      })
      const picture = Effect.map(seen, (fleet) => Table.picture(fleet, around))

      if (input.json) {
        const now = yield* Clock.currentTimeMillis
        return yield* Stdout.line(JSON.stringify(Table.document(yield* seen, now)))
      }
      if (input.once) {
        if (!input.jsonl) return yield* Effect.flatMap(picture, Stdout.lines)
        const now = yield* Clock.currentTimeMillis
        return yield* Stdout.lines((yield* watch.rows).map((row) => JSON.stringify(Table.line(row, now))))
      }
      if (input.jsonl) return yield* documents(watch)
      for (;;) {
        const { stdout } = around
        const lines = yield* picture
        const room = stdout.isTTY && stdout.rows > 1 ? stdout.rows - 1 : lines.length
        const shown =
          lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more`]
        yield* stdout.isTTY
          ? Stdout.write(`${REPAINT}${Plain.lines([...shown, ""])}`)
          : Stdout.lines([...shown, ""])
        yield* Effect.sleep(stdout.isTTY ? TICK : SELDOM)
      }
    })
  )

/**
 * Commands and questions that come in by MQTT, each with the topic that its answer goes to. Every command gets an answer,
 * also one that makes no sense; a retained one is refused, since it would act again after every restart.
 * Reference: integrations.md 3.2, 3.4.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Command, CommandResult, Commands } from "../Commands.ts"
import * as Refused from "../commands/Refused.ts"
import * as Target from "../commands/Target.ts"
import type * as SiteView from "../SiteView.ts"
import * as CommandMessage from "./CommandMessage.ts"
import type * as Connection from "./Connection.ts"
import * as Results from "./Results.ts"
import * as Topics from "../unit/Topics.ts"
import * as UnitState from "../unit/UnitState.ts"

/** A message that waits to go out. */
export interface Outgoing {
  readonly topic: string
  readonly payload: string
  readonly how: Connection.Publishing
  /** After which time nobody wants it any more, milliseconds since 1970. */
  readonly until: number
}

/** How long a result or an event is worth anything, in seconds. */
export const WORTH_SECONDS = 60

/** The needs of incoming messages: the site, its topics, the gate. */
export interface Options {
  readonly site: string
  readonly base: string
  readonly topics: Topics.Topics
  /** The topics that no answer may go to: it would be taken for something else there. */
  readonly own: ReadonlyArray<string>
  readonly commands: Pick<Commands["Service"], "submit" | "refuse">
  readonly view: Effect.Effect<SiteView.SiteView | null>
  readonly answer: (address: number, what: string) => Effect.Effect<string | null>
}

const MAX_TOPIC = 256

/** Where a sender wants its answer, where that may be. */
export const responseTopic = (wanted: string | undefined, own: ReadonlyArray<string>): string | null =>
  wanted === undefined ||
  wanted === "" ||
  wanted.length > MAX_TOPIC ||
  ["+", "#", "\0"].some((wildcard) => wanted.includes(wildcard)) ||
  wanted.startsWith("$") ||
  own.some((topic) => wanted === topic || wanted.startsWith(`${topic}/`))
    ? null
    : wanted

/** A message of this session, to go out now. */
const outgoing = (
  now: number,
  topic: string,
  payload: string,
  extra: Partial<Connection.Publishing> = {}
): Outgoing => ({
  topic,
  payload,
  how: { qos: 1, retain: false, expiry: WORTH_SECONDS, user: { origin: "vebus" }, ...extra },
  until: now + WORTH_SECONDS * 1000
})

/** An event, to go out now. */
export const event = (now: number, topic: string, payload: string): Outgoing => outgoing(now, topic, payload)

/** Answers to one message; none to what is not for us. */
export const handle = (
  { topic, payload, packet }: Connection.Message,
  { site, base, topics, own, commands, view, answer }: Options
): Effect.Effect<ReadonlyArray<Outgoing>> =>
  Effect.gen(function* () {
    const incoming = Topics.parse(base, topic)
    if (incoming === null || incoming.site !== site) return []
    const { address, verb, what } = incoming
    const to = responseTopic(packet.properties?.responseTopic, own)
    const correlation = packet.properties?.correlationData
    const extra = correlation === undefined ? {} : { correlationData: correlation }
    const respond = (now: number, text: string) => (to === null ? [] : [outgoing(now, to, text, extra)])

    if (verb === "get") {
      const text = yield* answer(address, what)
      return text === null ? [] : respond(yield* Clock.currentTimeMillis, text)
    }

    const now = yield* Clock.currentTimeMillis
    const expiry = packet.properties?.messageExpiryInterval
    const parsed = CommandMessage.parse(payload)
    const asked = Result.isSuccess(parsed) ? parsed.success : null
    const until = expiry === undefined ? null : now + expiry * 1000
    const command: Command = {
      site,
      address,
      target: what,
      value: asked?.value ?? new TextDecoder().decode(payload.slice(0, 64)),
      persist: asked?.persist ?? false,
      id: asked?.id ?? null,
      from: "mqtt",
      expires:
        until === null || asked?.expires === null || asked === null
          ? (until ?? asked?.expires ?? null)
          : Math.min(until, asked.expires)
    }
    const wrong = Result.isFailure(parsed)
      ? Refused.refused("bad-command", parsed.failure)
      : (ofPacket(packet, command) ?? ofUnit(yield* view, command))
    const result: CommandResult =
      wrong === null ? yield* commands.submit(command) : yield* commands.refuse(command, wrong)
    const text = Results.result(result)
    const end = yield* Clock.currentTimeMillis
    const user = { origin: "vebus", ...(result.error === null ? {} : { error: result.error.code }) }
    return [outgoing(end, topics.of(address, "result"), text, { user }), ...respond(end, text)]
  })

/** Why the way in which a command came forbids it. */
export const ofPacket = (
  { retain, dup }: Connection.Message["packet"],
  { target, value }: Command
): Refused.Refused | null => {
  if (retain) {
    return Refused.refused(
      "retained",
      "the command is retained, so it would act again whenever the gateway starts; nothing was sent. Publish it without the retain flag, and clear the topic with an empty retained message"
    )
  }
  const wanted = Target.parse(target, value, false)
  return dup && Result.isSuccess(wanted) && Target.isOneShot(wanted.success)
    ? Refused.refused(
        "duplicate",
        "the broker sent it again, and doing it twice is more than doing it once; nothing was sent"
      )
    : null
}

/** Why the unit that a command names is not the right one. */
const ofUnit = (view: SiteView.SiteView | null, { address, target }: Command): Refused.Refused | null => {
  const reading = view?.reading ?? null
  if (reading === null) return null
  const addresses = UnitState.addressesOf(reading)
  if (address === null || !addresses.includes(address)) {
    return Refused.refused("unknown-unit", `there is no unit ${address}: expected ${addresses.join(", ")}`)
  }
  const home = UnitState.homeOf(reading)
  return Target.isOfSystem(target) && address !== home
    ? Refused.refused("unknown-unit", `${target} is of the whole system: send it to unit ${home}`)
    : null
}

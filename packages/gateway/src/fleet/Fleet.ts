/**
 * Many gateways on one broker, as somebody sees them who only listens: one row for each site, out of what is published under
 * `<base>/`. Pure, and without anything of Node: a page in a browser can use it with a connection of its own.
 *
 * Whatever comes in may be from anybody: what is too long, no JSON, or of another shape is passed over and counted, and no
 * more sites are kept than `MAX_SITES`. Texts are not made visible here: whoever prints them does that.
 * Reference: gateway.md 5; integrations.md 3.1.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { staleAfter } from "../SiteView.ts"

/** A message as the broker sends it. */
export interface Message {
  readonly topic: string
  readonly payload: Uint8Array
  /** Whether the broker had kept it from before; `false`: it was published just now. */
  readonly retain: boolean
}

/** How a site is. `ok`: its figures are of now. `stale`: the gateway is there, the unit does not answer. `lost`: the gateway is gone. `unknown`: nobody has said. */
export type Verdict = "ok" | "stale" | "lost" | "unknown"

/** The figures of a site; `null`: not known. */
export interface Figures {
  /** State of the unit by its name: `charge`. */
  readonly state: string | null
  /** Volts. */
  readonly batteryVoltage: number | null
  /** Watts, positive while charging. */
  readonly batteryPower: number | null
  /** 0 to 1. */
  readonly stateOfCharge: number | null
  /** Watts, positive while drawn. */
  readonly acInputPower: number | null
  /** Watts to the loads. */
  readonly acOutputPower: number | null
}

/** One site. */
export interface Row extends Figures {
  readonly site: string
  readonly verdict: Verdict
  /** Why it is not `ok`, in words of the gateway; `null`: it says nothing. */
  readonly reason: string | null
  /** When its last figures were made, milliseconds since 1970; `null`: there are none. */
  readonly at: number | null
  /** How old those are, in milliseconds. */
  readonly age: number | null
  readonly link: string | null
  readonly product: string | null
  readonly version: string | null
}

/** The messages of a site so far. */
interface Heard {
  readonly status: "online" | "offline" | null
  readonly bridge: typeof Bridge.Type | null
  /** The document of the unit that carries the figures of the system. */
  readonly state: typeof State.Type | null
  /** When those figures were made, by our clock: milliseconds since 1970; `null`: that cannot be said. */
  readonly at: number | null
  readonly product: string | null
}

/** All sites that were heard of. */
export interface Fleet {
  readonly sites: HashMap.HashMap<string, Heard>
  /** Messages that made no sense. */
  readonly refused: number
}

/** Nothing was heard yet. */
export const empty: Fleet = { sites: HashMap.empty(), refused: 0 }

/** No more sites are kept. */
export const MAX_SITES = 10_000
/** The longest message that is looked at, in bytes. */
export const MAX_BYTES = 65_536
const MAX_TEXT = 200

const Text = Schema.String.check(Schema.isMaxLength(MAX_TEXT))
const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const figure = maybe(Schema.Finite)

const Bridge = Schema.Struct({
  link: maybe(Text),
  intervalMillis: maybe(Schema.Finite),
  fresh: maybe(Schema.Boolean),
  reason: maybe(Text),
  version: maybe(Text)
})

const State = Schema.Struct({
  ts: Text,
  fresh: Schema.Boolean,
  reason: maybe(Text),
  battery: Schema.Struct({ voltage: figure, power: figure, stateOfCharge: figure }),
  acInputPower: figure,
  acOutputPower: figure,
  device: maybe(Schema.Struct({ state: maybe(Text) }))
})

const Info = Schema.Struct({ product: maybe(Text), carriesSystem: Schema.Boolean })

const decode = {
  bridge: Schema.decodeUnknownOption(Bridge),
  state: Schema.decodeUnknownOption(State),
  info: Schema.decodeUnknownOption(Info)
}

/** The filters to subscribe to. */
export const filters = (base: string): ReadonlyArray<string> => [
  `${base}/+/status`,
  `${base}/+/bridge`,
  `${base}/+/+/state`,
  `${base}/+/+/info`
]

const TOPIC = /^([a-z0-9_-]{1,32})\/(?:(status|bridge)|\d{1,2}\/(state|info))$/

const jsonOf = (payload: Uint8Array): unknown =>
  Result.getOrNull(Result.try(() => JSON.parse(new TextDecoder().decode(payload)) as unknown))

const unheard: Heard = { status: null, bridge: null, state: null, at: null, product: null }

/** Clocks of two machines may differ by so much. */
const CLOCKS_MILLIS = 10_000

/**
 * When figures were made. Never later than they came, whatever the clock of the gateway says: it would keep them young for
 * ever. What was kept by the broker from a time that is still to come could be of any age.
 */
const madeAt = (ts: number, now: number, retain: boolean): number | null =>
  retain && ts > now + CLOCKS_MILLIS ? null : Math.min(ts, now)

/** Reads a message; `null`: it makes no sense. */
const added = (kind: string, { payload, retain }: Message, now: number): Partial<Heard> | null => {
  if (kind === "status") {
    const text = payload.length > 16 ? "" : new TextDecoder().decode(payload)
    return text === "online" || text === "offline" ? { status: text } : text === "" ? { status: null } : null
  }
  if (payload.length === 0)
    return kind === "info"
      ? { product: null }
      : kind === "state"
        ? { state: null, at: null }
        : { bridge: null }
  const json = jsonOf(payload)
  switch (kind) {
    case "bridge":
      return Option.match(decode.bridge(json), { onNone: () => null, onSome: (bridge) => ({ bridge }) })
    case "info":
      return Option.match(decode.info(json), {
        onNone: () => null,
        onSome: ({ carriesSystem, product = null }) => (carriesSystem ? { product } : {})
      })
    default:
      // Only one unit of a site has the figures of the system; the others have no battery here.
      return Option.match(decode.state(json), {
        onNone: () =>
          typeof json === "object" && json !== null && "unit" in json && !("battery" in json) ? {} : null,
        onSome: (state) => {
          const ts = Date.parse(state.ts)
          return Number.isNaN(ts) ? null : { state, at: madeAt(ts, now, retain) }
        }
      })
  }
}

/** The fleet after a message that came at `now`, milliseconds since 1970, and the site that it was about. */
export const hear = (
  fleet: Fleet,
  base: string,
  message: Message,
  now: number
): readonly [Fleet, site: string | null] => {
  const { topic, payload } = message
  const [, site, ofSite, ofUnit] = topic.startsWith(`${base}/`)
    ? (TOPIC.exec(topic.slice(base.length + 1)) ?? [])
    : []
  const found =
    site === undefined || payload.length > MAX_BYTES ? null : added((ofSite ?? ofUnit)!, message, now)
  const isFull =
    site !== undefined && !HashMap.has(fleet.sites, site) && HashMap.size(fleet.sites) >= MAX_SITES
  if (found === null || isFull) return [{ ...fleet, refused: fleet.refused + 1 }, null]
  const next = { ...Option.getOrElse(HashMap.get(fleet.sites, site!), () => unheard), ...found }
  // All of it was taken back: the site is no more.
  const isGone = Object.values(next).every((part) => part === null)
  const sites = isGone ? HashMap.remove(fleet.sites, site!) : HashMap.set(fleet.sites, site!, next)
  return [{ ...fleet, sites }, site!]
}

const verdictOf = ({ status, state, bridge }: Heard, age: number | null): Verdict => {
  if (status === "offline") return "lost"
  if (status === null) return "unknown"
  if (state === null || age === null || !state.fresh) return "stale"
  return age <= staleAfter(bridge?.intervalMillis ?? 0) ? "ok" : "stale"
}

/** The words of the gateway where it has some; else what can be seen from here. */
const staleReason = ({ state, bridge, at }: Heard): string =>
  state?.reason ??
  bridge?.reason ??
  (state === null
    ? "the gateway has told no figures"
    : at === null
      ? "figures of a time to come: the clock of the gateway is wrong"
      : state.fresh
        ? "no new figures come: the gateway is gone, or its clock is wrong"
        : "the unit does not answer")

const words: Readonly<Record<Exclude<Verdict, "stale">, string | null>> = {
  ok: null,
  lost: "the gateway is gone",
  unknown: "nobody has said whether the gateway is there"
}

/** One site, as it is at a time. Figures that are not of now are not told. */
export const rowOf = (fleet: Fleet, site: string, now: number): Row | null => {
  const heard = Option.getOrNull(HashMap.get(fleet.sites, site))
  if (heard === null) return null
  const { state, bridge, at } = heard
  const age = at === null ? null : Math.max(0, now - at)
  const verdict = verdictOf(heard, age)
  const told = verdict === "ok" ? state : null
  return {
    site,
    verdict,
    reason: verdict === "stale" ? staleReason(heard) : words[verdict],
    at,
    age,
    link: bridge?.link ?? null,
    product: heard.product,
    version: bridge?.version ?? null,
    state: told?.device?.state ?? null,
    batteryVoltage: told?.battery.voltage ?? null,
    batteryPower: told?.battery.power ?? null,
    stateOfCharge: told?.battery.stateOfCharge ?? null,
    acInputPower: told?.acInputPower ?? null,
    acOutputPower: told?.acOutputPower ?? null
  }
}

/** All sites by name. */
export const rows = (fleet: Fleet, now: number): ReadonlyArray<Row> =>
  [...HashMap.keys(fleet.sites)].toSorted().map((site) => rowOf(fleet, site, now)!)

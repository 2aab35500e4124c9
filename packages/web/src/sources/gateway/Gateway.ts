/**
 * The gateway that served this page, as a source: readings by its stream, everything else by its API. No Effect, no codec:
 * what the gateway says is shown as it says it.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Clock from "../../Clock.ts"
import type {
  Answer,
  Answers,
  Ask,
  Capabilities,
  LinkState,
  Site,
  Source,
  SourceEvent
} from "../../Source.ts"
import * as Trend from "../../store/Trend.ts"
import * as Api from "./Api.ts"
import * as Changes from "./Changes.ts"
import * as Feed from "./Feed.ts"
import * as Frames from "./Frames.ts"
import * as Traffic from "./Traffic.ts"

interface Sites {
  readonly schema: "vebus.sites/1"
  readonly history: boolean
  readonly sites: ReadonlyArray<Site>
}

/** The documents of the API that answer for themselves, by the tag of the question. */
const documents = {
  Settings: "settings",
  Flags: "flags",
  Info: "info",
  Energy: "energy",
  Doctor: "doctor",
  Backup: "backup"
} as const

/** The content of the events of the stream. */
interface Told {
  readonly site: string
  readonly at: number
  readonly reading: Reading.Reading
  readonly link: LinkState
  readonly fresh: boolean
  readonly reason: string | null
  readonly kind: string
  readonly active: boolean
  readonly ok: boolean
  readonly message: string
}

const SITE = "vebus.site"
/** Sites and counters are asked for so often. */
const LOOK_MILLIS = 10_000
/** An answer that takes longer is none: it is asked for again. */
const ANSWER_MILLIS = 20_000

/** Whether anything at all may be changed at a site. */
const mayChange = ({ allowed }: Site): boolean =>
  allowed !== undefined &&
  (allowed.switch || allowed.limit !== null || allowed.charge || allowed.settings.length > 0)

const about = <Noun extends (typeof documents)[keyof typeof documents]>(site: string, noun: Noun) =>
  Api.document(`api/v1/sites/${encodeURIComponent(site)}/${noun}`, `vebus.${noun}/1`)

const history = (
  site: string,
  { from, to, points, fields }: Extract<Ask, { readonly _tag: "History" }>
): Promise<Answer<Answers["History"]>> => {
  const query = new URLSearchParams({
    site,
    from: String(from),
    to: String(to),
    points: String(points),
    ...(fields === undefined ? {} : { fields: fields.join(",") })
  })
  return Api.document(`api/v1/history?${query.toString()}`, "vebus.history/1")
}

/** A question to a site. */
type OfSite = Exclude<Ask, { readonly _tag: "Select" | "Unlock" | "Lock" | "Stage" }>

const ofSite = (site: string, request: OfSite): Promise<Answer<unknown>> => {
  switch (request._tag) {
    case "Settings":
    case "Flags":
    case "Info":
    case "Energy":
    case "Doctor":
    case "Backup":
      return about(site, documents[request._tag])
    case "History":
      return history(site, request)
    case "Plan":
      return Changes.plan(site, request)
    case "Apply":
      return Changes.apply(site, request)
    case "Undo":
      return Changes.undo(site)
  }
}

/** The gateway of this page. */
export const make = (host: string): Source => {
  const listeners = new Set<(event: SourceEvent) => void>()
  const tell = (event: SourceEvent): void => {
    for (const listener of listeners) listener(event)
  }
  let sites: ReadonlyArray<Site> = []
  let hasHistory = true
  let site: string | null = sessionStorage.getItem(SITE)
  /** Ends the stream that is listened to; `null`: there is none. */
  let stop: (() => void) | null = null
  let link: Extract<SourceEvent, { readonly type: "link" }> | null = null
  let looking: ReturnType<typeof setTimeout> | undefined
  /** Whether frames are wanted, and what ends them. */
  let isWatched = false
  let unwatch: (() => void) | null = null
  let isOpen = false
  /** Whether the gateway wants a token that it was not given: asking again would not change that. */
  let isLocked = false
  /** Whether the stream broke off and has told nothing since. */
  let isLost = false
  /** Whether the trend was filled since the stream began, or broke off. */
  let isFilled = false

  const capabilities = (): Capabilities => {
    const found = sites.find((each) => each.site === site)
    const isWritable = Api.token() !== null && found !== undefined && mayChange(found)
    return { history: hasHistory, frames: true, settings: isWritable ? "write" : "read", stage: false }
  }

  const heard = (event: string, data: unknown, ahead: number): void => {
    const told = data as Told
    // A stream that was taken up again says nothing of a state that is as it was.
    if (isLost && event !== "state" && link !== null) tell(link)
    isLost = false
    switch (event) {
      case "reading":
        void fill(ahead)
        return tell({
          type: "reading",
          reading: told.reading,
          ageMillis: Math.max(0, Clock.now() - ahead - told.at)
        })
      case "state":
        link = { type: "link", state: told.link, reason: told.fresh ? null : told.reason }
        return tell(link)
      case "event":
        return tell({
          type: "notice",
          ms: told.at + ahead,
          kind: told.kind,
          message: told.message,
          active: told.active
        })
      case "outcome":
        return tell({
          type: "notice",
          ms: told.at + ahead,
          kind: "outcome",
          message: told.message,
          active: told.ok
        })
    }
  }

  /** Tells what was read before, in the last minutes. `ahead`: of this page's clock, in milliseconds. */
  const fill = async (ahead: number): Promise<void> => {
    const wanted = site
    if (isFilled || !hasHistory || wanted === null) return
    isFilled = true
    const to = Clock.now() - ahead
    const answer = await history(wanted, {
      _tag: "History",
      from: to - Trend.SPAN_MILLIS,
      to,
      points: Trend.MOST_POINTS,
      fields: Trend.fields
    })
    if (answer.ok && isOpen && wanted === site)
      tell({ type: "past", history: answer.value, aheadMillis: ahead })
  }

  const lost = (refusal: Api.Refusal): void => {
    isLost = true
    isFilled = false
    if (refusal.status === 401) {
      isLocked = true
      clearTimeout(looking)
      deafen()
      return tell({ type: "locked", message: refusal.message })
    }
    tell({ type: "link", state: "opening", reason: refusal.message })
  }

  const deafen = (): void => {
    stop?.()
    stop = null
    link = null
    isFilled = false
  }

  const watch = (): void => {
    unwatch?.()
    unwatch = isWatched && site !== null ? Frames.watch(site, tell) : null
  }

  const listen = (): void => {
    deafen()
    watch()
    if (site !== null)
      stop = Feed.listen(`api/v1/stream?site=${encodeURIComponent(site)}`, Clock.now, { event: heard, lost })
  }

  /** Asks for the sites, and listens to the one that is shown if that is another. */
  const look = async (): Promise<void> => {
    const answer = await Api.document<Sites>("api/v1/sites", "vebus.sites/1", {
      signal: AbortSignal.timeout(ANSWER_MILLIS)
    })
    if (!isOpen) return
    if (!answer.ok) return lost(answer)
    ;({ sites, history: hasHistory } = answer.value)
    const before = site
    if (!sites.some((each) => each.site === site)) site = sites[0]?.site ?? null
    tell({ type: "sites", sites, site })
    tell({ type: "capabilities", capabilities: capabilities() })
    if (site !== before || stop === null) listen()
    if (site === null) return
    const figures = await Api.open("metrics", {
      accept: "text/plain",
      signal: AbortSignal.timeout(ANSWER_MILLIS)
    })
    const text = figures.ok ? await figures.value.text().catch(() => null) : null
    if (isOpen && text !== null) tell({ type: "health", counters: Traffic.counters(text, site) })
  }

  const lookAgain = async (): Promise<void> => {
    clearTimeout(looking)
    isLocked = false
    await look()
    if (isOpen && !isLocked) looking = setTimeout(() => void lookAgain(), LOOK_MILLIS)
  }

  const end = (): void => {
    isOpen = false
    clearTimeout(looking)
    deafen()
    unwatch?.()
    unwatch = null
  }

  const unlock = async (token: string | null): Promise<Answer<null>> => {
    if (token === null) return Api.refusal(null, "no-token", "expected the token of the gateway, found none")
    const refused = await Changes.tryToken(token)
    if (refused !== null) return refused
    Api.keepToken(token)
    deafen()
    await lookAgain()
    return { ok: true, value: null }
  }

  const select = (wanted: string): Answer<null> => {
    if (!sites.some((each) => each.site === wanted))
      return Api.refusal(404, "unknown-site", `there is no site "${wanted}"`)
    site = wanted
    sessionStorage.setItem(SITE, wanted)
    tell({ type: "sites", sites, site })
    listen()
    void lookAgain()
    return { ok: true, value: null }
  }

  const answer = async (request: Ask): Promise<Answer<unknown>> => {
    switch (request._tag) {
      case "Select":
        return select(request.site)
      case "Unlock":
        return unlock(request.token)
      case "Lock":
        Api.keepToken(null)
        tell({ type: "capabilities", capabilities: capabilities() })
        return { ok: true, value: null }
      case "Stage":
        return Api.refusal(null, "unsupported", "a real unit is no stage: nothing of it is changed this way")
      default:
        // Whoever opens a page by its address asks before the sites are known.
        return site === null
          ? Api.refusal(null, "no-site", "the gateway has not told its sites yet")
          : ofSite(site, request)
    }
  }

  return {
    kind: "gateway",
    label: `Gateway on ${host}`,
    capabilities: capabilities(),
    subscribe: (listener) => {
      listeners.add(listener)
      isOpen = true
      void lookAgain()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) end()
      }
    },
    watchFrames: (on) => {
      isWatched = on
      watch()
    },
    ask: (request) => answer(request) as Promise<never>,
    close: async () => {
      end()
      listeners.clear()
    }
  }
}

/**
 * The stream of a site, for ever: read by `fetch`, taken up again where it broke off. While it is gone that is told, at once.
 */
import * as Api from "./Api.ts"
import * as ServerSentEvents from "./ServerSentEvents.ts"

/** The listener of a stream. */
export interface Hear {
  /** An event, and by how much the clock of this page is ahead of the gateway's, in milliseconds. */
  readonly event: (event: string, data: unknown, ahead: number) => void
  /** It broke off, or could not be opened. */
  readonly lost: (refusal: Api.Refusal) => void
}

/** Heartbeats come every 15 s: a stream that is silent for longer is no stream, and an answer that takes longer is none. */
const SILENT_MILLIS = 20_000
/** Whoever looks at the page again does not wait that long for a stream that tells nothing: a phone that slept has lost it. */
const DOUBTFUL_MILLIS = 5000
/** The pauses before it is opened again. */
const PAUSES = [500, 1000, 2000, 5000, 10_000] as const

const wait = (millis: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      for (const name of ["online", "visibilitychange"]) removeEventListener(name, wake, true)
      signal.removeEventListener("abort", done)
      resolve()
    }
    // Whoever looks at the page again, or has a network again, waits no longer.
    const wake = (): void => {
      if (document.visibilityState === "visible") done()
    }
    const timer = setTimeout(done, millis)
    for (const name of ["online", "visibilitychange"]) addEventListener(name, wake, true)
    signal.addEventListener("abort", done)
  })

const gone = (message: string): Api.Refusal => Api.refusal(null, "no-gateway", message)

/** Reads one stream to its end. `heard` is called with each event. */
const readAll = async (
  body: ReadableStream<Uint8Array>,
  abort: () => void,
  heard: (event: ServerSentEvents.SentEvent) => void
): Promise<void> => {
  const read = ServerSentEvents.reader()
  const reader = body
    .pipeThrough(new TextDecoderStream() as never as TransformStream<Uint8Array, string>)
    .getReader()
  for (;;) {
    const timer = setTimeout(abort, SILENT_MILLIS)
    const { value, done } = await reader.read().finally(() => clearTimeout(timer))
    if (done) return
    for (const event of read(value)) heard(event)
  }
}

/** By how much the clock of this page is ahead, as the head of an answer tells it: to the second. */
const aheadOf = (response: Response, now: number): number => {
  const date = Date.parse(response.headers.get("date") ?? "")
  return Number.isNaN(date) ? 0 : now - date
}

const parsed = (data: string): unknown => {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

/** Listens until it is ended. `clock` gives milliseconds since 1970. */
export const listen = (path: string, clock: () => number, hear: Hear): (() => void) => {
  const whole = new AbortController()
  const { signal } = whole
  let lastId: string | null = null

  const once = async (): Promise<Api.Refusal> => {
    const part = new AbortController()
    const abort = (): void => part.abort()
    const opening = setTimeout(abort, SILENT_MILLIS)
    let heardAt = clock()
    const doubt = (): void => {
      if (document.visibilityState === "visible" && clock() - heardAt > DOUBTFUL_MILLIS) abort()
    }
    signal.addEventListener("abort", abort)
    document.addEventListener("visibilitychange", doubt)
    try {
      const answer = await Api.open(path, {
        accept: "text/event-stream",
        lastEventId: lastId,
        signal: part.signal
      })
      if (!answer.ok) return answer
      clearTimeout(opening)
      let ahead = aheadOf(answer.value, clock())
      await readAll(answer.value.body!, abort, ({ event, id, data }) => {
        lastId = id
        failures = 0
        heardAt = clock()
        const value = parsed(data) as { readonly at?: number } | null
        if (value === null) return
        // What has just been told cannot be of the future: the least difference is the closest to that of the clocks.
        if (value.at !== undefined) ahead = Math.min(ahead, clock() - value.at)
        hear.event(event, value, ahead)
      })
      return gone("the gateway closed the stream")
    } catch {
      return gone(part.signal.aborted ? "the gateway fell silent" : "the connection to the gateway broke off")
    } finally {
      clearTimeout(opening)
      signal.removeEventListener("abort", abort)
      document.removeEventListener("visibilitychange", doubt)
    }
  }

  let failures = 0
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const refusal = await once()
      if (signal.aborted) return
      hear.lost(refusal)
      // Without a token there is nothing to wait for: who gives one listens anew.
      if (refusal.status === 401) return
      await wait(PAUSES[Math.min(failures++, PAUSES.length - 1)]!, signal)
    }
  }
  void run()
  return () => whole.abort()
}

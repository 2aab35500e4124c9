/**
 * A source that runs in a worker. What it told last is told again to whoever begins to listen; what is asked is answered
 * there. Another worker may take the place of one that ended, and the page goes on listening.
 */
import * as Clock from "../Clock.ts"
import type { Answer, Answers, Ask, Failure } from "../Ask.ts"
import type { FromWorker, ToWorker, What } from "../engine/Protocol.ts"
import type { Capabilities, Source, SourceEvent, SourceKind } from "../Source.ts"

/** The part of a worker that is used. */
export interface Port {
  readonly postMessage: (message: ToWorker) => void
  readonly terminate: () => void
  onmessage: ((event: { readonly data: FromWorker }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
}

/** A source in a worker, and how it comes into another one. */
export interface Worked extends Source {
  /** Lets go of the port, and opens it again in another worker. Rejects where that refuses it. */
  readonly moveTo: (worker: Port) => Promise<void>
}

const gone: Failure = { ok: false, reason: "closed", message: "this source was closed", remedy: null }

/** The kinds of event that a new listener is told again: the last of each. */
const kept = ["sites", "capabilities", "link", "health", "reading"] as const

const CLOSE_MILLIS = 5000

const notLoaded = (why: string | undefined): Error =>
  new Error(`this part of the page could not be loaded: ${why ?? "is there no network?"}`)

/** Waits until the script of a worker is loaded. */
const loaded = (port: Port): Promise<void> =>
  new Promise((resolve, reject) => {
    port.onmessage = () => resolve()
    port.onerror = ({ message }) => reject(notLoaded(message))
  })

/** Opens a source in a worker. Rejects where it is none, with the reason in words. */
export const open = async (kind: SourceKind, first: Port, what: What): Promise<Worked> => {
  const listeners = new Set<(event: SourceEvent) => void>()
  const last = new Map<SourceEvent["type"], SourceEvent>()
  let waiting = new Map<number, (answer: Answer<unknown>) => void>()
  let asked = 0
  let isWatched = false
  let worker = first
  let label = ""
  let capabilities: Capabilities | null = null
  let readAt = 0
  let closed: (() => void) | null = null

  const tell = (event: SourceEvent): void => {
    if (event.type !== "frame" && event.type !== "notice") last.set(event.type, event)
    if (event.type === "reading") readAt = Clock.now()
    for (const listener of listeners) listener(event)
  }
  /** An event, with the age that it has now. */
  const again = (event: SourceEvent): SourceEvent =>
    event.type === "reading" ? { ...event, ageMillis: event.ageMillis + Clock.now() - readAt } : event
  const fail = (): void => {
    for (const answer of waiting.values()) answer(gone)
    waiting = new Map()
  }

  const begin = (port: Port): Promise<void> =>
    new Promise((resolve, reject) => {
      worker = port
      port.onerror = ({ message }) => {
        reject(notLoaded(message))
        tell({
          type: "link",
          state: "closed",
          reason: `this source ended by a fault of the page: ${message}`
        })
      }
      port.onmessage = ({ data }) => {
        switch (data.type) {
          case "ready":
            return
          case "opened":
            label = data.label
            if (capabilities !== null) tell({ type: "capabilities", capabilities: data.capabilities })
            capabilities = data.capabilities
            return resolve()
          case "refused":
            port.terminate()
            return reject(new Error(data.message))
          case "event":
            return tell(data.event)
          case "answer": {
            const answer = waiting.get(data.id)
            waiting.delete(data.id)
            return answer?.(data.answer)
          }
          case "closed":
            return closed?.()
        }
      }
      port.postMessage({ type: "open", what })
      if (isWatched) port.postMessage({ type: "frames", on: true })
    })

  /** Lets go of everything; a worker that does not say so is ended all the same. */
  const end = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      closed = resolve
      setTimeout(resolve, CLOSE_MILLIS)
      worker.postMessage({ type: "close" })
    })
    worker.terminate()
    fail()
  }

  await begin(first)
  return {
    kind,
    get label() {
      return label
    },
    get capabilities() {
      return capabilities!
    },
    subscribe: (listener) => {
      for (const type of kept) {
        const event = last.get(type)
        if (event !== undefined) listener(again(event))
      }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watchFrames: (on) => {
      isWatched = on
      worker.postMessage({ type: "frames", on })
    },
    ask: <A extends Ask>(ask: A) =>
      new Promise<Answer<Answers[A["_tag"]]>>((resolve) => {
        const id = ++asked
        waiting.set(id, resolve as (answer: Answer<unknown>) => void)
        worker.postMessage({ type: "ask", id, ask })
      }),
    close: end,
    moveTo: async (next) => {
      await loaded(next)
      await end()
      tell({ type: "link", state: "opening", reason: "the port is opened again" })
      await begin(next)
    }
  }
}

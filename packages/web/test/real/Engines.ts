/**
 * Workers of the built page in Chromium, spoken to as the page does, without its view.
 */
import type { Page, Worker as Running } from "playwright-core"
import type { Answer, Answers, Ask } from "../../src/Ask.ts"
import type { FromWorker, What } from "../../src/engine/Protocol.ts"
import type { SourceEvent } from "../../src/Source.ts"
import * as Built from "../Built.ts"

/** A worker that runs. */
export interface Engine {
  /** The first event of a kind that fits, behind the one that was found last. */
  readonly next: <T extends SourceEvent["type"]>(
    type: T,
    fits?: (event: Extract<SourceEvent, { readonly type: T }>) => boolean
  ) => Promise<Extract<SourceEvent, { readonly type: T }>>
  /** The first event of a kind since it was opened. */
  readonly told: <T extends SourceEvent["type"]>(
    type: T
  ) => Promise<Extract<SourceEvent, { readonly type: T }>>
  /** The messages so far. */
  readonly messages: () => Promise<ReadonlyArray<FromWorker>>
  readonly ask: <A extends Ask>(ask: A) => Promise<Answer<Answers[A["_tag"]]>>
  readonly frames: (on: boolean) => Promise<void>
  readonly close: () => Promise<void>
  /** The worker, to be looked into. */
  readonly worker: Running
}

interface Held {
  readonly worker: globalThis.Worker
  readonly messages: Array<FromWorker>
}
declare global {
  interface Window {
    held: Map<string, Held>
  }
}

/** The path of a worker's script. */
export const pathOf = async (name: string): Promise<string> => {
  const found = [...(await Built.files()).keys()].find((path) => path.includes(`/${name}.worker-`))
  if (found === undefined) throw new Error(`no worker ${name}`)
  return found
}

const LOOK_MILLIS = 50

/** Starts a worker of a page, and opens a source in it; the message that says that it is open, or why not, comes with it. */
export const open = async (
  page: Page,
  name: string,
  what:
    | Exclude<What, { readonly kind: "capture" }>
    | { readonly kind: "capture"; readonly text: string; readonly name: string }
): Promise<Engine & { readonly first: FromWorker }> => {
  const path = await pathOf(name)
  const key = `${name} ${Math.random()}`
  const [running] = await Promise.all([
    page.waitForEvent("worker", (worker) => worker.url().endsWith(path)),
    page.evaluate(
      ([url, id, opening]) => {
        const worker = new Worker(new URL(url, location.href), { type: "module" })
        const messages: Array<FromWorker> = []
        ;(window.held ??= new Map()).set(id, { worker, messages })
        worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => void messages.push(data))
        const given =
          opening.kind === "capture"
            ? { kind: "capture", file: new File([opening.text], opening.name) }
            : opening
        worker.postMessage({ type: "open", what: given })
      },
      [path, key, what] as const
    )
  ])
  const messages = () => page.evaluate((id) => window.held.get(id)!.messages, key)
  const post = (message: object) =>
    page.evaluate(([id, sent]) => window.held.get(id)!.worker.postMessage(sent), [key, message] as const)
  let seen = 0
  /** The first message behind a place that fits, and its own place. */
  const placed = async (from: number, fits: (message: FromWorker) => boolean) => {
    for (;;) {
      const all = await messages()
      const at = all.findIndex((message, place) => place >= from && fits(message))
      if (at >= 0) return [all[at]!, at] as const
      await page.waitForTimeout(LOOK_MILLIS)
    }
  }
  const found = async (from: number, fits: (message: FromWorker) => boolean) => (await placed(from, fits))[0]
  let asked = 0
  return {
    worker: running,
    messages,
    first: await found(0, ({ type }) => type === "opened" || type === "refused"),
    next: async (type, fits = () => true) => {
      const [message, at] = await placed(
        seen,
        (each) => each.type === "event" && each.event.type === type && fits(each.event as never)
      )
      seen = at + 1
      return (message as Extract<FromWorker, { readonly type: "event" }>).event as never
    },
    told: async (type) => {
      const message = await found(0, (each) => each.type === "event" && each.event.type === type)
      return (message as Extract<FromWorker, { readonly type: "event" }>).event as never
    },
    ask: async (ask) => {
      const id = ++asked
      await post({ type: "ask", id, ask })
      const message = await found(0, (each) => each.type === "answer" && each.id === id)
      return (message as Extract<FromWorker, { readonly type: "answer" }>).answer as never
    },
    frames: (on) => post({ type: "frames", on }),
    close: async () => {
      await post({ type: "close" })
      await found(0, ({ type }) => type === "closed")
    }
  }
}

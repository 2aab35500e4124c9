/**
 * The worker behind `Fleet.ts`: simulated adapters on paced lines, as many as it is told, each driven by a timer. Bytes
 * cross over in messages, in the pieces in which a USB adapter hands them over.
 */
import { parentPort, workerData } from "node:worker_threads"
import { Simulator } from "@vebus/simulator"
import type { FromHost, Setup, ToHost } from "./Messages.ts"

/** What a USB adapter hands over at once: 16 ms of a line at 2400 baud. */
const PIECE = 4
const NOTHING = new Uint8Array(0)

const { lines } = workerData as Setup
const host = parentPort!
const say = (message: ToHost): void => host.postMessage(message)

let frames = 0

/** Starts a line; gives the function that writes to it. */
const start = (line: number): ((bytes: Uint8Array) => void) => {
  let state = Simulator.make({ startMillis: performance.now() })
  let timer: NodeJS.Timeout | undefined
  const step = (bytes: Uint8Array): void => {
    clearTimeout(timer)
    const now = performance.now()
    const [next, sent, wakeAt] = Simulator.step(state, now, bytes)
    state = next
    timer = setTimeout(step, Math.ceil(wakeAt - now), NOTHING)
    frames += sent.length
    for (const frame of sent) {
      for (let at = 0; at < frame.bytes.length; at += PIECE) {
        say({ line, bytes: frame.bytes.slice(at, at + PIECE) })
      }
    }
  }
  step(NOTHING)
  return step
}

const writers = Array.from({ length: lines }, (_, line) => start(line))
host.on("message", (message: FromHost) => {
  if (message === "done?") say({ done: { cpu: process.threadCpuUsage(), frames } })
  else writers[message.line]!(message.bytes)
})
say("ready")

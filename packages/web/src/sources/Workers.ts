/**
 * The workers of the sources. Some are started before they are wanted: then a source can be opened without a network.
 */
import type { Port } from "./Worked.ts"

const makers = {
  serial: () => new Worker(new URL("../engine/serial.worker.ts", import.meta.url), { type: "module" }),
  steering: () => new Worker(new URL("../engine/steering.worker.ts", import.meta.url), { type: "module" }),
  demo: () => new Worker(new URL("../engine/demo.worker.ts", import.meta.url), { type: "module" }),
  capture: () => new Worker(new URL("../engine/capture.worker.ts", import.meta.url), { type: "module" })
} as const

/** The workers that there are. */
export type Name = keyof typeof makers

const ready = new Map<Name, Worker>()

/** Starts a worker for later. */
export const prepare = (name: Name): void => {
  if (!ready.has(name)) ready.set(name, makers[name]())
}

/** A worker of a name: the one that was started before, or a new one. */
export const take = (name: Name): Port => {
  const worker = ready.get(name) ?? makers[name]()
  ready.delete(name)
  return worker as Port
}

/**
 * The dot and the text below a node. Pure.
 */
import type { Status } from "./Host.ts"

/** How it stands with an inverter, for the nodes that use it. */
export type Standing =
  | { readonly _tag: "Waiting"; readonly reason: string | null }
  | { readonly _tag: "Connected" }
  | { readonly _tag: "Asleep" }
  | { readonly _tag: "Unplugged" }
  /** It can never be: the configuration makes no sense. */
  | { readonly _tag: "Failed"; readonly reason: string }
  | { readonly _tag: "Closed" }

const MOST_CHARACTERS = 60

/** A text short enough to stand below a node. */
export const short = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`

/** The dot of a standing. */
export const of = (standing: Standing): Status => {
  switch (standing._tag) {
    case "Waiting":
      return { fill: "yellow", shape: "ring", text: short(standing.reason ?? "connecting") }
    case "Connected":
      return { fill: "green", shape: "dot", text: "connected" }
    case "Asleep":
      return { fill: "blue", shape: "ring", text: "asleep, or VE.Bus is unplugged" }
    case "Unplugged":
      return { fill: "red", shape: "ring", text: "the adapter is unplugged" }
    case "Failed":
      return { fill: "red", shape: "ring", text: short(standing.reason) }
    case "Closed":
      return {}
  }
}

/** The dot of a change or a question that did not come out. */
export const failed = (reason: string): Status => ({ fill: "red", shape: "dot", text: short(reason) })

/** The dot while something is asked or changed. */
export const busy = (text: string): Status => ({ fill: "blue", shape: "dot", text: short(text) })

/** The dot of something that is done. */
export const done = (text: string): Status => ({ fill: "green", shape: "dot", text: short(text) })

/** The obstacle that a standing is for a question; `null`: none. */
export const obstacle = (standing: Standing): string | null => {
  switch (standing._tag) {
    case "Connected":
      return null
    case "Waiting":
    case "Failed":
      return standing.reason ?? "the inverter is not connected yet"
    case "Asleep":
      return "the inverter is asleep, or VE.Bus is unplugged from the adapter"
    case "Unplugged":
      return "the adapter is unplugged"
    case "Closed":
      return "the connection is closed"
  }
}

/**
 * Errors and values for people who have no command line before them: those of a host such as Node-RED, who configure a port
 * there.
 */
import { TransportError } from "../Errors.ts"

/** The message of an error, without advice about flags. */
export const message = (error: unknown): string => {
  if (error instanceof TransportError) {
    const { reason } = error
    if (reason._tag === "NotFound" && reason.port === null)
      return "no MK3 found on this machine. Plug it in, or name its port"
    if (reason._tag === "Several")
      return `several adapters found: ${reason.ports.join(", ")}. Name one of them`
  }
  return error instanceof Error ? error.message : String(error)
}

/** The longest value that a message shows, in characters. */
const MAX_SHOWN = 200

const textOf = (value: unknown): string => {
  if (typeof value === "number") return String(value)
  try {
    return JSON.stringify(value) ?? (value === undefined ? "nothing" : `a ${typeof value}`)
  } catch {
    // It refers to itself, is a bigint, or does not let itself be looked at.
    return typeof value === "bigint" ? `${value}` : "something that cannot be shown"
  }
}

/** Any value as a message says that it was found: on one line, and cut. Never throws. */
export const found = (value: unknown): string => {
  const text = textOf(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

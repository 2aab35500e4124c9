/**
 * Errors for people who have no command line before them: those of a host such as Node-RED, who configure a port there.
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

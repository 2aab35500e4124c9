/**
 * What the system says when a port cannot be opened, as a reason of `TransportError`. Node and the serial driver put
 * it partly into `code`, partly into the text.
 */
import * as Errors from "./Errors.ts"

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "")

/** The reason behind a failed open. */
export const openReason = (port: string, error: Error): Errors.TransportReason => {
  const text = `${codeOf(error)} ${error.message}`
  if (/ENOENT|ENXIO|ENODEV|no such (file|device)|file not found|ENOTFOUND/i.test(text))
    return new Errors.NotFound({ port })
  if (/EBUSY|EAGAIN|cannot lock|busy|temporarily unavailable/i.test(text)) return new Errors.Busy({ port })
  // Windows denies access to a port that another program has.
  if (/EACCES|EPERM|permission denied|access denied/i.test(text)) {
    return /^(serial:)?COM\d/i.test(port) ? new Errors.Busy({ port }) : new Errors.PermissionDenied({ port })
  }
  if (/ECONNREFUSED/.test(text)) {
    return new Errors.OpenFailed({
      port,
      cause: "connection refused. Does a server listen there, and is the port number right?"
    })
  }
  return new Errors.OpenFailed({ port, cause: error.message.replace(/^Error:? ?/, "") })
}

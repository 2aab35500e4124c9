/**
 * An error of the operating system: as a code, as text, and, of a port that cannot be opened, as a
 * reason of `TransportError`. Node and the serial driver put it partly into `code`, partly into the text.
 */
import * as Errors from "../Errors.ts"

/** The code of a failed system call, such as `ENOENT`; `null` when it has none. */
export const codeOf = (cause: unknown): string | null =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null

/** The error of a failed system call. */
export const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The reason behind a failed open. */
export const openReason = (port: string, error: Error): Errors.TransportReason => {
  const text = `${codeOf(error) ?? ""} ${error.message}`
  if (/ENOENT|ENXIO|ENODEV|no such (file|device)|file not found|ENOTFOUND|EAI_AGAIN/i.test(text))
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
  if (/ENOTTY|EISDIR|ENOTSUP|inappropriate ioctl|is a directory/i.test(text))
    return new Errors.OpenFailed({
      port,
      cause: 'it is no terminal, so no serial port. "vebus ports" lists those there are'
    })
  return new Errors.OpenFailed({ port, cause: error.message.replace(/^Error:? ?/, "") })
}

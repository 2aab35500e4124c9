/**
 * Server-sent events out of text as it comes. `EventSource` reads them too, but sends no token.
 * Reference: HTML Living Standard 9.2.6.
 */

/** One event. */
export interface SentEvent {
  readonly event: string
  /** The last id that was told, on this event or before; `null`: none was. */
  readonly id: string | null
  readonly data: string
}

/** A reader: give it text as it comes, take the events that are whole. */
export const reader = (): ((text: string) => ReadonlyArray<SentEvent>) => {
  let rest = ""
  let id: string | null = null
  let event = ""
  let data: Array<string> = []

  /** Takes a line; gives an event where the line ends one. */
  const line = (text: string): ReadonlyArray<SentEvent> => {
    if (text === "") {
      const done: SentEvent = { event: event === "" ? "message" : event, id, data: data.join("\n") }
      const isEmpty = data.length === 0
      event = ""
      data = []
      return isEmpty ? [] : [done]
    }
    const colon = text.indexOf(":")
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "")
    if (field === "event") event = value
    else if (field === "data") data.push(value)
    else if (field === "id" && !value.includes("\0")) id = value
    return []
  }

  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    return lines.flatMap(line)
  }
}

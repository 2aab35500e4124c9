/**
 * Lines that wait for a database: so many bytes of them at most, then the oldest make room. They stay until the database has
 * them, so that one that is down loses nothing but what is older than that.
 */

/** The lines of one moment. */
interface Entry {
  readonly text: string
  readonly lines: number
}

/** A part of what waits, the oldest first. */
export interface Batch {
  readonly text: string
  readonly lines: number
  /** The count of everything that has come in up to its end. */
  readonly upTo: number
}

/** Lines that wait. */
export interface Backlog {
  /** Adds lines. Gives how many old ones went for them. */
  readonly add: (lines: ReadonlyArray<string>) => number
  /** The oldest lines, whole moments of them: about so many, at least one moment; `null`: none wait. */
  readonly oldest: (lines: number) => Batch | null
  /** Takes out a batch, or what is still there of it. */
  readonly remove: (batch: Batch) => void
  /** How many bytes wait. */
  readonly size: () => number
}

/** Nothing waits yet. */
export const make = (maxBytes: number): Backlog => {
  let entries: Array<Entry> = []
  /** How many entries went before the first that is there. */
  let gone = 0
  let size = 0

  const drop = (count: number): number => {
    let lines = 0
    for (const entry of entries.slice(0, count)) {
      size -= entry.text.length
      lines += entry.lines
    }
    entries = entries.slice(count)
    gone += count
    return lines
  }

  return {
    add: (lines) => {
      const text = lines.map((line) => `${line}\n`).join("")
      if (text === "") return 0
      entries.push({ text, lines: lines.length })
      size += text.length
      let [count, rest] = [0, size]
      while (rest > maxBytes && count < entries.length) rest -= entries[count++]!.text.length
      // Many at a time: each time costs as much as what waits.
      return count === 0 ? 0 : drop(Math.min(entries.length, count + Math.floor(entries.length / 100)))
    },
    oldest: (lines) => {
      let [count, found] = [0, 0]
      while (count < entries.length && (count === 0 || found + entries[count]!.lines <= lines))
        found += entries[count++]!.lines
      return count === 0
        ? null
        : {
            text: entries
              .slice(0, count)
              .map(({ text }) => text)
              .join(""),
            lines: found,
            upTo: gone + count
          }
    },
    remove: ({ upTo }) => void drop(Math.max(0, upTo - gone)),
    size: () => size
  }
}

/**
 * What a command has written so far. For tests.
 */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Written {
  readonly texts: Pick<Ended, "stdout" | "stderr">
  /** Takes more of a text. */
  readonly hear: (name: "stdout" | "stderr", text: string) => void
  /** Waits for a line of stdout or stderr that matches. Fails when the command ends first. */
  readonly line: (pattern: RegExp, ended: Promise<unknown>) => Promise<string>
}

/** Nothing yet, of a command with these words. */
export const make = (words: ReadonlyArray<string>): Written => {
  const texts = { stdout: "", stderr: "" }
  const listeners = new Set<() => void>()
  return {
    texts,
    hear: (name, text) => {
      texts[name] += text
      for (const listener of listeners) listener()
    },
    line: (pattern, ended) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = `${texts.stdout}\n${texts.stderr}`.split("\n").find((text) => pattern.test(text))
          if (found === undefined) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        void ended.then(() =>
          reject(
            new Error(`vebus ${words.join(" ")} ended before ${pattern}: ${texts.stdout}${texts.stderr}`)
          )
        )
        look()
      })
  }
}

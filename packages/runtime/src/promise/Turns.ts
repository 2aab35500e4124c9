/**
 * Turns for changes that come as they please, from a slider or a flow: one at a time, and of those that wait for the same
 * target the newest. Reference: integrations.md 12.13.
 */

/** A change that did not begin; nothing was sent. */
export class NotBegun extends Error {
  override readonly name = "NotBegun"
}

/** Hands out turns. */
export interface Turns {
  /**
   * Runs a change when its turn comes. Rejects with `NotBegun` where a newer one for the same target took its place, or all
   * was closed meanwhile.
   */
  readonly take: <A>(target: string, change: () => Promise<A>) => Promise<A>
  /** Lets nothing begin any more, and waits for what has begun. Twice does no harm. */
  readonly close: () => Promise<void>
}

interface Waiting {
  readonly begin: () => Promise<void>
  readonly giveUp: (reason: NotBegun) => void
}

/** Turns of one port. */
export const make = (): Turns => {
  /** By target, in the order in which they came. */
  const waiting = new Map<string, Waiting>()
  let working: Promise<void> | undefined
  let isClosed = false

  const work = async () => {
    for (const [target, next] of waiting) {
      waiting.delete(target)
      await next.begin()
    }
    working = undefined
  }

  return {
    take: (target, change) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new NotBegun("it is being closed; nothing was sent"))
        waiting.get(target)?.giveUp(new NotBegun("a newer value took its place; nothing was sent"))
        waiting.set(target, {
          begin: () => change().then(resolve, reject),
          giveUp: reject
        })
        working ??= work()
      }),
    close: async () => {
      isClosed = true
      for (const { giveUp } of waiting.values()) giveUp(new NotBegun("it is being closed; nothing was sent"))
      waiting.clear()
      await working
    }
  }
}

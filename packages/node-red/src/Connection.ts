/**
 * One inverter for all nodes that use it: opened when the first of them comes, polled while somebody wants readings, closed
 * with the configuration. Changes have their turns, and none without permission.
 */
import type * as Reading from "@vebus/codec/reading"
import {
  type Inverter,
  type LinkState,
  NotBegun,
  type open as Open,
  plainMessage,
  turns as makeTurns,
  watch
} from "@vebus/runtime/promise"
import * as Dots from "./Dots.ts"

/** The settings of a connection, read. */
export interface Settings {
  /** Empty: the only MK3 of this computer. */
  readonly port: string
  /** `null`: the lowest that answers. */
  readonly address: number | null
  /** From one reading to the next, in milliseconds. */
  readonly interval: number
  /** Whether nodes may change the inverter. */
  readonly isWritable: boolean
  /** Whether what they change may be stored. */
  readonly isStorable: boolean
}

/** The listener of a node. */
export interface Listener {
  readonly standing: (standing: Dots.Standing) => void
  /** `null`: none came for too long, and the last one is no longer of now. */
  readonly reading?: (reading: Reading.Reading | null) => void
}

/** A connection that was not there, or that lets nobody write. */
export class Unavailable extends Error {
  override readonly name = "Unavailable"
}

/** An inverter that nodes share. */
export interface Connection {
  readonly settings: Settings
  /** Hears of the inverter from now on, how it stands at once. Gives what ends that. */
  readonly listen: (listener: Listener) => () => void
  /** The inverter. Throws with the reason while there is none. */
  readonly inverter: () => Inverter
  /** Changes one thing when its turn comes; of those that wait for the same thing the newest. */
  readonly change: <A>(subject: Subject, work: (inverter: Inverter) => Promise<A>) => Promise<A>
  /** Lets nothing begin, finishes what has begun, and closes the port. */
  readonly close: () => Promise<void>
}

/** The thing that is changed, and whether doing it twice is more than doing it once. */
export interface Subject {
  readonly name: string
  readonly isOneShot: boolean
}

const standingOf: Readonly<Record<LinkState, Dots.Standing>> = {
  opening: { _tag: "Waiting", reason: null },
  connected: { _tag: "Connected" },
  asleep: { _tag: "Asleep" },
  unplugged: { _tag: "Unplugged" },
  closed: { _tag: "Closed" }
}

/** Who writes, for the journal. */
const BY = "node-red-contrib-vebus"

/** A connection that nobody uses yet. */
export const make = (settings: Settings, open: typeof Open): Connection => {
  const closed = new AbortController()
  const turns = makeTurns()
  const listeners = new Set<Listener>()
  /** One-shots that wait or are under way. */
  const oneShots = new Set<string>()
  let standing: Dots.Standing = { _tag: "Waiting", reason: null }
  let opening: Promise<void> | undefined
  let inverter: Inverter | null = null
  let polling: AbortController | undefined

  const tell = (now: Dots.Standing) => {
    standing = now
    for (const listener of listeners) listener.standing(now)
  }

  const connected = (): Inverter => {
    const why = Dots.obstacle(standing)
    if (inverter === null || why !== null)
      throw new Unavailable(`${why ?? "not connected"}; nothing was sent`)
    return inverter
  }

  const pass = (reading: Reading.Reading | null) => {
    for (const { reading: take } of listeners) take?.(reading)
  }

  /** Polls while somebody wants readings. */
  const poll = ({ readings }: Inverter, signal: AbortSignal) =>
    watch(readings({ interval: settings.interval, signal }), settings.interval, {
      reading: pass,
      silence: () => pass(null)
    }).catch((error: unknown) => {
      if (!signal.aborted) tell({ _tag: "Failed", reason: plainMessage(error) })
    })

  const adjustPolling = () => {
    const isWanted = [...listeners].some(({ reading }) => reading !== undefined)
    if (!isWanted || closed.signal.aborted) {
      polling?.abort()
      polling = undefined
    } else if (inverter !== null && polling === undefined) {
      polling = new AbortController()
      void poll(inverter, polling.signal)
    }
  }

  const begin = async () => {
    const { port, address, isWritable } = settings
    inverter = await open({
      ...(port === "" ? {} : { port }),
      ...(address === null ? {} : { address }),
      ...(isWritable ? { control: { by: BY } } : {}),
      retry: true,
      onWaiting: (reason) => tell({ _tag: "Waiting", reason: plainMessage(reason) }),
      signal: closed.signal
    })
    inverter.on("state", (state) => tell(standingOf[state]))
    tell(standingOf[inverter.link])
    adjustPolling()
  }

  return {
    settings,
    listen: (listener) => {
      listeners.add(listener)
      listener.standing(standing)
      opening ??= begin().catch((error: unknown) => {
        if (!closed.signal.aborted) tell({ _tag: "Failed", reason: plainMessage(error) })
      })
      adjustPolling()
      return () => {
        listeners.delete(listener)
        adjustPolling()
      }
    },
    inverter: connected,
    change: async ({ name, isOneShot }, work) => {
      if (!settings.isWritable)
        throw new Unavailable(
          'changes are not allowed; nothing was sent. Tick "Allow changes" in the connection to allow them'
        )
      connected()
      if (!isOneShot) return turns.take(name, () => work(connected()))
      if (oneShots.has(name))
        throw new NotBegun("the same is being done already, and is not done twice; nothing was sent")
      oneShots.add(name)
      return turns.take(name, () => work(connected())).finally(() => oneShots.delete(name))
    },
    close: async () => {
      closed.abort()
      polling?.abort()
      await opening
      await turns.close()
      await inverter?.close()
      tell({ _tag: "Closed" })
    }
  }
}

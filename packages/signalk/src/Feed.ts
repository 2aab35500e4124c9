/**
 * From an inverter to the server, until it is stopped: it waits for the inverter, sends its readings, and takes back what it
 * has sent as soon as that is no longer so.
 */
import { join } from "node:path"
import {
  type Inverter,
  type LinkState,
  type open as Open,
  plainMessage,
  turns as makeTurns,
  watch
} from "@vebus/runtime/promise"
import type * as Reading from "@vebus/codec/reading"
import * as Gx from "@vebus/runtime/gx"
import * as Changes from "./Changes.ts"
import * as Deltas from "./Deltas.ts"
import type { Host, PathValue, Update } from "./Host.ts"
import * as Notifications from "./Notifications.ts"
import * as Paths from "./Paths.ts"
import * as Put from "./Put.ts"
import type { Settings } from "./Settings.ts"

/** The name of the plugin, in messages and for the journal of changes. */
export const ID = "signalk-vebus"

/** The feed of a unit, until it is stopped. */
export interface Feed {
  /** Takes back all that was sent, finishes a change that has begun, and closes the port. */
  readonly stop: () => Promise<void>
}

const SECOND = 1000

/** Sends values and notifications, and knows what the server has. */
const sender = (host: Host, settings: Settings) => {
  let sent = Deltas.nothing
  let raised = Notifications.nothing
  const send = (update: Update) => {
    if (!Deltas.isEmpty(update)) host.handleMessage(ID, { updates: [update] })
  }
  const say = (rows: ReadonlyArray<Paths.Row>, standing: Notifications.Standing, timestamp?: string) => {
    const [nowSent, update] = Deltas.step(sent, rows)
    const [nowRaised, changes] = Notifications.step(settings.id, raised, standing)
    sent = nowSent
    raised = nowRaised
    const { meta, values = [] } = update
    if (meta !== undefined) send({ meta })
    const all: ReadonlyArray<PathValue> = [...values, ...changes]
    if (all.length > 0) send({ ...(timestamp === undefined ? {} : { timestamp }), values: all })
  }
  return {
    reading: (reading: Reading.Reading) =>
      say(Paths.of(reading, settings), Notifications.of(reading), reading.time),
    /** Nothing is known any more, and people shall know. */
    silent: (why: Notifications.Silence) => say([], Notifications.silent(raised, why)),
    /** Nobody looks any more. */
    nothing: () => say([], Notifications.nothing)
  }
}

/** Whether a port is a simulator or a recording, whose infos are not kept. */
const isMadeUp = (port: string): boolean => /^(?:sim|replay):/.test(port)

const stateText = (reading: Reading.Reading): string => {
  const number = Gx.stateOf(Gx.told(reading))
  return number === null ? "connected" : Gx.states[number]
}

/** Sends the readings of an inverter to a server. `after`: the port may not be opened before. */
export const run = (host: Host, settings: Settings, open: typeof Open, after: Promise<void>): Feed => {
  const { port, address, interval } = settings
  const stopped = new AbortController()
  const { signal } = stopped
  const turns = makeTurns()
  const send = sender(host, settings)
  let connected: Inverter | null = null
  let status = ""
  const say = (text: string) => {
    if (text !== status) host.setPluginStatus(text)
    status = text
  }
  const complain = (text: string) => {
    if (text !== status) host.setPluginError(text)
    status = text
  }

  const targets = Changes.targets(settings)
  for (const target of targets)
    host.registerPutHandler(
      "vessels.self",
      target.path,
      Put.handler(target, turns, () => (connected?.link === "connected" ? connected : null))
    )

  const lost = (inverter: Inverter, state: LinkState) => {
    if (state === "connected" || state === "opening" || signal.aborted) return
    send.silent(state === "asleep" ? "asleep" : "unplugged")
    if (state === "asleep")
      say(`${inverter.port}: the inverter is asleep, or VE.Bus is unplugged from the adapter`)
    else complain(`${inverter.port}: the adapter is unplugged; it is looked for`)
  }

  const readings = (inverter: Inverter) =>
    watch(inverter.readings({ interval: interval * SECOND, signal }), interval * SECOND, {
      reading: (reading) => {
        // What was on its way when the link was lost is no longer so.
        if (inverter.link !== "connected") return
        send.reading(reading)
        say(`${inverter.port}: ${stateText(reading)}`)
      },
      silence: () => {
        send.silent("stale")
        complain(`${inverter.port}: no reading for too long; what was read before is no longer shown`)
      }
    })

  const work = async () => {
    await after
    if (signal.aborted) return
    say(`looking for an inverter${port === "" ? "" : ` at ${port}`}`)
    const folder = host.getDataDirPath()
    const inverter = await open({
      ...(port === "" ? {} : { port }),
      ...(address === undefined ? {} : { address }),
      ...(targets.length === 0 ? {} : { control: { by: ID, state: join(folder, "state") } }),
      ...(isMadeUp(port) ? {} : { cache: join(folder, "cache") }),
      retry: true,
      onWaiting: (reason) => complain(`${plainMessage(reason)}. It is tried again`),
      signal
    })
    connected = inverter
    const unlisten = inverter.on("state", (state) => lost(inverter, state))
    try {
      await readings(inverter)
    } finally {
      unlisten()
      await turns.close()
      connected = null
      await inverter.close()
    }
  }

  const ended = work()
    .catch((error: unknown) => {
      if (!signal.aborted) complain(plainMessage(error))
    })
    .then(send.nothing)

  return {
    stop: async () => {
      stopped.abort()
      await turns.close()
      await ended
    }
  }
}

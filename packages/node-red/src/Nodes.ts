/**
 * The nodes: what each does with what comes in, and what it sends on.
 */
import type { open as Open } from "@vebus/runtime/promise"
import { plainMessage } from "@vebus/runtime/promise"
import * as Result from "effect/Result"
import * as Connection from "./Connection.ts"
import * as Definitions from "./Definitions.ts"
import * as Dots from "./Dots.ts"
import type { Message, NodeInstance, Red } from "./Host.ts"
import { questions } from "./Questions.ts"
import { carryOut, type Conditions } from "./Setting.ts"
import * as Wishes from "./Wishes.ts"

type Kept = Definitions.Kept

/** A configuration node, with the connection that its settings make. */
interface Configured extends NodeInstance {
  vebus?: Connection.Connection
}

/** How a node finds what it shares with others. */
interface Host {
  readonly red: Red
  readonly open: typeof Open
}

/** Makes the configuration node. */
export const connection = ({ red, open }: Host) =>
  function (this: Configured, kept: Kept): void {
    red.nodes.createNode(this, kept)
    const settings = Definitions.connection(kept)
    if (Result.isFailure(settings)) return this.error(settings.failure)
    const made = Connection.make(settings.success, open)
    this.vebus = made
    this.on("close", (_isRemoved, done) => void made.close().finally(done))
  }

/** The connection of a node; without one it says so below itself. */
const connectionOf = (node: NodeInstance, kept: Kept, { red }: Host): Connection.Connection | null => {
  const configured = red.nodes.getNode(Definitions.text(kept, "connection")) as Configured | null | undefined
  const found = configured?.vebus ?? null
  if (found === null)
    node.status(
      Dots.failed(configured ? "the connection makes no sense: see the debug tab" : "no connection is chosen")
    )
  return found
}

/** Shows below a node how it stands with the inverter, until the node is closed. */
const attached = (
  node: NodeInstance,
  to: Connection.Connection,
  more: Partial<Connection.Listener> = {}
): void => {
  const unlisten = to.listen({ standing: (standing) => node.status(Dots.of(standing)), ...more })
  node.on("close", (_isRemoved, done) => {
    unlisten()
    done()
  })
}

/** Registers a node and shows below it how its connection is; `null`, with the reason below it, where it has none. */
const began = (node: NodeInstance, kept: Kept, host: Host): Connection.Connection | null => {
  host.red.nodes.createNode(node, kept)
  const found = connectionOf(node, kept, host)
  if (found !== null) attached(node, found)
  return found
}

/** The value at a path like `battery.voltage` or `acInput.0.power`; `null` where there is none. */
export const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (found, key) =>
        typeof found === "object" && found !== null && Object.hasOwn(found, key)
          ? (found as Readonly<Record<string, unknown>>)[key]
          : null,
      value
    )

/** Makes the node that sends each reading, or one figure of it. */
export const readings = (host: Host) =>
  function (this: NodeInstance, kept: Kept): void {
    host.red.nodes.createNode(this, kept)
    const found = connectionOf(this, kept, host)
    if (found === null) return
    const path = Definitions.text(kept, "path")
    let isSilent = false
    attached(this, found, {
      reading: (reading) => {
        if (reading === null) this.status(Dots.failed("no reading for too long"))
        else if (isSilent) this.status(Dots.of({ _tag: "Connected" }))
        isSilent = reading === null
        this.send(
          path === ""
            ? { topic: "reading", payload: reading }
            : { topic: path, payload: at(reading, path), time: reading?.time ?? null }
        )
      }
    })
  }

/** Makes the node that sends each frame. */
export const frames = (host: Host) =>
  function (this: NodeInstance, kept: Kept): void {
    host.red.nodes.createNode(this, kept)
    const found = connectionOf(this, kept, host)
    if (found === null) return
    const closed = new AbortController()
    let isListening = false
    const listen = async () => {
      if (isListening || closed.signal.aborted) return
      isListening = true
      try {
        for await (const passed of found.inverter().frames({ signal: closed.signal }))
          this.send({ topic: passed._tag === "Frame" ? passed.title : "discarded", payload: passed })
      } catch (error) {
        if (!closed.signal.aborted) this.status(Dots.failed(plainMessage(error)))
      } finally {
        isListening = false
      }
    }
    attached(this, found, {
      standing: (standing) => {
        this.status(Dots.of(standing))
        if (standing._tag === "Connected") void listen()
      }
    })
    this.on("close", (_isRemoved, done) => {
      closed.abort()
      done()
    })
  }

/** Answers messages one by one: below the node stands what it does, and what came of it. */
const answering = (
  node: NodeInstance,
  answer: (message: Message) => Promise<{ readonly message: Message; readonly text: string }>
): void => {
  node.on("input", (message, send, done) => {
    answer(message).then(
      ({ message: sent, text }) => {
        node.status(Dots.done(text))
        send(sent)
        done()
      },
      (error: unknown) => {
        node.status(Dots.failed(plainMessage(error)))
        done(error instanceof Error ? error : new Error(plainMessage(error)))
      }
    )
  })
}

/** A word that a message says itself, or that of the node. */
const said = (message: Message, key: string, own: string): string => {
  const value = message[key]
  return typeof value === "string" && value.trim() !== "" ? value.trim() : own
}

const failing = (text: string): never => {
  throw new Error(`${text}. Nothing was sent`)
}

const addressOf = (message: Message): number | null =>
  Result.getOrElse(Definitions.address(message["address"]), failing)

/** Makes the node that asks a question for each message. */
export const get = (host: Host) =>
  function (this: NodeInstance, kept: Kept): void {
    const found = began(this, kept, host)
    if (found === null) return
    const [what, name] = [Definitions.text(kept, "what") || "reading", Definitions.text(kept, "subject")]
    answering(this, async (message) => {
      const question = Object.hasOwn(questions, what)
        ? questions[what]!
        : failing(`expected one of ${Object.keys(questions).join(", ")} as what to get, found "${what}"`)
      const named = name === "" ? said(message, "topic", "") : name
      if (question.named !== null && named === "")
        failing(
          `expected the name of a ${question.named === "ram" ? "RAM variable" : "setting"}, in the node or in msg.topic`
        )
      const address = addressOf(message)
      const inverter = found.inverter()
      const unit = address === null ? inverter : inverter.unit(address)
      this.status(Dots.busy(`asking: ${what} ${named}`))
      const payload = await question.ask(inverter, unit, /^\d+$/.test(named) ? Number(named) : named)
      return { message: { ...message, payload }, text: `${what} ${question.named === null ? "" : named}` }
    })
  }

/** Makes the node that changes something for each message. */
export const set = (host: Host) =>
  function (this: NodeInstance, kept: Kept): void {
    const found = began(this, kept, host)
    if (found === null) return
    const [what, name] = [Definitions.text(kept, "what") || "setting", Definitions.text(kept, "subject")]
    const to = Definitions.text(kept, "to") === "eeprom" ? "eeprom" : "ram"
    const own = { isPlanOnly: Definitions.ticked(kept, "planOnly"), isBold: Definitions.ticked(kept, "bold") }
    answering(this, async (message) => {
      const named = name === "" ? said(message, "topic", "") : name
      const wish = Result.getOrElse(Wishes.parse(what, message.payload, named), failing)
      if (to === "eeprom" && wish.isStorable && !found.settings.isStorable && !own.isPlanOnly)
        failing('storing is not allowed. Tick "Also store in EEPROM" in the connection, or set it in RAM')
      const conditions: Conditions = { ...own, to, address: addressOf(message) }
      this.status(Dots.busy(own.isPlanOnly ? "planning" : "setting"))
      const work = (inverter: Parameters<typeof carryOut>[0]) => carryOut(inverter, wish, conditions)
      const payload = own.isPlanOnly
        ? await work(found.inverter())
        : await found.change(
            { name: `${wish.subject} ${conditions.address ?? ""}`, isOneShot: wish.isOneShot },
            work
          )
      const text = payload.writes.map((each) => `${each.name} ${each.after}`).join(", ")
      return { message: { ...message, payload }, text: own.isPlanOnly ? `planned: ${text}` : text }
    })
  }

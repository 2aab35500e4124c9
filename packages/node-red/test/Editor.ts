/**
 * A Node-RED that keeps what its nodes say and send: it makes the nodes of a flow, gives them messages, and closes them as a
 * deploy does.
 */
import { EventEmitter } from "node:events"
import type { open } from "@vebus/runtime/promise"
import register from "../src/index.ts"
import type { Message, NodeInstance, Red, Status } from "../src/index.ts"

/** A node, and what came out of it. */
export interface Node extends NodeInstance {
  readonly sent: Array<Message>
  readonly statuses: Array<Status>
  readonly errors: Array<string>
  /** Gives it a message, and waits until it is done with it: what it sent, or the error. */
  readonly input: (
    message: Message
  ) => Promise<{ readonly sent: Message | null; readonly error: string | null }>
}

/** A node of a flow as the editor keeps it. */
export interface Definition {
  readonly id: string
  readonly type: string
  readonly [key: string]: unknown
}

/** A flow that runs. */
export interface Deployed extends AsyncDisposable {
  readonly node: (id: string) => Node
  /** Closes all nodes at once, and waits until they are done. */
  readonly close: () => Promise<void>
}

class Made extends EventEmitter implements Node {
  id = ""
  readonly sent: Array<Message> = []
  readonly statuses: Array<Status> = []
  readonly errors: Array<string> = []
  readonly send = (message: Message) => void this.sent.push(message)
  readonly status = (status: Status) => void this.statuses.push(status)
  readonly error = (text: string) => void this.errors.push(text)
  readonly input: Node["input"] = (message) =>
    new Promise((resolve) => {
      let sent: Message | null = null
      const send = (each: Message) => void (sent = each)
      this.emit("input", message, send, (error?: Error) => resolve({ sent, error: error?.message ?? null }))
    })
}

/** Makes the nodes of a flow, those that configure others first. */
export const deploy = (flow: ReadonlyArray<Definition>, opener?: typeof open): Deployed => {
  const types = new Map<string, (this: NodeInstance, definition: never) => void>()
  const nodes = new Map<string, Made>()
  const red: Red = {
    nodes: {
      createNode: (node, definition) => {
        const made = node as Made
        made.id = (definition as Definition).id
        nodes.set(made.id, made)
      },
      getNode: (id) => nodes.get(id) ?? null,
      registerType: (type, make) => void types.set(type, make)
    },
    httpAdmin: { get: () => undefined },
    auth: { needsPermission: () => undefined }
  }
  register(red, ...(opener === undefined ? [] : ([opener] as const)))
  const isConfiguration = ({ type }: Definition) => type === "vebus-connection"
  for (const definition of [
    ...flow.filter(isConfiguration),
    ...flow.filter((each) => !isConfiguration(each))
  ]) {
    const make = types.get(definition.type)
    if (make !== undefined) make.call(new Made(), definition as never)
  }
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= Promise.all(
      [...nodes.values()].flatMap((node) =>
        node
          .listeners("close")
          .map((listener) => new Promise<void>((done) => void listener.call(node, false, done)))
      )
    ).then(() => undefined))
  return { node: (id) => nodes.get(id)!, close, [Symbol.asyncDispose]: close }
}

const AGAIN_MILLIS = 10

/** Waits until something is so. A test that waits in vain ends by the time-out of all tests. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS))
}

/** Whether the dot of a node is green. */
export const isGreen = (node: Node): boolean => node.statuses.at(-1)?.fill === "green"

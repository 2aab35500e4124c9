/**
 * Node-RED as nodes see it: of its API what is used here. Types alone.
 */

/** The dot and the text below a node; `{}`: none. */
export interface Status {
  readonly fill?: "green" | "yellow" | "red" | "blue" | "grey"
  readonly shape?: "dot" | "ring"
  readonly text?: string
}

/** A message of a flow. */
export interface Message {
  readonly topic?: unknown
  readonly payload?: unknown
  readonly [key: string]: unknown
}

/** A node of a flow, or one that only configures others. */
export interface NodeInstance {
  readonly id: string
  readonly on: {
    (
      event: "input",
      listener: (message: Message, send: (message: Message) => void, done: (error?: Error) => void) => void
    ): unknown
    (event: "close", listener: (isRemoved: boolean, done: () => void) => void): unknown
  }
  readonly send: (message: Message) => void
  readonly status: (status: Status) => void
  readonly error: (error: string, message?: Message) => void
  readonly warn: (text: string) => void
}

/** What Node-RED gives a package of nodes. */
export interface Red {
  readonly nodes: {
    readonly createNode: (node: NodeInstance, definition: unknown) => void
    readonly getNode: (id: string) => NodeInstance | null | undefined
    readonly registerType: (type: string, make: (this: NodeInstance, definition: never) => void) => void
  }
  readonly httpAdmin: {
    readonly get: (
      path: string,
      permission: unknown,
      handler: (request: unknown, response: { readonly json: (body: unknown) => void }) => void
    ) => unknown
  }
  readonly auth: { readonly needsPermission: (permission: string) => unknown }
}

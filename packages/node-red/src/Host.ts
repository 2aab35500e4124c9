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
  /** Hears of messages that come in, and of its end. */
  readonly on: {
    (
      event: "input",
      listener: (message: Message, send: (message: Message) => void, done: (error?: Error) => void) => void
    ): unknown
    (event: "close", listener: (isRemoved: boolean, done: () => void) => void): unknown
  }
  /** Sends a message on. */
  readonly send: (message: Message) => void
  /** Shows a dot and a text below the node. */
  readonly status: (status: Status) => void
  /** Says what is wrong, in the debug tab and to catch nodes. */
  readonly error: (error: string, message?: Message) => void
}

/** The interface that Node-RED gives a package of nodes. */
export interface Red {
  readonly nodes: {
    /** Makes a node of what a constructor is called on. */
    readonly createNode: (node: NodeInstance, definition: unknown) => void
    /** Finds a node that runs. */
    readonly getNode: (id: string) => NodeInstance | null | undefined
    /** Makes a type of nodes known. */
    readonly registerType: (type: string, make: (this: NodeInstance, definition: never) => void) => void
  }
  readonly httpAdmin: {
    /** Answers requests of the editor. */
    readonly get: (
      path: string,
      permission: unknown,
      handler: (request: unknown, response: { readonly json: (body: unknown) => void }) => void
    ) => unknown
  }
  readonly auth: {
    /** Lets nobody through who may not do this. */
    readonly needsPermission: (permission: string) => unknown
  }
}

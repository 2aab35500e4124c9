/**
 * The Signal K server as a plugin sees it: of its API what is used here. Types alone.
 */

/** The unit of a path, and what people are shown of it. */
export interface Meta {
  /** The SI unit, as Signal K writes it. */
  readonly units?: string
  readonly displayName?: string
  readonly description: string
  /** The values that may be put there. */
  readonly possibleValues?: ReadonlyArray<{ readonly title: string; readonly value: string | number }>
}

/** A value at a path. */
export interface PathValue {
  readonly path: string
  readonly value: unknown
}

/** Values of one time, or what is said of paths. */
export interface Update {
  /** When the values were so, ISO 8601 in UTC; the server's time unless said otherwise. */
  readonly timestamp?: string
  readonly values?: ReadonlyArray<PathValue>
  readonly meta?: ReadonlyArray<{ readonly path: string; readonly value: Meta }>
}

/** A message to the server. */
export interface Delta {
  readonly updates: ReadonlyArray<Update>
}

/** The state of a request; `COMPLETED` is its end. */
export interface Reply {
  readonly state: "PENDING" | "COMPLETED"
  readonly statusCode?: number
  readonly message?: string
}

/** Carries out a request to change a path. */
export type PutHandler = (
  context: string,
  path: string,
  value: unknown,
  reply: (reply: Reply) => void
) => Reply

/** The server. */
export interface Host {
  /** Takes values, and what is said of paths. */
  readonly handleMessage: (id: string, delta: Delta) => void
  /** One line in the admin page: how it goes. */
  readonly setPluginStatus: (text: string) => void
  /** One line in the admin page: what is wrong. */
  readonly setPluginError: (text: string) => void
  /** Has requests to change a path carried out. */
  readonly registerPutHandler: (context: string, path: string, handler: PutHandler) => void
  /** A folder for files of the plugin. */
  readonly getDataDirPath: () => string
}

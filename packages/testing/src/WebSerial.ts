/**
 * The serial ports of a browser with a port of the process behind one of them, for tests of pages that use Web Serial:
 * what `navigator.serial` and `navigator.locks` are to `@vebus/runtime/webserial`. It behaves as the API says: a port has no
 * streams while it is closed, a bad byte ends a stream and the next one is another, a port whose stream is held does not
 * close, one opener at a time. Knows no browser, so it works in Node and in a worker.
 *
 *     const { open } = yield* Driver.make()
 *     const browser = yield* WebSerial.make(open)
 *     WebSerial.make({ serial: browser.serial, locks: browser.locks })   // of @vebus/runtime
 *     browser.noise(); browser.unplug(); browser.plug()
 *
 * Source: https://wicg.github.io/serial/.
 */
import type * as WebSerial from "@vebus/runtime/webserial"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Half from "./webserial/Half.ts"

/** The port of the process: a simulation, a faulty line, anything that can be opened. */
export type Open = Effect.Effect<
  {
    readonly bytes: Stream.Stream<Uint8Array, unknown>
    /** Sends bytes. */
    readonly write: (bytes: Uint8Array) => Effect.Effect<void, unknown>
  },
  unknown,
  Scope.Scope
>

/** The ids of the port, and whether the user has allowed it before; he has unless said otherwise. */
export interface Options extends WebSerial.Ids {
  readonly allowed?: boolean
}

/** The serial ports of a browser, and what a test does to them. */
export interface Browser {
  readonly serial: WebSerial.Serial & {
    /** The user allows the port. Rejects with `NotFoundError` while it is unplugged. */
    readonly requestPort: (options?: unknown) => Promise<WebSerial.Port>
  }
  readonly locks: WebSerial.Locks
  /** Every call of the port's methods by its name, in order. */
  readonly calls: ReadonlyArray<string>
  /** How the port was opened, each time. */
  readonly openedWith: ReadonlyArray<WebSerial.OpenOptions>
  /** All that was written, in order. */
  readonly written: ReadonlyArray<Uint8Array>
  /** A byte is damaged: the name of the error that says so, `FramingError` unless said otherwise. */
  readonly noise: (name?: string) => void
  /** Bytes arrive that the port of the process did not send. */
  readonly arrive: (bytes: Uint8Array) => void
  /** The plug is pulled. */
  readonly unplug: () => void
  /** The plug is put back. */
  readonly plug: () => void
  /** Opening fails with an error of this name from now on; `null`: no longer. */
  readonly refuse: (name: string | null) => void
  /** Another tab takes the lock of a name; the result lets go of it. */
  readonly otherTab: (lock: string) => () => void
}

/** The ids of an MK3. */
const mk3 = { usbVendorId: 0x0403, usbProductId: 0x6015 }

/** Ports of a browser over a port of the process, until the scope closes. */
export const make = Effect.fn("WebSerial.make")(function* (
  open: Open,
  { allowed = true, ...ids }: Options = {}
): Effect.fn.Return<Browser, never, Scope.Scope> {
  const context = yield* Effect.context<never>()
  const run = Effect.runPromiseWith(context)
  const outer = yield* Effect.scope
  const calls: Array<string> = []
  const openedWith: Array<WebSerial.OpenOptions> = []
  const written: Array<Uint8Array> = []
  const listeners = new Set<() => void>()
  const locked = new Set<string>()
  let isAllowed = allowed
  let isPlugged = true
  let refused: string | null = null
  let session: { readonly scope: Scope.Closeable; readonly write: Half.Write } | null = null
  let readable: Half.Readable | null = null
  let writable: Half.Writable | null = null

  const log = (name: string) => void calls.push(name)
  const begin = async () => {
    const scope = await run(Scope.fork(outer))
    const duplex = await run(Scope.provide(open, scope))
    session = { scope, write: (bytes) => run(duplex.write(bytes)) }
    readable = Half.readable(log)
    writable = Half.writable(log, async (bytes) => {
      written.push(bytes)
      if (session === null) throw Half.error("NetworkError", "The device has been lost.")
      await session.write(bytes)
    })
    const reading = Stream.runForEach(duplex.bytes, (bytes) => Effect.sync(() => readable?.arrive(bytes)))
    await run(Effect.forkIn(Effect.ignore(reading), scope))
  }
  const end = async () => {
    const ended = session
    session = null
    readable = null
    writable = null
    if (ended !== null) await run(Scope.close(ended.scope, Exit.void))
  }

  const port: WebSerial.Port & { readonly setSignals: () => Promise<void> } = {
    get readable() {
      if (session !== null && readable?.isErrored() === true) readable = Half.readable(log)
      return readable
    },
    get writable() {
      return writable
    },
    getInfo: () => ({ ...mk3, ...ids }),
    open: async (options) => {
      log("open")
      if (session !== null) throw Half.error("InvalidStateError", "The port is already open.")
      if (!isPlugged || refused !== null) {
        throw Half.error(refused ?? "NetworkError", "Failed to open serial port.")
      }
      openedWith.push(options)
      await begin()
    },
    close: async () => {
      log("close")
      if (readable?.isLocked() === true || writable?.isLocked() === true) {
        throw Half.error("TypeError", "Cannot cancel a locked stream")
      }
      await end()
    },
    setSignals: async () => log("setSignals")
  }

  return {
    serial: {
      getPorts: async () => (isAllowed && isPlugged ? [port] : []),
      requestPort: async () => {
        if (!isPlugged) throw Half.error("NotFoundError", "No port selected by the user.")
        isAllowed = true
        return port
      },
      addEventListener: (_, listener) => void listeners.add(listener),
      removeEventListener: (_, listener) => void listeners.delete(listener)
    },
    locks: {
      request: async (name, _, held) => {
        if (locked.has(name)) return held(null)
        locked.add(name)
        try {
          return await held({ name })
        } finally {
          locked.delete(name)
        }
      }
    },
    calls,
    openedWith,
    written,
    noise: (name = "FramingError") => readable?.fail(Half.error(name, "A byte was damaged.")),
    arrive: (bytes) => readable?.arrive(bytes),
    unplug: () => {
      isPlugged = false
      readable?.fail(Half.error("NetworkError", "The device has been lost."))
      void end()
    },
    plug: () => {
      isPlugged = true
      for (const listener of listeners) listener()
    },
    refuse: (name) => {
      refused = name
    },
    otherTab: (lock) => {
      locked.add(lock)
      return () => void locked.delete(lock)
    }
  }
})

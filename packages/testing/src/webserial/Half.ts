/**
 * The two streams of a serial port of a browser, as far as a program uses them.
 */
import type * as WebSerial from "@vebus/runtime/webserial"

/** Hands bytes to what is behind the port. */
export type Write = (bytes: Uint8Array) => Promise<void>

/** An error by the name that a browser gives it. */
export const error = (name: string, message: string): Error => Object.assign(new Error(message), { name })

/** The stream of what comes in, and how a test fills it. */
export interface Readable {
  readonly getReader: () => WebSerial.Reader
  readonly arrive: (bytes: Uint8Array) => void
  readonly fail: (cause: Error) => void
  readonly isErrored: () => boolean
  readonly isLocked: () => boolean
}

type Read = Awaited<ReturnType<WebSerial.Reader["read"]>>

/** A lock that one reader or writer of a stream holds at a time. */
const lockable = (stream: string, holder: string, log: (call: string) => void) => {
  let isLocked = false
  return {
    isLocked: () => isLocked,
    take: () => {
      if (isLocked) throw error("TypeError", `${stream} is locked to a ${holder}`)
      isLocked = true
    },
    releaseLock: () => {
      log(`release ${holder}`)
      isLocked = false
    }
  }
}

/** A stream of what comes in. */
export const readable = (log: (call: string) => void): Readable => {
  const arrived: Array<Uint8Array> = []
  let waiting: PromiseWithResolvers<Read> | null = null
  let failure: Error | null = null
  const { take, isLocked, releaseLock } = lockable("ReadableStream", "reader", log)
  return {
    getReader: () => {
      take()
      return {
        read: async () => {
          const value = arrived.shift()
          if (value !== undefined) return { value, done: false }
          if (failure !== null) throw failure
          waiting = Promise.withResolvers<Read>()
          return waiting.promise
        },
        cancel: async () => {
          log("cancel")
          waiting?.resolve({ done: true })
          waiting = null
        },
        releaseLock
      }
    },
    arrive: (bytes) => {
      if (waiting === null) arrived.push(bytes)
      else waiting.resolve({ value: bytes, done: false })
      waiting = null
    },
    fail: (cause) => {
      failure = cause
      waiting?.reject(cause)
      waiting = null
    },
    isErrored: () => failure !== null,
    isLocked
  }
}

/** The stream of what goes out. */
export interface Writable {
  readonly getWriter: () => WebSerial.Writer
  readonly isLocked: () => boolean
}

/** A stream of what goes out. */
export const writable = (log: (call: string) => void, write: Write): Writable => {
  const { take, isLocked, releaseLock } = lockable("WritableStream", "writer", log)
  return {
    getWriter: () => {
      take()
      return { write, abort: async () => log("abort"), releaseLock }
    },
    isLocked
  }
}

/**
 * The used part of a browser's serial ports and of its locks. Types alone: a program for Node has no `dom`. The objects of a
 * browser, `navigator.serial` and `navigator.locks`, are of these types, and so is what a test puts in their place.
 * Source: the Web Serial API, https://wicg.github.io/serial/; the Web Locks API, https://w3c.github.io/web-locks/.
 */

/** The ids by which USB knows a port; none for a port that is not on USB. */
export interface Ids {
  readonly usbVendorId?: number | undefined
  readonly usbProductId?: number | undefined
}

/** How a port is opened. */
export interface OpenOptions {
  readonly baudRate: number
  readonly dataBits: 7 | 8
  readonly stopBits: 1 | 2
  readonly parity: "none" | "even" | "odd"
  readonly flowControl: "none" | "hardware"
  readonly bufferSize: number
}

/** Takes bytes from a port: rejects at a bad byte, and when the port is gone. */
export interface Reader {
  /** The next bytes; `done` once it was cancelled. */
  read(): Promise<{ readonly value?: Uint8Array | undefined; readonly done: boolean }>
  /** Ends the stream. */
  cancel(): Promise<void>
  /** Lets go of the stream. */
  releaseLock(): void
}

/** Hands bytes to a port. */
export interface Writer {
  /** Fulfilled once the bytes are taken. */
  write(bytes: Uint8Array): Promise<void>
  /** Gives up what was not sent yet. */
  abort(): Promise<void>
  /** Lets go of the stream. */
  releaseLock(): void
}

/** A port that the user has allowed. */
export interface Port {
  /** `null` while it is closed, and when it is gone; another one after a bad byte. */
  readonly readable: {
    /** Takes hold of the stream. */
    getReader(): Reader
  } | null
  /** `null` while it is closed, and when it is gone. */
  readonly writable: {
    /** Takes hold of the stream. */
    getWriter(): Writer
  } | null
  /** Its ids. */
  getInfo(): Ids
  /** Opens it; rejects where another has it, or it is gone. */
  open(options: OpenOptions): Promise<void>
  /** Closes it; rejects while a stream of it is held. */
  close(): Promise<void>
}

/** The ports of a browser. */
export interface Serial {
  /** The ports that the user has allowed and that are plugged in. */
  getPorts(): Promise<ReadonlyArray<Port>>
  /** Hears of each port that is plugged in. */
  addEventListener(type: "connect", listener: () => void): void
  /** Hears no more. */
  removeEventListener(type: "connect", listener: () => void): void
}

/** Locks that all tabs of an origin share. */
export interface Locks {
  /** Runs with the lock, or with `null` where another tab has it; holds it until the promise is settled. */
  request(
    name: string,
    options: { readonly ifAvailable: true },
    held: (lock: unknown) => Promise<unknown>
  ): Promise<unknown>
}

interface Surroundings {
  readonly navigator?: { readonly serial?: Serial; readonly locks?: Locks }
}
const surroundings = (): Surroundings => globalThis as Surroundings

/** The ports of this browser; `undefined` where there are none: no Chromium, no secure context, no browser. */
export const serial = (): Serial | undefined => surroundings().navigator?.serial

/** The locks of this browser; `undefined` where it has none. */
export const locks = (): Locks | undefined => surroundings().navigator?.locks

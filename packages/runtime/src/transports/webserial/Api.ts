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
  read(): Promise<{ readonly value?: Uint8Array | undefined; readonly done: boolean }>
  cancel(): Promise<void>
  releaseLock(): void
}

/** Hands bytes to a port. */
export interface Writer {
  write(bytes: Uint8Array): Promise<void>
  abort(): Promise<void>
  releaseLock(): void
}

/** A port that the user has allowed. */
export interface Port {
  /** `null` while it is closed, and when it is gone; another one after a bad byte. */
  readonly readable: { getReader(): Reader } | null
  /** `null` while it is closed, and when it is gone. */
  readonly writable: { getWriter(): Writer } | null
  getInfo(): Ids
  open(options: OpenOptions): Promise<void>
  close(): Promise<void>
}

/** The ports of a browser. */
export interface Serial {
  /** The ports that the user has allowed and that are plugged in. */
  getPorts(): Promise<ReadonlyArray<Port>>
  addEventListener(type: "connect", listener: () => void): void
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

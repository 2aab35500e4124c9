/**
 * The serial port of a browser, by Web Serial: 2400 baud, 8 data bits, no parity, 1 stop bit. DTR and RTS stay as the
 * driver leaves them, and no break is ever sent: it could shut the VE.Bus system down.
 *
 *     button.onclick = async () => {
 *       await navigator.serial.requestPort({ filters: [WebSerial.MK3] })     // the browser asks the user
 *       ... Session.connect({ wait: true }) over WebSerial.make()
 *     }
 *
 * The page asks for a port; whoever opens it, a worker too, finds it among those that are allowed. It is looked up anew at
 * each opening, since an adapter that was unplugged may come back as another object; `returned` ends the pause before the
 * next attempt as soon as a port is plugged in. While a tab has the port, another tab of the origin is told so.
 * Reference: protocol.md 1.1; https://wicg.github.io/serial/.
 */
import { Hex } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Errors from "../Errors.ts"
import { BYTES_PER_SECOND, type Duplex, make as makeTransport, Transport } from "./Transport.ts"
import * as Api from "./webserial/Api.ts"

export type { Ids, Locks, OpenOptions, Port, Reader, Serial, Writer } from "./webserial/Api.ts"

/** The ids of an MK3, as `requestPort` takes them. A VE.Direct cable has the same; an MK2 has those of its converter. */
export const MK3 = { usbVendorId: 0x0403, usbProductId: 0x6015 } as const

/** Which of the allowed ports is meant. */
export interface Wanted extends Api.Ids {
  /** Its place among the allowed ports with these ids, from 0; needed where there are several. */
  readonly place?: number
}

/** Which port, and whose. */
export interface Options {
  /** The port among those that the user has allowed; the only one unless said otherwise. */
  readonly port?: Wanted
  /** The ports of the browser: `navigator.serial` unless said otherwise. */
  readonly serial?: Api.Serial
  /** The locks of the browser: `navigator.locks` unless said otherwise, where it has them. */
  readonly locks?: Api.Locks
}

const settings: Api.OpenOptions = {
  baudRate: 2400,
  dataBits: 8,
  stopBits: 1,
  parity: "none",
  flowControl: "none",
  bufferSize: 4096
}
/** A port whose device is gone may never say that it is closed. */
const CLOSE_MILLIS = 2000
/** So many errors with no byte between them are no noise any more: the port is opened again. */
const MOST_ERRORS = 100

const hex16 = (id: number): string => `${Hex.hexByte(id >> 8)}${Hex.hexByte(id & 0xff)}`.toLowerCase()

/** The port as a URL: `webserial:0403:6015`, `webserial:0403:6015#1` for the second of two, `webserial:` without ids. */
export const urlOf = ({ usbVendorId, usbProductId, place }: Wanted): string =>
  [
    "webserial:",
    ...(usbVendorId === undefined ? [] : [hex16(usbVendorId)]),
    ...(usbProductId === undefined ? [] : [`:${hex16(usbProductId)}`]),
    ...(place === undefined || place === 0 ? [] : [`#${place}`])
  ].join("")

/** A transport over a port that the user of a browser has allowed. Its URL is `webserial:` and the ids of the port. */
export const make = ({
  port: wanted = {},
  serial = Api.serial(),
  locks = Api.locks()
}: Options = {}): Transport["Service"] => {
  const url = urlOf(wanted)
  if (serial === undefined) return makeTransport(url, noSerial(url), BYTES_PER_SECOND)
  const open = Effect.gen(function* () {
    const port = yield* find(serial, wanted)
    if (locks !== undefined) yield* lock(locks, url)
    yield* Effect.acquireRelease(opened(port, url), () => closing(() => port.close()))
    return yield* duplexOf(port, url)
  })
  return makeTransport(url, open, BYTES_PER_SECOND, plugged(serial))
}

/** The same as a layer. */
export const layer = (options?: Options): Layer.Layer<Transport> => Layer.sync(Transport, () => make(options))

const noSerial = (port: string) =>
  Effect.fail(
    Errors.transport(
      new Errors.OpenFailed({
        port,
        cause:
          "there is no Web Serial here. It is in Chromium (Chrome, Edge) on a computer, and only for pages over https or from localhost"
      })
    )
  )

/** Waits until some port is plugged in. */
const plugged = (serial: Api.Serial): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const listener = () => resume(Effect.void)
    serial.addEventListener("connect", listener)
    return Effect.sync(() => serial.removeEventListener("connect", listener))
  })

const isLike = (port: Api.Port, { usbVendorId, usbProductId }: Wanted): boolean => {
  const ids = port.getInfo()
  return (
    (usbVendorId === undefined || ids.usbVendorId === usbVendorId) &&
    (usbProductId === undefined || ids.usbProductId === usbProductId)
  )
}

/** The port that is meant, among those that are allowed and plugged in. */
const find = (serial: Api.Serial, wanted: Wanted): Effect.Effect<Api.Port, Errors.TransportError> =>
  Effect.gen(function* () {
    const url = urlOf(wanted)
    const allowed = yield* Effect.tryPromise({
      try: () => serial.getPorts(),
      catch: (cause) => Errors.transport(openReason(url, cause))
    })
    const found = allowed.filter((port) => isLike(port, wanted))
    if (wanted.place === undefined && found.length > 1) {
      const ports = found.map((port, place) => urlOf({ ...port.getInfo(), place }))
      return yield* Errors.transport(new Errors.Several({ ports }))
    }
    return found[wanted.place ?? 0] ?? (yield* Errors.transport(new Errors.NotFound({ port: url })))
  })

/** Keeps other tabs from the port, until the scope closes. Fails where one of them has it. */
const lock = (locks: Api.Locks, port: string): Effect.Effect<unknown, Errors.TransportError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<() => void, Errors.TransportError>((resume) => {
      const failed = (reason: Errors.TransportReason) => resume(Effect.fail(Errors.transport(reason)))
      locks
        .request(`vebus ${port}`, { ifAvailable: true }, async (held) => {
          if (held === null) return failed(new Errors.Busy({ port, tab: true }))
          await new Promise<void>((release) => resume(Effect.succeed(release)))
        })
        .catch((cause: unknown) => failed(openReason(port, cause)))
    }),
    (release) => Effect.sync(release)
  )

const opened = (port: Api.Port, url: string): Effect.Effect<void, Errors.TransportError> =>
  Effect.tryPromise({
    try: () => port.open(settings),
    catch: (cause) => Errors.transport(openReason(url, cause))
  })

/** Closes something of a port. What cannot be closed is gone already. */
const closing = (close: () => Promise<unknown>): Effect.Effect<void> =>
  Effect.promise(() =>
    Promise.resolve()
      .then(close)
      .catch(() => undefined)
  ).pipe(Effect.interruptible, Effect.timeoutOption(CLOSE_MILLIS), Effect.asVoid)

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : "")
const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The reason behind a failed open. `NetworkError` is all that a browser says of a port that another program has. */
const openReason = (port: string, cause: unknown): Errors.TransportReason => {
  switch (nameOf(cause)) {
    case "NotFoundError":
      return new Errors.NotFound({ port })
    case "NetworkError":
    case "InvalidStateError":
      return new Errors.Busy({ port })
    case "SecurityError":
    case "NotAllowedError":
      return new Errors.PermissionDenied({ port })
    default:
      return new Errors.OpenFailed({ port, cause: textOf(cause) })
  }
}

/** Both directions of an open port. A stream that is held keeps the port from closing, so both are let go of first. */
const duplexOf = (port: Api.Port, url: string): Effect.Effect<Duplex, Errors.TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const lost = (cause: unknown) => Errors.lost(url, textOf(cause))
    const writer = yield* Effect.acquireRelease(
      Effect.suspend(() =>
        port.writable === null ? Effect.fail(lost("it is closed")) : Effect.succeed(port.writable.getWriter())
      ),
      (held) =>
        Effect.andThen(
          closing(() => held.abort()),
          Effect.sync(() => held.releaseLock())
        )
    )
    let reader: Api.Reader | null = null
    const release = () => {
      reader?.releaseLock()
      reader = null
    }
    yield* Effect.addFinalizer(() =>
      Effect.andThen(
        closing(async () => reader?.cancel()),
        Effect.sync(release)
      )
    )
    /** The next bytes; `null` when the port is gone. A bad byte ends a stream of the port, and the port has a new one. */
    const next = async (): Promise<Uint8Array | null> => {
      for (let errors = 0; ; errors++) {
        reader ??= port.readable?.getReader() ?? null
        if (reader === null) return null
        try {
          const { value, done } = await reader.read()
          return done ? null : (value ?? new Uint8Array(0))
        } catch (cause) {
          release()
          if (nameOf(cause) === "NetworkError" || port.readable === null || errors >= MOST_ERRORS) throw cause
        }
      }
    }
    return {
      bytes: Stream.fromEffectRepeat(Effect.tryPromise({ try: next, catch: lost })).pipe(
        Stream.takeWhile((bytes) => bytes !== null)
      ),
      write: (bytes) => Effect.tryPromise({ try: () => writer.write(bytes), catch: lost })
    }
  })

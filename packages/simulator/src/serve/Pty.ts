/**
 * Serves a simulation as a pseudo-terminal, which other programs open like a serial port. PATH is a symbolic link to
 * the terminal, removed at the end; something that exists at PATH is never overwritten. Linux and macOS.
 *
 * A pseudo-terminal out of npm packages alone, and what it takes to make it an honest wire:
 *
 *   - `open()` of node-pty makes the pair. Its `destroy()` must never be called: on a pair without a process it sends
 *     SIGHUP to process -1, which is every process of the user. The two streams are destroyed one by one instead.
 *   - The package also reads the slave side, and would take the bytes away that are meant for the host: its reader is
 *     destroyed, and the plain file descriptor behind it keeps the slave side open, so that a host may come and go.
 *   - Raw mode is set through the master, which stays open: set through the slave's stream, it would be undone when that
 *     is destroyed. This stops echo, line editing, signals and flow control by 11 and 13 from the first byte on. Node
 *     cannot also switch off that a line feed written by the host becomes 0D 0A; every program that opens a port as a
 *     serial port does so itself, as it must on a real one. With that all 256 values pass both ways.
 *   - The master is written past its stream: that would wait, with the whole process, for a host that does not read.
 *   - What is sent at another speed than 2400 baud is not heard, as on a wire: `Speed.ts`.
 *   - What nobody has read for a while is taken back, since a real port does not keep what came before it was opened.
 *
 * Reference: decisions.md 8.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeSync
} from "node:fs"
import type { ReadStream } from "node:tty"
import type * as NodePty from "@lydell/node-pty"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Connect from "./Connect.ts"
import { codeOf, ServeError } from "./ServeError.ts"
import * as Speed from "./Speed.ts"

declare module "@lydell/node-pty" {
  /** Makes a pair without a process. Part of the package, though missing from its types. */
  export const open: (options: { readonly encoding: null }) => {
    readonly fd: number
    readonly ptsName: string
    readonly master: ReadStream
    readonly slave: ReadStream
  }
}

/** Where to serve. */
export interface PtyOptions {
  /** Where the link to the terminal is made. */
  readonly path: string
  /** Hears what is sent at any speed. By default only what is sent at 2400 baud, where the system reports the speed. */
  readonly anySpeed?: boolean
}

/** Where a simulation is served. */
export interface PtyServed {
  readonly path: string
  /** The terminal that the link points to, such as `/dev/pts/3`. */
  readonly device: string
}

/** How long bytes wait for a reader before nobody is taken to be there. A host that listens reads at once. */
const UNREAD_MILLIS = 900

const failure = (doing: string, where: string, advice: string) => (cause: unknown) =>
  new ServeError({ doing, where, code: codeOf(cause), advice })

/** Serves until the scope closes. Fails with a `ServeError` when that is not possible. */
export const servePty = Effect.fn("servePty")(function* (
  { path, anySpeed = false }: PtyOptions,
  simulated: Connect.Port
): Effect.fn.Return<PtyServed, ServeError, Scope.Scope> {
  const { master, device, send } = yield* Effect.acquireRelease(openPair(path), ({ close }) =>
    Effect.sync(close)
  )
  const hears = anySpeed ? Effect.succeed(true) : yield* Speed.watch(device)
  yield* Effect.acquireRelease(link(device, path), () => unlink(device, path))
  const heard = Stream.filterEffect(Connect.chunks(master), () => hears)
  yield* Connect.connect(simulated, heard, send).pipe(Effect.forkScoped)
  return { path, device }
})

interface Pair {
  readonly master: ReadStream
  readonly device: string
  readonly send: (bytes: Uint8Array) => void
  readonly close: () => void
}

const openPair = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Pair, ServeError> {
  const serveOverTcp = "Serve over TCP instead."
  if (process.platform === "win32") {
    return yield* failure("make a pseudo-terminal at", path, serveOverTcp)({ code: "UNSUPPORTED" })
  }
  // Loaded late: where its binary is missing, TCP works all the same.
  const nodePty = yield* Effect.tryPromise({
    try: () => import("@lydell/node-pty"),
    catch: failure("load @lydell/node-pty for", path, serveOverTcp)
  })
  const clock = yield* Clock.Clock
  return yield* Effect.try({
    try: () => pair(nodePty, () => Number(clock.monotonicTimeNanosUnsafe() / NANOS_PER_MILLI)),
    catch: failure("make a pseudo-terminal for", path, serveOverTcp)
  })
})

const NANOS_PER_MILLI = 1_000_000n

const pair = (nodePty: typeof NodePty, millis: () => number): Pair => {
  const { fd, master, ptsName, slave } = nodePty.open({ encoding: null })
  const held = slaveDescriptor(fd, ptsName)
  slave.destroy()
  // The package throws an error that nobody else listens for.
  master.on("error", () => {})
  master.setRawMode(true)
  let sentAt = millis()
  return {
    master,
    device: ptsName,
    send: (bytes) => {
      const now = millis()
      if (now - sentAt > UNREAD_MILLIS) takeBack(held)
      sentAt = now
      unlessBusy(() => writeSync(fd, bytes))
    },
    close: () => {
      master.destroy()
      closeSync(held)
    }
  }
}

/** How many descriptors behind the master's are looked at. */
const NEARBY = 64

/**
 * The descriptor of the slave side that the package opened and never closes: Node's stream works on a copy of it. It lies
 * just behind the master's. Where it is not found, another one is opened.
 */
const slaveDescriptor = (master: number, device: string): number => {
  const { rdev } = statSync(device)
  for (let descriptor = master + 1; descriptor < master + NEARBY; descriptor++) {
    if (unlessBusy(() => fstatSync(descriptor).rdev) === rdev) return descriptor
  }
  return openSync(device, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
}

/** Does something with a descriptor that does not block. What it cannot do now is lost, as on a line that overruns. */
const unlessBusy = (act: () => number): number => {
  try {
    return act()
  } catch {
    return 0
  }
}

/** Reads what nobody else has read. */
const takeBack = (held: number): void => {
  const buffer = new Uint8Array(256)
  while (unlessBusy(() => readSync(held, buffer)) > 0);
}

const link = (device: string, path: string): Effect.Effect<void, ServeError> =>
  Effect.try({
    try: () => symlinkSync(device, path),
    catch: failure(
      "make the link",
      path,
      "Choose a path where nothing exists yet, in a folder that you may write to."
    )
  })

/** Removes the link, unless somebody has put something else in its place. */
const unlink = (device: string, path: string): Effect.Effect<void> =>
  Effect.try(() => {
    if (readlinkSync(path) === device) unlinkSync(path)
  }).pipe(Effect.ignore)

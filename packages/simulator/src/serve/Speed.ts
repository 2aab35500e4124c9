/**
 * The speed that is set on a pseudo-terminal. A real adapter hears nothing of what is sent at another speed than its own,
 * and a pseudo-terminal carries all of it: so whoever serves one has to look, whenever bytes arrive. Node cannot; the
 * binding of the serial port library can on Linux. Where it cannot, the speed is unknown and everything is heard.
 * Reference: protocol.md 1.7, 8.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The speed of a VE.Bus adapter, in baud. */
const SPEED = 2400

/**
 * Sets a terminal to the speed of an adapter, as it stays until a host sets another, and gives a look at whether it is
 * still so. It holds the terminal open until the scope closes.
 */
export const watch = Effect.fn("Speed.watch")(function* (
  device: string
): Effect.fn.Return<Effect.Effect<boolean>, never, Scope.Scope> {
  const port = yield* Effect.acquireRelease(
    Effect.tryPromise(async () => {
      const { autoDetect } = await import("@serialport/bindings-cpp")
      return autoDetect().open({ path: device, baudRate: SPEED, lock: false, hupcl: false })
    }).pipe(Effect.orElseSucceed(() => null)),
    (opened) => (opened === null ? Effect.void : Effect.ignore(Effect.tryPromise(() => opened.close())))
  )
  return port === null
    ? Effect.succeed(true)
    : Effect.tryPromise(() => port.getBaudRate()).pipe(
        Effect.map(({ baudRate }) => baudRate === SPEED),
        Effect.orElseSucceed(() => true)
      )
})

/**
 * Many simulated adapters in a process of their own, each on a TCP port and as fast as a real line: prints the ports as JSON.
 */
import { Driver } from "@vebus/simulator"
import { serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"

const count = Number(process.argv[2])

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const ports = yield* Effect.forEach(Array.from({ length: count }), (_, seed) =>
        Effect.gen(function* () {
          const simulated = yield* Driver.make({ seed })
          return (yield* serveTcp({ port: 0 }, simulated)).port
        })
      )
      console.log(JSON.stringify(ports))
      return yield* Effect.never
    })
  )
)

/**
 * Readings as the runtime makes them, from one measured value, and a site that has one each second.
 */
import * as Reading from "@vebus/codec/reading"
import type { Feed } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"

/** What a system reports whose battery has this voltage; `null`: nothing answers. */
export const readingOf = (volts: number | null): Reading.Reading => {
  const head = { time: new Date(0).toISOString(), port: "sim:", address: 0, notBefore: 0 }
  const empty = Reading.assemble(Reading.noParts, head)
  return volts === null
    ? empty
    : {
        ...empty,
        battery: {
          voltage: volts as Reading.Battery["voltage"],
          current: null,
          power: null,
          stateOfCharge: null,
          temperature: null
        }
      }
}

/** Connects the site `van`, and gives a function that shows so many readings of it, one each second: 20.5 V, and half a volt more each time. */
export const eachSecond = (source: Feed.Source["Service"]) =>
  Effect.gen(function* () {
    yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
    yield* source.link("van", "connected", null)
    let volts = 20
    return (count: number) =>
      Effect.repeat(
        Effect.andThen(
          Effect.suspend(() => source.reading("van", readingOf((volts += 0.5)))),
          TestClock.adjust("1 second")
        ),
        { times: count - 1 }
      )
  })

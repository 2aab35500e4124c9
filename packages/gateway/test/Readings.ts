/**
 * Readings as the runtime makes them, from one measured value.
 */
import * as Reading from "@vebus/codec/reading"

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

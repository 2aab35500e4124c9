/**
 * Meters as streams of readings, for grid control. A meter that is lost is looked for again, for as long as the stream is
 * read; meanwhile there are no readings, and what is wrong is said once. Nothing is filled in.
 */
import type { MeterReading } from "@vebus/runtime/ess"
import { make as tcp } from "@vebus/runtime/tcp"
import type { Transport } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { connect } from "mqtt"
import { readFile } from "node:fs/promises"
import { randomUUID } from "node:crypto"
import * as Http from "./Http.ts"
import * as Modbus from "./Modbus.ts"
import * as Pointer from "./Pointer.ts"
import type { Meter } from "../config/Meter.ts"
import * as Telegram from "./Telegram.ts"

/** How a meter is read. */
export interface Options {
  /** From one question to the next, in milliseconds. */
  readonly periodMillis: number
  /** Hears what is wrong, once for each change of it; `null`: it tells again. */
  readonly onTrouble?: (message: string | null) => Effect.Effect<void>
}

type Offer = (reading: MeterReading) => Effect.Effect<void>

const P1_BAUD = 115_200
const AGAIN_MILLIS = 1000
const PATIENCE_SHARE = 0.9

/** The readings of a meter. */
export const readings = (meter: Meter, { periodMillis, onTrouble }: Options): Stream.Stream<MeterReading> =>
  Stream.callback<MeterReading>((queue) => {
    let trouble: string | null = null
    const say = (message: string | null) =>
      Effect.suspend(() => {
        if (message === trouble) return Effect.void
        trouble = message
        return onTrouble?.(message) ?? (message === null ? Effect.void : Effect.logWarning(message))
      })
    const sign = meter.invert ? -1 : 1
    const offer: Offer = ({ watts, ...rest }) =>
      Effect.andThen(say(null), Queue.offer(queue, { ...rest, watts: sign * watts + 0 }))
    return source(meter, periodMillis, offer, say).pipe(
      Effect.catch((message) => Effect.andThen(say(message), Effect.sleep(AGAIN_MILLIS))),
      Effect.forever
    )
  })

/** Reads a meter until it is lost. */
const source = (
  meter: Meter,
  periodMillis: number,
  offer: Offer,
  say: (message: string) => Effect.Effect<void>
): Effect.Effect<void, string> => {
  switch (meter.type) {
    case "shelly":
    case "homewizard":
      return every(periodMillis, Http.ask(meter, periodMillis * PATIENCE_SHARE), offer)
    case "mqtt":
      return mqtt(meter, offer, say)
    case "p1":
      return p1(meter.port, offer)
    case "sdm630":
      return sdm(meter, periodMillis, offer)
  }
}

/** Asks again and again, by the clock: an answer that is late does not put off the next question. */
const every = (periodMillis: number, ask: Effect.Effect<number, string>, offer: Offer) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    for (let turn = 1; ; turn++) {
      yield* offer({ watts: yield* ask })
      const now = yield* Clock.currentTimeMillis
      yield* Effect.sleep(Math.max(start + turn * periodMillis - now, 1))
    }
  })

const words = ({ message }: Error): string => message

/** Opens a port. The module of serial ports has a binary for the machine, so nobody loads it without one. */
const opened = (port: string, baud: number): Effect.Effect<Transport.Duplex, string, Scope.Scope> =>
  Effect.gen(function* () {
    const [, host, number] = /^tcp:\/\/\[?([^\]]+?)\]?:(\d+)$/.exec(port) ?? []
    if (host !== undefined) return yield* tcp({ host, port: Number(number) }).open
    const Serial = yield* Effect.promise(() => import("@vebus/runtime/serial"))
    return yield* Serial.make(port, baud).open
  }).pipe(Effect.mapError(words))

const p1 = (port: string, offer: Offer): Effect.Effect<void, string> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { bytes } = yield* opened(port, P1_BAUD)
      let state: Telegram.State = []
      yield* bytes.pipe(
        Stream.mapError(words),
        Stream.runForEach((chunk) => {
          const [next, telegrams] = Telegram.step(state, chunk)
          state = next
          return Effect.forEach(
            telegrams.map(Telegram.wattsOf).filter((watts) => watts !== null),
            (watts) => offer({ watts }),
            { discard: true }
          )
        })
      )
      return yield* Effect.fail(`${port} is gone`)
    })
  )

const sdm = (
  { port, unit, baud }: Extract<Meter, { readonly type: "sdm630" }>,
  periodMillis: number,
  offer: Offer
): Effect.Effect<void, string> =>
  Effect.scoped(
    Effect.gen(function* () {
      const framing: Modbus.Framing = port.startsWith("tcp:") ? "tcp" : "rtu"
      const duplex = yield* opened(port, baud)
      const heard = yield* Queue.unbounded<Uint8Array>()
      const gone = duplex.bytes.pipe(
        Stream.mapError(words),
        Stream.runForEach((chunk) => Queue.offer(heard, chunk.slice())),
        Effect.andThen(Effect.fail(`${port} is gone`))
      )
      let id = 0
      const answered = Effect.gen(function* () {
        let bytes: ReadonlyArray<number> = []
        for (;;) {
          bytes = [...bytes, ...(yield* Queue.take(heard))]
          const watts = Modbus.answer(framing, unit, id, Uint8Array.from(bytes))
          if (watts === null) return yield* Effect.fail(`${port}: what came is no answer of unit ${unit}`)
          if (watts !== undefined) return watts
        }
      })
      const ask = Effect.gen(function* () {
        id = (id + 1) & 0xffff
        // What came too late for the last question is no answer to this one.
        yield* Queue.clear(heard)
        yield* Effect.mapError(duplex.write(Modbus.question(framing, unit, Modbus.TOTAL_POWER, id)), words)
        return yield* Effect.timeoutOrElse(answered, {
          duration: periodMillis * PATIENCE_SHARE,
          orElse: () => Effect.fail(`${port}: unit ${unit} does not answer`)
        })
      })
      return yield* Effect.raceFirst(every(periodMillis, ask, offer), gone)
    })
  )

const mqtt = (
  meter: Extract<Meter, { readonly type: "mqtt" }>,
  offer: Offer,
  say: (message: string) => Effect.Effect<void>
): Effect.Effect<void, string> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { url, topic, username, passwordFile } = meter
      const reading = (error: unknown) => `the password file cannot be read: ${String(error)}`
      const password =
        passwordFile === null
          ? null
          : (yield* Effect.tryPromise({ try: () => readFile(passwordFile, "utf8"), catch: reading })).trim()
      const client = yield* Effect.acquireRelease(
        Effect.sync(() =>
          connect(url, {
            clientId: `vebus-meter-${randomUUID().slice(0, 8)}`,
            clean: true,
            reconnectPeriod: 0,
            ...(username === null ? {} : { username }),
            ...(password === null ? {} : { password })
          })
        ),
        (opened) => Effect.sync(() => void opened.end(true))
      )
      const heard = yield* Queue.sliding<{ readonly payload: Uint8Array; readonly retain: boolean } | null>(
        64
      )
      let lost = `${url} is gone`
      client.on("error", (error) => (lost = `${url}: ${error.message}`))
      client.on("close", () => void Queue.offerUnsafe(heard, null))
      client.on("connect", () => void client.subscribe(topic, { qos: 0 }))
      client.on("message", (_, payload, { retain }) => void Queue.offerUnsafe(heard, { payload, retain }))
      for (;;) {
        const message = yield* Queue.take(heard)
        if (message === null) return yield* Effect.fail(lost)
        // What the broker kept is of some other time.
        if (message.retain) continue
        const found = yield* ofMessage(meter, message.payload)
        yield* typeof found === "string" ? say(found) : offer(found)
      }
    })
  )

/** The reading of a message, or what is wrong with it. */
const ofMessage = (
  { topic, pointer, scale, timePointer }: Extract<Meter, { readonly type: "mqtt" }>,
  payload: Uint8Array
): Effect.Effect<MeterReading | string> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const value = Pointer.json(payload)
    const watts = Pointer.number(Pointer.at(value, pointer))
    if (watts === null) return `the message of ${topic} has no number at "${pointer}"`
    if (timePointer === null) return { watts: watts * scale }
    const at = Pointer.time(Pointer.at(value, timePointer))
    return at === null
      ? `the message of ${topic} has no time at "${timePointer}"`
      : { watts: watts * scale, ageMillis: Math.max(now - at, 0) }
  })

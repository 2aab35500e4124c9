/**
 * The serial port of a browser, with a simulated device behind it: what is opened, what is heard through damaged bytes, a
 * plug that is pulled and put back, another tab, a port that is not there, another cable.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Frames } from "@vebus/codec"
import { type Errors, Session, Telemetry, Transport } from "@vebus/runtime"
import * as WebSerial from "@vebus/runtime/webserial"
import { Driver } from "@vebus/simulator"
import * as Browser from "@vebus/testing/webserial"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { passed, played } from "../Played.ts"

/** A browser with a simulated device, and the transport of a page in it. */
const paged = (options?: Browser.Options, wanted: WebSerial.Wanted = WebSerial.MK3) =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make()
    const browser = yield* Browser.make(simulated.open, options)
    const { serial, locks } = browser
    return { simulated, browser, transport: WebSerial.make({ port: wanted, serial, locks }) }
  })

const connecting = (transport: Transport.Transport["Service"], options?: Session.Options) =>
  Effect.provideService(Session.connect(options), Transport.Transport, transport)

/** A session in that browser. */
const connected = () =>
  Effect.gen(function* () {
    const page = yield* paged()
    return { ...page, session: yield* played(connecting(page.transport)) }
  })

/** The requests that were written. */
const requestsOf = ({ written }: Browser.Browser): ReadonlyArray<Frames.Request> =>
  Deframer.step(Deframer.initial, 0, Uint8Array.from(written.flatMap((bytes) => [...bytes])))[1].flatMap(
    (event) =>
      event._tag === "Frame" ? [Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)] : []
  )

/** The states of a session, as they come. */
const watched = (session: Session.Session) =>
  Effect.gen(function* () {
    const states: Array<Session.State> = []
    yield* Effect.forkScoped(
      Stream.runForEach(session.states, (state) => Effect.sync(() => void states.push(state)))
    )
    yield* Effect.yieldNow
    return states
  })

const read = (session: Session.Session) =>
  played(
    Effect.map(Stream.runHead(Telemetry.readings(session)), (head) =>
      head._tag === "Some" ? head.value : null
    )
  )

/** Why a transport cannot be opened. */
const refusal = (transport: Transport.Transport["Service"]) =>
  Effect.map(Effect.flip(Effect.scoped(transport.open)), ({ reason }) => reason)

const isNamed =
  <Name extends Errors.TransportReason["_tag"]>(name: Name) =>
  (reason: Errors.TransportReason): string => {
    assert.strictEqual(reason._tag, name)
    return reason.message
  }

describe("a port of a browser", () => {
  it.effect("is read at 2400 baud, without a touch of its signals, by reads alone", () =>
    Effect.gen(function* () {
      const { browser, session } = yield* connected()
      assert.isNotNull((yield* read(session))?.battery?.voltage ?? null)
      assert.deepStrictEqual(browser.openedWith, [
        { baudRate: 2400, dataBits: 8, stopBits: 1, parity: "none", flowControl: "none", bufferSize: 4096 }
      ])
      assert.deepStrictEqual(browser.calls, ["open"])
      const requests = requestsOf(browser)
      assert.isAbove(requests.length, 8)
      for (const request of requests) {
        const { effect } = Frames.traits(request)
        assert.isTrue(effect === "read" || request._tag === "AddressRequest", request._tag)
      }
      assert.strictEqual(session.url, "webserial:0403:6015")
    })
  )

  it.effect("lets go of both streams before it is closed, since one that is held keeps it open", () =>
    Effect.gen(function* () {
      const { browser, transport } = yield* paged()
      const scope = yield* Scope.make()
      yield* played(Scope.provide(connecting(transport), scope))
      yield* played(Scope.close(scope, Exit.void))
      assert.deepStrictEqual(browser.calls, [
        "open",
        "cancel",
        "release reader",
        "abort",
        "release writer",
        "close"
      ])
      const [port] = yield* Effect.promise(() => browser.serial.getPorts())
      assert.deepStrictEqual([port?.readable, port?.writable], [null, null])
      yield* played(Effect.scoped(connecting(transport)))
    })
  )

  for (const name of ["FramingError", "ParityError", "BreakError", "BufferOverrunError", "UnknownError"]) {
    it.effect(`goes on after a ${name}, which ends its stream`, () =>
      Effect.gen(function* () {
        const { browser, session } = yield* connected()
        const states = yield* watched(session)
        for (let times = 0; times < 5; times++) {
          browser.noise(name)
          assert.isNotNull((yield* read(session))?.battery ?? null)
        }
        assert.deepStrictEqual([states, browser.openedWith.length], [["connected"], 1])
      })
    )
  }

  it.effect("is opened anew where nothing but damage comes", () =>
    Effect.gen(function* () {
      const { browser, transport } = yield* paged()
      const reader = { read: () => Promise.reject(Object.assign(new Error("?"), { name: "BreakError" })) }
      const [port] = yield* Effect.promise(() => browser.serial.getPorts())
      const readable = { getReader: () => ({ ...reader, cancel: async () => {}, releaseLock: () => {} }) }
      const broken = Object.create(port!, { readable: { value: readable } }) as WebSerial.Port
      const serial = { ...browser.serial, getPorts: async () => [broken] }
      const { open } = WebSerial.make({ serial, locks: browser.locks })
      const heard = yield* Effect.flip(
        Effect.scoped(Effect.flatMap(open, ({ bytes }) => Stream.runDrain(bytes)))
      )
      assert.strictEqual(heard.reason._tag, "Lost")
      assert.strictEqual(transport.bytesPerSecond, Transport.BYTES_PER_SECOND)
    })
  )
})

describe("a plug that is pulled", () => {
  it.effect(
    "and put back after minutes: read again within seconds, with unplugged as the state meanwhile",
    () =>
      Effect.gen(function* () {
        const { browser, session } = yield* connected()
        const states = yield* watched(session)
        browser.unplug()
        yield* passed(300)
        assert.strictEqual(states.at(-1), "unplugged")
        assert.match(session.failure()?.message ?? "", /Plug it in, or choose it again/)
        const before = states.length
        browser.plug()
        yield* passed(3)
        assert.deepStrictEqual(states.slice(before), ["opening", "connected"])
        assert.isNull(session.failure())
        assert.isNotNull((yield* read(session))?.battery ?? null)
        assert.strictEqual(browser.openedWith.length, 2)
      })
  )

  it.effect("while a question waits: it fails at once", () =>
    Effect.gen(function* () {
      const { browser, session } = yield* connected()
      const waiting = yield* Effect.forkChild(Effect.flip(Stream.runHead(Telemetry.readings(session))))
      yield* TestClock.adjust("20 millis")
      browser.unplug()
      const error = yield* played(Fiber.join(waiting), 1)
      assert.strictEqual(
        isNamed("Lost")((error as Errors.TransportError).reason).startsWith("lost webserial:"),
        true
      )
    })
  )

  it.effect("before anything was opened: the page waits for it, and says why", () =>
    Effect.gen(function* () {
      const { browser, transport } = yield* paged()
      browser.unplug()
      const reasons: Array<string> = []
      const waiting = yield* Effect.forkChild(
        connecting(transport, {
          wait: true,
          onWaiting: ({ reason }) => Effect.sync(() => void reasons.push(reason._tag))
        })
      )
      yield* passed(60)
      assert.deepStrictEqual([...new Set(reasons)], ["NotFound"])
      browser.plug()
      yield* played(Fiber.join(waiting), 4)
    })
  )
})

describe("a port that cannot be opened", () => {
  it.effect("since another tab of the page has it", () =>
    Effect.gen(function* () {
      const { browser, transport } = yield* paged()
      const closeTab = browser.otherTab("vebus webserial:0403:6015")
      assert.match(isNamed("Busy")(yield* refusal(transport)), /another tab of this page has it/)
      assert.deepStrictEqual(browser.calls, [])
      closeTab()
      yield* played(Effect.scoped(connecting(transport)))
      // The lock is let go of with the port.
      yield* played(Effect.scoped(connecting(transport)))
    })
  )

  for (const [name, tag, says] of [
    ["NetworkError", "Busy", /another tab or program has it/],
    ["InvalidStateError", "Busy", /another tab or program has it/],
    ["SecurityError", "PermissionDenied", /does not let this page use serial ports/],
    ["NotFoundError", "NotFound", /Plug it in, or choose it again/],
    ["TypeError", "OpenFailed", /Failed to open/]
  ] as const) {
    it.effect(`${name}: ${tag}, in words for somebody with a browser, and the lock is let go of`, () =>
      Effect.gen(function* () {
        const { browser, transport } = yield* paged()
        browser.refuse(name)
        const message = isNamed(tag)(yield* refusal(transport))
        assert.match(message, says)
        assert.notMatch(message, /vebus ports|--port|log in again/i)
        browser.refuse(null)
        yield* played(Effect.scoped(connecting(transport)))
      })
    )
  }

  it.effect("since the user has not allowed it yet, and can once he has", () =>
    Effect.gen(function* () {
      const { browser, transport } = yield* paged({ allowed: false })
      assert.match(isNamed("NotFound")(yield* refusal(transport)), /this page may not use it/)
      yield* Effect.promise(() => browser.serial.requestPort())
      yield* played(Effect.scoped(connecting(transport)))
    })
  )

  it.effect("since there is no Web Serial", () =>
    Effect.gen(function* () {
      const transport = WebSerial.make()
      assert.match(isNamed("OpenFailed")(yield* refusal(transport)), /Chromium .* https or from localhost/)
    })
  )
})

describe("several ports", () => {
  /** Two adapters and a converter. */
  const many = (wanted?: WebSerial.Wanted) =>
    Effect.gen(function* () {
      const ports = yield* Effect.forEach([{}, {}, { usbProductId: 0x6001 }], (ids) =>
        Effect.flatMap(Driver.make(), ({ open }) => Browser.make(open, ids))
      )
      const [first] = ports
      const allowed = yield* Effect.promise(async () =>
        (await Promise.all(ports.map(({ serial }) => serial.getPorts()))).flat()
      )
      const serial = { ...first!.serial, getPorts: async () => allowed }
      const { locks } = first!
      return {
        ports,
        transport: WebSerial.make({ serial, locks, ...(wanted === undefined ? {} : { port: wanted }) })
      }
    })

  it.effect("the one with the ids is opened, by its place where two have them", () =>
    Effect.gen(function* () {
      for (const [wanted, at, url] of [
        [{ usbVendorId: 0x0403, usbProductId: 0x6001 }, 2, "webserial:0403:6001"],
        [{ ...WebSerial.MK3, place: 0 }, 0, "webserial:0403:6015"],
        [{ ...WebSerial.MK3, place: 1 }, 1, "webserial:0403:6015#1"]
      ] as const) {
        const { ports, transport } = yield* many(wanted)
        yield* played(Effect.scoped(connecting(transport)))
        assert.deepStrictEqual(
          ports.map(({ openedWith }) => openedWith.length),
          [0, 1, 2].map((place) => (place === at ? 1 : 0))
        )
        assert.strictEqual(transport.url, url)
      }
    })
  )

  it.effect("none is chosen for the user", () =>
    Effect.gen(function* () {
      for (const wanted of [undefined, WebSerial.MK3]) {
        const { ports, transport } = yield* many(wanted)
        assert.match(isNamed("Several")(yield* refusal(transport)), /0403:6015#1.*Choose one/)
        assert.deepStrictEqual(
          ports.flatMap(({ calls }) => calls),
          []
        )
      }
    })
  )
})

describe("another cable", () => {
  it.effect("that sends bytes and no frame is said to be one", () =>
    Effect.gen(function* () {
      const browser = yield* Browser.make(Effect.succeed({ bytes: Stream.never, write: () => Effect.void }))
      const { serial, locks } = browser
      const transport = WebSerial.make({ serial, locks })
      const trying = yield* Effect.forkChild(Effect.flip(connecting(transport)))
      const text = Uint8Array.from("\r\nPID\t0xA381\r\nV\t12345\r\n", (character) => character.charCodeAt(0))
      for (let tenth = 0; tenth < 100; tenth++) {
        browser.arrive(text)
        yield* TestClock.adjust("100 millis")
      }
      const { reason } = yield* played(Fiber.join(trying))
      assert.strictEqual(reason._tag, "Garbage")
      assert.match(reason.message, /looks like another cable: one for VE\.Direct/)
    })
  )
})

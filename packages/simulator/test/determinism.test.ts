/** The laws of the step: pure, total, the same for the same seed, and however time is cut. */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { type Line, Profile, Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"
import fc from "fast-check"
import { scenario } from "./support/Changes.ts"
import { bytes, content, hexes, host, run, usual } from "./support/Host.ts"

/** Requests of all kinds, in hexadecimal. */
const requests = [
  ...usual,
  "03 FF 46 05 B3",
  "06 FF 46 06 0E 10 0F 82",
  "03 FF 58 38 6E",
  "09 FF 58 30 0E 0F 10 00 04 05 3A",
  "05 FF 58 35 02 00 6D",
  "07 FF 58 37 03 02 A0 05 C1",
  "05 FF 57 32 81 00 F2",
  "05 FF 57 34 C8 00 A9",
  "07 FF 53 03 7D 00 01 80 A6",
  "07 FF 53 02 7D 00 01 82 A5",
  "0A FF 53 03 00 80 01 90 00 00 00 90",
  "04 FF 58 0E 01 96",
  "05 3F 05 00 00 00 E4",
  "07 FF 46 08 00 00 00 00 AC",
  "02 FF 52 AD",
  "07 FF 5A 37 02 83 72 01 71",
  "0B FF 58 3A 01 02 03 04 05 06 07 08 40",
  "05 FF 58 3C 00 00 68",
  "07 FF 46 09 03 00 F4 01 B3",
  "07 FF 53 04 00 80 01 C0 62",
  "05 3F 04 00 00 00 C5",
  "03 FF 48 03 B3",
  "04 FF 79 05 01 7E",
  "55 55 00 02 FF"
].map(bytes)

const written = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...requests) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant(new Uint8Array(0)) }
)
const script = fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), written), { maxLength: 12 })
/** Options with the profile by its id, so that a counterexample can be read. */
const options = fc.record(
  {
    profile: fc.constantFrom(...(Object.keys(Profile.profiles) as ReadonlyArray<Profile.ProfileId>)),
    seed: fc.integer(),
    line: fc.constantFrom("paced", "unpaced"),
    winmonMode: fc.constantFrom("short", "long"),
    address: fc.constantFrom(0, 1),
    turnaroundMillis: fc.constantFrom("profile" as const, 5),
    acInputConfigDelayMillis: fc.integer({ min: 0, max: 750 }),
    powerUpNoiseBytes: fc.integer({ min: 0, max: 4 }),
    essTimeoutMillis: fc.integer({ min: 0, max: 3000 }),
    scenario
  },
  { requiredKeys: ["profile", "seed", "line", "winmonMode", "address"] }
)

type Options = typeof options extends fc.Arbitrary<infer A> ? A : never

const simulation = ({ profile, ...others }: Options): Simulator.State =>
  Simulator.make({ ...others, profile: Profile.profiles[profile] })

const plain = (sent: ReadonlyArray<Line.Sent>) =>
  sent.map(({ at, bytes, truth }) => ({ at, bytes: [...bytes], truth }))

/** Freezes all that can be frozen. */
const freeze = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}

describe("step", () => {
  it("gives the same bytes for the same seed", () =>
    fc.assert(
      fc.property(options, script, (opts, rows) => {
        const [, first] = run(simulation(opts), rows)
        const [, second] = run(simulation(opts), rows)
        assert.deepStrictEqual(plain(first), plain(second))
      }),
      { numRuns: 60 }
    ))

  it("gives other values for another seed", () => {
    const frames = [1, 2, 3].map((seed) => {
      const { wait, askHex } = host({ seed })
      wait(60_000)
      return askHex("03 FF 46 01 B7").join()
    })
    assert.strictEqual(new Set(frames).size, 3)
  })

  it("gives the same whichever steps a stretch of time is cut into", () =>
    fc.assert(
      fc.property(
        options,
        script,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (opts, rows, cuts) => {
          const cut = rows.flatMap(([wait, chunk]) => {
            const parts: Array<readonly [number, Uint8Array]> = []
            let left = wait
            for (const part of cuts) {
              if (part >= left) break
              parts.push([part, new Uint8Array(0)])
              left -= part
            }
            return [...parts, [left, chunk] as const]
          })
          const [state, sent] = run(simulation(opts), rows)
          const [cutState, cutSent] = run(simulation(opts), cut)
          assert.deepStrictEqual(plain(cutSent), plain(sent))
          assert.deepStrictEqual(cutState, state)
        }
      ),
      { numRuns: 60 }
    ))

  it("gives the same when it is woken at the times it asks for", () =>
    fc.assert(
      fc.property(options, script, (opts, rows) => {
        let [state, sent, wakeAt] = Simulator.step(simulation(opts), 0)
        const woken: Array<Line.Sent> = [...sent]
        for (const [wait, chunk] of rows) {
          const until = state.now + wait
          for (;;) {
            const at = Math.min(wakeAt, until)
            ;[state, sent, wakeAt] = Simulator.step(state, at)
            woken.push(...sent)
            assert.isTrue(sent.every((frame) => frame.at === at || frame.at === until))
            if (at === until) break
          }
          ;[state, sent, wakeAt] = Simulator.step(state, until, chunk)
          woken.push(...sent)
        }
        const nothing: (typeof rows)[number] = [0, new Uint8Array(0)]
        assert.deepStrictEqual(plain(woken), plain(run(simulation(opts), [nothing, ...rows])[1]))
      }),
      { numRuns: 60 }
    ))

  it("changes nothing in the state it is given", () =>
    fc.assert(
      fc.property(options, script, (opts, rows) => {
        let state = simulation(opts)
        for (const [wait, chunk] of rows) {
          freeze(state)
          const before = structuredClone(state)
          const [next] = Simulator.step(state, state.now + wait, chunk)
          assert.deepStrictEqual(structuredClone(state), before)
          state = next
        }
      }),
      { numRuns: 20 }
    ))

  it("takes any bytes, and always asks to be woken later", () =>
    fc.assert(
      fc.property(
        options,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.uint8Array({ maxLength: 60 })), {
          maxLength: 20
        }),
        (opts, rows) => {
          let state = simulation(opts)
          for (const [wait, chunk] of rows) {
            const [next, , wakeAt] = Simulator.step(state, state.now + wait, chunk)
            assert.isAbove(wakeAt, next.now)
            state = next
          }
        }
      ),
      { numRuns: 100 }
    ))

  it("answers a good frame behind any garbage, once the garbage has been given up", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (garbage) => {
        const { write, wait, ask } = host()
        write(garbage)
        wait(2500)
        assert.isTrue(ask("02 FF 4C B3").some((sent) => content(sent)._tag === "LedsReply"))
      }),
      { numRuns: 100 }
    ))

  it("sends frames that decode and encode to themselves", () =>
    fc.assert(
      fc.property(options, script, (opts, rows) => {
        const [state, sent] = run(simulation(opts), rows)
        const [, rest] = run(state, [[1000, new Uint8Array(0)]])
        const isNoise = (frame: Line.Sent) => frame.bytes.every((byte) => byte === 0)
        for (const frame of [...sent, ...rest].filter((each) => !isNoise(each))) {
          const reply = content(frame)
          assert.notInclude(["Malformed", "UnknownFrame", "UnknownMk2Reply"], reply._tag)
          const leds =
            (frame.bytes[0]! & 0x80) === 0 ? null : { on: frame.bytes.at(-3)!, blink: frame.bytes.at(-2)! }
          assert.deepStrictEqual(
            hexes([{ at: 0, bytes: Result.getOrThrow(Frames.encodeReplyFrame({ content: reply, leds })) }]),
            hexes([frame])
          )
        }
      }),
      { numRuns: 60 }
    ))

  it("does not go back in time", () => {
    const { state } = host()
    const [later] = Simulator.step(state(), 100)
    const [still] = Simulator.step(later, 50)
    assert.strictEqual(still.now, 100)
  })
})

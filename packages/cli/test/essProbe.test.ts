/**
 * `vebus ess probe` in a simulated house, on the test clock: what it says of a meter, what it asks before, and that it ends at 0.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Clocked from "./Clocked.ts"
import * as EssHouse from "./EssHouse.ts"

const probe = (file: string, ...more: ReadonlyArray<string>) => [
  "ess",
  "probe",
  "--config",
  file,
  "--port",
  "sim:",
  ...more
]

describe("ess probe", () => {
  it.effect("of a meter that is right says so and what to write, and ends at 0", () =>
    Effect.gen(function* () {
      const { file, options, written } = yield* EssHouse.make()
      const { code, stdout, stderr } = yield* Clocked.run(probe(file, "--yes"), options)
      assert.strictEqual(code, 0, stderr)
      assert.deepStrictEqual(stdout.trim().split("\n"), [
        "setting 0 W",
        "setting 200 W drawn from the grid",
        "setting 200 W given to the house",
        "setting 0 W",
        "the meter counts import as positive. Write signChecked: true into the file"
      ])
      assert.deepStrictEqual(
        [...new Set(written())].toSorted((one, other) => one - other),
        [-200, 0, 200]
      )
      assert.strictEqual(written().at(-1), 0)
    })
  )

  it.effect("of one whose sign is reversed ends with 1, and says how to turn it", () =>
    Effect.gen(function* () {
      const turned = (options: { readonly meter: Stream.Stream<{ readonly watts: number }> }) =>
        Stream.map(options.meter, ({ watts }) => ({ watts: -watts }))
      const plain = yield* EssHouse.make()
      const found = yield* Clocked.run(probe(plain.file, "--yes"), {
        ...plain.options,
        meter: turned(plain.options)
      })
      assert.strictEqual(found.code, 1, found.stderr)
      assert.include(found.stderr, "write invert: true into meter, and signChecked: true into the file")
      assert.strictEqual(plain.written().at(-1), 0)
      const [meter, ...rest] = EssHouse.lines
      const inverted = yield* EssHouse.make([meter!.replace(" }", ", invert: true }"), ...rest])
      const again = yield* Clocked.run(probe(inverted.file, "--yes"), {
        ...inverted.options,
        meter: turned(inverted.options)
      })
      assert.strictEqual(again.code, 1, again.stderr)
      assert.include(again.stderr, "take invert: true out of meter")
    })
  )

  it.effect("that is stopped while 200 W are drawn sets 0, and nothing after it", () =>
    Effect.gen(function* () {
      const { file, options, written } = yield* EssHouse.make()
      yield* Clocked.stopped(probe(file, "--yes"), () => written().includes(200), 3, options)
      assert.strictEqual(written().at(-1), 0)
      const count = written().length
      yield* Effect.repeat(Clocked.step, { times: 200 })
      assert.strictEqual(written().length, count)
    })
  )

  it.effect("without a verdict ends with 6, and says why", () =>
    Effect.gen(function* () {
      const { file, options, written } = yield* EssHouse.make()
      const { code, stderr } = yield* Clocked.run(probe(file, "--yes"), { ...options, meter: Stream.never })
      assert.strictEqual(code, 6, stderr)
      assert.include(stderr, "the sign of the meter is not known: the meter told too little")
      assert.isTrue(written().every((watts) => watts === 0))
    })
  )

  it.effect(
    "sets nothing unless somebody agrees, with --dry-run, and where something speaks against it",
    () =>
      Effect.gen(function* () {
        const { file, options, written } = yield* EssHouse.make()
        const unasked = yield* Clocked.run(probe(file), options)
        assert.strictEqual(unasked.code, 7)
        assert.include(
          unasked.stderr,
          "set-points of 0 W, 200 W drawn from the grid, 200 W given to the house, 0 W"
        )
        const dry = yield* Clocked.run(probe(file, "--dry-run"), options)
        assert.strictEqual(dry.code, 0, dry.stderr)
        assert.match(dry.stdout, /85 s in all[\s\S]*nothing was set\n$/)
        const wild = yield* EssHouse.make(EssHouse.lines.map((line) => line.replace("1500", "9000")))
        const refused = yield* Clocked.run(probe(wild.file, "--yes"), wild.options)
        assert.strictEqual(refused.code, 5)
        assert.include(refused.stderr, "the meter is not probed:")
        assert.include(refused.stderr, "maxCharge is 9000 W")
        const weak = yield* EssHouse.make(EssHouse.lines.map((line) => line.replace("2400", "60")))
        const small = yield* Clocked.run(probe(weak.file, "--yes"), weak.options)
        assert.strictEqual(small.code, 5)
        assert.include(small.stderr, "must be 100 W or more")
        assert.deepStrictEqual([...written(), ...wild.written(), ...weak.written()], [])
      })
  )
})

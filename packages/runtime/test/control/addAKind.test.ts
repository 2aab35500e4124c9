/**
 * `docs/guides/add-a-kind-of-write.md` holds: its module and its line, put into a copy of the sources of the runtime, are
 * all that a new kind of write needs. It is planned, shown, executed, and taken back.
 */
import { execFile } from "node:child_process"
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import type * as Runtime from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

const root = resolve(fileURLToPath(new URL("../../../..", import.meta.url)))
const guide = readFileSync(join(root, "docs/guides/add-a-kind-of-write.md"), "utf8")

/** The snippets of the guide, each with the file that is named before it. */
const snippets = [...guide.matchAll(/`packages\/runtime\/([^`]+)`:\n\n```ts text\n([\s\S]*?)^```$/gm)].map(
  (match) => ({
    file: match[1]!,
    code: match[2]!
  })
)

const folder = mkdtempSync(join(tmpdir(), "vebus-kind-"))
const at = (file: string): string => join(folder, file)

beforeAll(() => {
  cpSync(join(root, "packages/runtime/src"), at("src"), { recursive: true })
  symlinkSync(join(root, "packages/runtime/node_modules"), at("node_modules"))
  writeFileSync(at("package.json"), '{ "type": "module" }')
  for (const { file, code } of snippets) appendFileSync(at(file), code)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The runtime with the new kind, and a simulated unit whose adapter does not hear what `isLost` names. */
const beacons = (isLost?: (request: Frames.Request) => boolean) =>
  Effect.gen(function* () {
    const runtime = (yield* Effect.promise(() => import(at("src/index.ts")))) as typeof Runtime
    const simulated = yield* Driver.make()
    const { requests, transport } = Wire.tapped(
      runtime.Transport.make("sim:", simulated.open, runtime.Transport.BYTES_PER_SECOND),
      isLost
    )
    const session = yield* played(
      Effect.provideService(runtime.Session.connect(), runtime.Transport.Transport, transport)
    )
    const control = yield* runtime.Control.make.pipe(
      Effect.provideService(runtime.Link.Link, session),
      Effect.provideService(runtime.WritePolicy.WritePolicy, {
        by: "test",
        eepromPerDay: 0,
        readOnly: false
      }),
      Effect.provide(runtime.StateStore.inMemory)
    )
    requests.length = 0
    /** Whether the adapter has the flag. */
    const isOn = Effect.map(simulated.state, ({ system }) => (system.adapter.flags & 0x08) !== 0)
    const plan = (on: boolean) => played(control.plan([{ _tag: "Beacon", on } as never]))
    return { control, requests, isOn, plan, runtime }
  })

const isSwitch = ({ _tag }: Frames.Request): boolean => _tag === "SwitchRequest"

describe("docs/guides/add-a-kind-of-write.md", () => {
  it("adds one file, and one line to another", () => {
    assert.deepStrictEqual(
      snippets.map(({ file }) => file),
      ["src/control/kinds/Beacon.ts", "src/control/kinds/list.ts"]
    )
    assert.strictEqual(snippets[1]!.code.trim().split("\n").length, 1)
  })

  it("type-checks, and makes a change of what it adds", async () => {
    writeFileSync(
      at("src/use.ts"),
      'import type { Change, WritePlan } from "./index.ts"\n' +
        'export const change: Change.Change = { _tag: "Beacon", on: true }\n' +
        'export const action: WritePlan.Action = { _tag: "Beacon", before: 0, wanted: 8 }\n' +
        "// @ts-expect-error No kind has it.\n" +
        'export const unknown: Change.Change = { _tag: "Bacon", on: true }\n'
    )
    writeFileSync(
      at("tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: {
          noEmit: true,
          composite: false,
          declarationMap: false,
          plugins: [],
          rewriteRelativeImportExtensions: false,
          allowImportingTsExtensions: true,
          types: ["node"],
          typeRoots: [join(root, "node_modules/@types")]
        },
        files: ["src/use.ts", "src/control/kinds/Beacon.ts"]
      })
    )
    const tsc = join(root, "node_modules/.bin/tsc")
    const { stdout } = await promisify(execFile)(tsc, ["-p", folder]).catch(
      (error: { stdout: string }) => error
    )
    assert.deepStrictEqual(
      stdout.split("\n").filter((line) => line.includes(" error ")),
      []
    )
  })

  it.effect("is planned with its frame, executed as planned, and taken back", () =>
    Effect.gen(function* () {
      const { control, requests, isOn, plan, runtime } = yield* beacons()
      const made = yield* plan(true)
      assert.isTrue(requests.some(({ _tag }) => _tag === "AdapterSettingsRequest"))
      assert.isTrue(requests.every((request) => Frames.traits(request).effect === "read"))
      assert.containsSubset(made.writes, [{ name: "beacon", before: "off", after: "on", unchanged: false }])
      const { action } = made.writes[0]!
      assert.strictEqual(runtime.Kinds.ofAction(action).destination(action), "adapter (S)")
      requests.length = 0
      const outcomes = yield* played(control.execute(made))
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.isTrue(yield* isOn)
      assert.deepStrictEqual(
        requests.filter(isSwitch).map((request) => Hex.toHex(Result.getOrThrow(Frames.toWire(request)))),
        [made.writes[0]!.frame]
      )
      assert.isTrue((yield* plan(true)).writes[0]!.unchanged)
      yield* played(control.execute(yield* played(control.undo())))
      assert.isFalse(yield* isOn)
    })
  )

  it.effect("is sent again by the schedule of the caller, while it is seen not to have arrived", () =>
    Effect.gen(function* () {
      const { control, requests, isOn, plan } = yield* beacons(isSwitch)
      const made = yield* plan(true)
      const outcomes = yield* played(control.execute(made, { retry: Schedule.recurs(5) }))
      assert.containsSubset(outcomes, [{ _tag: "NotWritten", cause: { _tag: "NoReply" } }])
      assert.strictEqual(requests.filter(isSwitch).length, 6)
      assert.isFalse(yield* isOn)
    })
  )
})

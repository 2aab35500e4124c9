/** Files on a machine with other users: nobody else reads or changes them, and no link leads a write elsewhere. */
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Cache } from "@vebus/runtime"
import { CacheFiles, CaptureFile, StateFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as DurableFile from "../../src/files/DurableFile.ts"
import { StateStore } from "../../src/control/StateStore.ts"
import { folder, sending } from "./Folder.ts"

const modeOf = (path: string): number => lstatSync(path).mode & 0o777

describe.runIf(process.platform !== "win32")("on a machine with other users", () => {
  it.live("the state is the user's alone: its folder 700, its files 600", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "above", "state")
      const store = yield* StateStore.pipe(Effect.provide(StateFiles.layer(path)))
      yield* store.append(sending("a"))
      yield* store.update("a", (memory) => memory)
      assert.deepStrictEqual([modeOf(join(path, "..")), modeOf(path)], [0o700, 0o700])
      for (const name of readdirSync(path)) assert.strictEqual(modeOf(join(path, name)), 0o600, name)
    })
  )

  it.live("a folder that others may write to is told once", () => {
    const said: Array<string> = []
    return Effect.gen(function* () {
      const path = yield* folder
      chmodSync(path, 0o777)
      const store = yield* StateStore.pipe(Effect.provide(StateFiles.layer(path)))
      yield* store.append(sending("a"))
      assert.lengthOf(said, 1)
      assert.match(said[0]!, /^others may write to .*chmod 700/)
    }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void said.push(String(message)))])))
  })

  it.live("a cache that anybody may write to is not believed, and not written to", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const key = { version: 2_648_304, remainder: [] }
      const infos = { ramScales: { 4: { scaleWord: -100, offsetWord: 0 } }, settingInfos: {} }
      const [get, put] = [
        (cache: Cache.Cache["Service"]) => cache.get(key),
        (cache: Cache.Cache["Service"]) => cache.put(key, infos)
      ]
      const using = <A>(use: (cache: Cache.Cache["Service"]) => Effect.Effect<A>) =>
        Effect.flatMap(Cache.Cache, use).pipe(Effect.provide(CacheFiles.layer(path)))
      yield* using(put)
      assert.deepStrictEqual((yield* using(get))?.ramScales, infos.ramScales)
      chmodSync(path, 0o777)
      assert.isNull(yield* using(get))
      const [name] = readdirSync(path)
      rmSync(join(path, name!))
      yield* using(put)
      assert.deepStrictEqual(readdirSync(path), [])
      chmodSync(path, 0o770)
      yield* using(put)
      assert.isNotNull(yield* using(get))
    })
  )

  it.live("a folder that somebody else has is as one that anybody may write to", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const user = process.getuid!()
      // What root has is the system's. Only root can give a folder away; for anybody else another one looks at his.
      if (user === 0) chownSync(path, 65_534, 65_534)
      const looking = user === 0 ? user : user + 1
      assert.strictEqual(yield* Effect.promise(() => DurableFile.othersWrite(path, looking)), "anybody")
    })
  )

  it.live("a pipe or a device without end in the place of a file holds nobody up", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const [pipe, endless] = [join(path, "pipe"), join(path, "endless")]
      assert.strictEqual(spawnSync("mkfifo", [pipe]).status, 0)
      symlinkSync("/dev/zero", endless)
      for (const file of [pipe, endless]) {
        const found = yield* Effect.flip(Effect.tryPromise(() => DurableFile.read(file)))
        assert.match(String(found.cause), /is no file$/)
      }
      assert.isNull(yield* Effect.promise(() => DurableFile.read(join(path, "none"))))
    })
  )

  it.live("a link in the place of a temporary file is not followed", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const [target, victim, link] = ["target", "victim", "link"].map((name) => join(path, name))
      writeFileSync(victim!, "precious")
      symlinkSync(victim!, link!)
      const replaced = yield* Effect.exit(Effect.tryPromise(() => DurableFile.replace(target!, "new", link)))
      assert.strictEqual(replaced._tag, "Failure")
      assert.strictEqual(readFileSync(victim!, "utf8"), "precious")
      yield* Effect.promise(() => DurableFile.replace(target!, "new"))
      assert.strictEqual(readFileSync(target!, "utf8"), "new")
    })
  )

  it.live("a recording is the user's alone, unless somebody asks for more", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const write = yield* CaptureFile.create(join(path, "own"))
      yield* write("{}")
      const writeOther = yield* CaptureFile.create(join(path, "public"), { mode: 0o644 })
      yield* writeOther("{}")
      assert.deepStrictEqual([modeOf(join(path, "own")), modeOf(join(path, "public"))], [0o600, 0o644])
    })
  )
})

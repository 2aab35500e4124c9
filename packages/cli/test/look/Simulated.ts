/**
 * A simulator of the default profile, on a port of its own, and what it says that was so behind each answer.
 */
import { join } from "node:path"
import { afterAll, beforeAll } from "@effect/vitest"
import { start } from "../InProcess.ts"
import * as Folder from "../Folder.ts"
import * as Truth from "../Truth.ts"

export type Truths = ReturnType<typeof Truth.read>

export interface Simulated {
  readonly port: string
  /** The truth behind each answer so far, the first one first. */
  readonly truths: () => Truths
  readonly stop: () => Promise<unknown>
}

/** Starts one on a pseudo-terminal in a folder. */
export const onPty = (folder: string, name: string, options: ReadonlyArray<string> = []) =>
  started(folder, name, ["--pty", join(folder, name)], options, new RegExp(`${name}$`))

/** Starts one on a free TCP port. */
export const onTcp = (folder: string, name: string, options: ReadonlyArray<string> = []) =>
  started(folder, name, ["--tcp", "0"], options, /^tcp:/)

const started = async (
  folder: string,
  name: string,
  port: ReadonlyArray<string>,
  options: ReadonlyArray<string>,
  ready: RegExp
): Promise<Simulated> => {
  const truth = join(folder, `${name}.truth.jsonl`)
  const simulator = start(["simulate", ...port, "--truth", truth, ...options])
  return {
    port: await simulator.line(ready),
    truths: () => Truth.read(truth),
    stop: simulator.stop
  }
}

/** One for all tests of a file, with a folder of its own: without pacing, for one user at a time. */
export const shared = (): Simulated & { readonly folder: string } => {
  const folder = Folder.temporary("look")
  let device: Simulated | undefined
  beforeAll(async () => {
    device = await onPty(folder, "device", ["--unpaced"])
  })
  afterAll(() => device?.stop())
  return {
    folder,
    get port() {
      return device!.port
    },
    truths: () => device!.truths(),
    stop: () => device!.stop()
  }
}

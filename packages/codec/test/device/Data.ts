/**
 * The device data that the tables are generated from, for tests that hold the code against it.
 */
import { readFileSync } from "node:fs"

/** Reads a file of `packages/codec/data`. Its shape is what the test says. */
export const data = <File>(name: string): File =>
  JSON.parse(readFileSync(new URL(`../../data/${name}.json`, import.meta.url), "utf8"))

/** Reads a file of golden vectors. */
export const vectors = <File>(name: string): File =>
  JSON.parse(readFileSync(new URL(`../../../testing/vectors/${name}.json`, import.meta.url), "utf8"))

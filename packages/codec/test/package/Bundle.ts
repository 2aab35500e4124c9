/**
 * The whole codec as one script for a browser, minified. It defines the global `vebus`.
 */
import { fileURLToPath } from "node:url"
import { build, type OutputChunk } from "rolldown"

export const bundle = async (): Promise<OutputChunk> => {
  const { output } = await build({
    input: fileURLToPath(new URL("../../src/index.ts", import.meta.url)),
    platform: "browser",
    write: false,
    output: { format: "iife", name: "vebus", minify: true }
  })
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`expected one file, found ${others.length + 1}`)
  return chunk
}

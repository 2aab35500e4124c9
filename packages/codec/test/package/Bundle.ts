/**
 * Parts of the codec as one script for a browser, minified, which defines the global `vebus`.
 */
import { fileURLToPath } from "node:url"
import { build, type BuildOptions, type OutputChunk } from "rolldown"

const fileOf = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

const bundleOf = async (
  input: string,
  plugins: NonNullable<BuildOptions["plugins"]>
): Promise<OutputChunk> => {
  const { output } = await build({
    input,
    platform: "browser",
    write: false,
    output: { format: "iife", name: "vebus", minify: true },
    plugins
  })
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`expected one file, found ${others.length + 1}`)
  return chunk
}

/** The whole codec. */
export const bundle = (): Promise<OutputChunk> => bundleOf(fileOf("index.ts"), [])

/** What a page loads that writes these lines, which import from `@vebus/codec` and its entries. */
export const bundleFor = (lines: string): Promise<OutputChunk> =>
  bundleOf("page", [
    {
      name: "page",
      resolveId: (id: string) => {
        const entry = /^@vebus\/codec(?:\/(\w+))?$/.exec(id)
        if (entry !== null) return fileOf(`${entry[1] === undefined ? "" : `${entry[1]}/`}index.ts`)
        return id === "page" ? fileOf("page.ts") : null
      },
      load: (id: string) => (id === fileOf("page.ts") ? lines : null)
    }
  ])

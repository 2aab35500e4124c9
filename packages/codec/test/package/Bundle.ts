/**
 * Parts of the codec for a browser, minified: one script that defines the global `vebus`, or what a page imports.
 */
import { fileURLToPath } from "node:url"
import { build, type BuildOptions, type OutputChunk } from "rolldown"
import manifest from "../../package.json" with { type: "json" }

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The files of the entries: `.`, `./link`, ... */
export const entries: Readonly<Record<string, string>> = manifest.exports

const bundleOf = async (
  input: string,
  format: "es" | "iife",
  plugins: NonNullable<BuildOptions["plugins"]> = []
): Promise<OutputChunk> => {
  const { output } = await build({
    input,
    platform: "browser",
    write: false,
    // Nobody bundles it again, which is what annotations are for.
    output: { format, name: "vebus", minify: true, comments: false },
    plugins
  })
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`expected one file, found ${others.length + 1}`)
  return chunk
}

/** What `@vebus/codec` exports, as a script. */
export const bundle = (): Promise<OutputChunk> => bundleOf(fileOf(manifest.exports["."]), "iife")

/** What a page loads that writes these lines, which import from `@vebus/codec` and its entries. */
export const bundleFor = (lines: string): Promise<OutputChunk> =>
  bundleOf("page", "es", [
    {
      name: "page",
      resolveId: (id: string) => {
        const entry = entries[id.replace("@vebus/codec", ".")]
        if (entry !== undefined) return fileOf(entry)
        return id === "page" ? fileOf("src/page.ts") : null
      },
      load: (id: string) => (id === fileOf("src/page.ts") ? lines : null)
    }
  ])

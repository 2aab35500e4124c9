/**
 * Builds the page: `npm run build:page` puts it where `vebus gateway` of these sources finds it, tests and bundles elsewhere.
 */
import { join } from "node:path"
import { build } from "vite"

/** Builds the page into a folder, whatever was there before. */
export const page = async (folder: string, logLevel: "info" | "warn" = "warn"): Promise<void> => {
  const { NODE_ENV } = process.env
  // Vite takes it over from whoever runs it: a page of a test would not be the one that is shipped.
  process.env["NODE_ENV"] = "production"
  try {
    await build({
      configFile: join(import.meta.dirname, "vite.config.ts"),
      logLevel,
      build: { outDir: folder, emptyOutDir: true }
    })
  } finally {
    if (NODE_ENV === undefined) delete process.env["NODE_ENV"]
    else process.env["NODE_ENV"] = NODE_ENV
  }
}

if (import.meta.main) await page(join(import.meta.dirname, "dist/page"), "info")

import { readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: readdirSync(new URL("packages", import.meta.url)).map((folder) => ({
      extends: true,
      test: { name: `@vebus/${folder}`, root: `packages/${folder}` }
    })),
    // Real processes and hours of virtual time are among the tests, and machines differ.
    testTimeout: 60_000,
    // Most of the time is spent waiting for them, not computing.
    maxWorkers: Math.max(4, availableParallelism()),
    coverage: {
      provider: "v8",
      // With `--project` files are matched from the folder of their package, else from here.
      include: ["{packages/*/,}src/**/*.ts"],
      reporter: ["text", "html", "json-summary"]
    }
  }
})

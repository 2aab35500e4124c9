import { readdirSync } from "node:fs"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: readdirSync(new URL("packages", import.meta.url)).map((folder) => ({
      extends: true,
      test: { name: `@vebus/${folder}`, root: `packages/${folder}` }
    })),
    // Real processes and hours of virtual time are among the tests, and machines differ.
    testTimeout: 30_000,
    coverage: {
      provider: "v8",
      // With `--project` files are matched from the folder of their package, else from here.
      include: ["{packages/*/,}src/**/*.ts"],
      reporter: ["text", "html", "json-summary"]
    }
  }
})

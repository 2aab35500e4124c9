import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["packages/*/test/real/*.real.ts"],
    // Programs of others take their time; whatever takes this long hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They share the machine: one after the other.
    fileParallelism: false
  }
})

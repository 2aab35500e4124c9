import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["packages/*/test/real/*.real.ts"],
    // Programs of others take their time; whatever takes this long hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They wait for time to pass more than they compute: one more at once than there are cores.
    maxWorkers: availableParallelism() + 1,
    // As for the other tests: files of one worker share what they import, such as the page, which is built once.
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false }
  }
})

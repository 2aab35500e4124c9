import { readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: readdirSync(new URL("packages", import.meta.url)).map((folder) => ({
      extends: true,
      test: {
        name: `@vebus/${folder}`,
        root: `packages/${folder}`,
        setupFiles: fileURLToPath(new URL(".ci/assertions.mjs", import.meta.url)),
        // The command line, as it is started where a test needs a process.
        globalSetup:
          folder === "cli" ? fileURLToPath(new URL(".ci/bundle/forTests.mjs", import.meta.url)) : []
      }
    })),
    // No test says how long it may take: machines differ. Whatever takes this long hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // As many files at once as there are cores: more of them finish no sooner, and take the time from each other.
    maxWorkers: availableParallelism(),
    // Files of one worker share what they import; loading it anew for each takes a third of all the time.
    isolate: false,
    // Node runs the sources as they are: what Vite makes of them is slower by a sixth, and takes its time to make.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    coverage: {
      provider: "v8",
      // With `--project` files are matched from the folder of their package, else from here.
      include: ["{packages/*/,}src/**/*.ts"],
      reporter: ["text", "html", "json-summary"]
    }
  }
})

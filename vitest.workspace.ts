import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*"],
    coverage: {
      provider: "v8",
      // With `--project` files are matched from the folder of their package, else from here.
      include: ["{packages/*/,}src/**/*.ts"],
      reporter: ["text", "html", "json-summary"]
    }
  }
})

import { defineConfig, type Plugin } from "vite"
import { policy } from "./Policy.ts"
import { treeshake, trim } from "./Trim.ts"

/** Puts the policy into the page when it is built: while it is served for development its styles are inline. */
const withPolicy: Plugin = {
  name: "policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy },
      injectTo: "head-prepend"
    }
  ]
}

export default defineConfig({
  root: import.meta.dirname,
  // Every address is relative: the page runs at the root of a gateway, under a path, and on any static host.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [withPolicy],
  build: {
    outDir: "dist/page",
    target: "es2024",
    // Nothing as `data:` in a script or a style: the policy of the page forbids it.
    assetsInlineLimit: 0,
    // What a page loads later it loads by itself: the helper that would load it earlier is larger than most of it.
    modulePreload: false,
    // How long a build took on a busy machine is no warning.
    rolldownOptions: { checks: { pluginTimings: false } },
    // One style for all: a page that is opened later has no style to wait for.
    cssCodeSplit: false
  },
  worker: {
    format: "es",
    plugins: () => [trim()],
    rolldownOptions: { treeshake, output: { comments: false } }
  }
})

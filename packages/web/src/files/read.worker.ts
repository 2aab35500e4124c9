/**
 * Reads a file beside the page, so that no file holds it up.
 */
import { type Given, read } from "./Read.ts"

addEventListener("message", ({ data }: MessageEvent<Given>) => {
  postMessage(read(data))
})

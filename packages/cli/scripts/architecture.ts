/**
 * Writes the rooms of the runtime into `docs/architecture.md`, between its two marks.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Rooms from "./Rooms.ts"

const page = fileURLToPath(new URL("../../../docs/architecture.md", import.meta.url))

const text = readFileSync(page, "utf8").replace(
  /(<!-- rooms -->\n)[\s\S]*?(\n<!-- end of rooms -->)/,
  (_, begin: string, end: string) => `${begin}\n${Rooms.section()}\n${end}`
)
writeFileSync(page, text)

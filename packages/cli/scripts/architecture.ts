/**
 * Writes the rooms of each package into `docs/architecture.md`, between their two marks.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Rooms from "./Rooms.ts"

const page = fileURLToPath(new URL("../../../docs/architecture.md", import.meta.url))

const text = Object.keys(Rooms.houses).reduce(
  (before, name) =>
    before.replace(
      new RegExp(`(<!-- rooms of ${name} -->\\n)[\\s\\S]*?(\\n<!-- end of rooms -->)`),
      (_, begin: string, end: string) => `${begin}\n${Rooms.section(name)}\n${end}`
    ),
  readFileSync(page, "utf8")
)
writeFileSync(page, text)

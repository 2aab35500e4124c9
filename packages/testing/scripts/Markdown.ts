/**
 * Tables and links of Markdown, as the formatter of this workspace would write them.
 */

/** A table with its columns aligned. */
export const table = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = header.map((cell, column) =>
    Math.max(3, ...[cell, ...rows.map((row) => row[column]!)].map(({ length }) => length))
  )
  const line = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n")
}

/** A file of the repository, by its path from the root, as seen from `docs/protocol`. */
export const fileLink = (path: string): string =>
  `[\`${path.replace(/^packages\/codec\/(?:src|test)\//, "")}\`](../../${path})`

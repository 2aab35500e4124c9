/**
 * Bytes as programs print them: each rendering of the same bytes is one that people paste.
 */

type Render = (bytes: ReadonlyArray<number>) => string

const hex = (byte: number): string => byte.toString(16).padStart(2, "0")
const octal = (byte: number): string => byte.toString(8).padStart(3, "0")
const list =
  (each: (byte: number) => string, separator: string): Render =>
  (bytes) =>
    bytes.map(each).join(separator)
const around =
  (before: string, render: Render, after: string): Render =>
  (bytes) =>
    before + render(bytes) + after

const named: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r"
}

/** A literal of Python, Go or C: printable characters as they are, the rest as escapes. */
const escaped =
  (names: Readonly<Record<number, string>>): Render =>
  (bytes) =>
    bytes
      .map((byte) =>
        byte === 0x22 || byte === 0x27 || byte === 0x5c
          ? `\\x${hex(byte)}`
          : (names[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte)}`))
      )
      .join("")

const upper =
  (render: Render): Render =>
  (bytes) =>
    render(bytes).toUpperCase()
const pairs = list(hex, " ")
const marked = list((byte) => `0x${hex(byte)}`, ", ")
const short = list((byte) => `0x${byte.toString(16)}`, ", ")
const decimal = list(String, " ")

/** On one line, with any text in front and behind. */
export const inline: Readonly<Record<string, Render>> = {
  pairs,
  "upper case": upper(pairs),
  "run together": list(hex, ""),
  "upper case, run together": upper(list(hex, "")),
  colons: list(hex, ":"),
  dashes: upper(list(hex, "-")),
  commas: list(hex, ", "),
  "Go %#v": around("[]byte{", short, "}"),
  "Go %v": around("[", decimal, "]"),
  "Go %q": around(
    '"',
    escaped({ 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r" }),
    '"'
  ),
  "Python repr": around("b'", escaped({ 9: "\\t", 10: "\\n", 13: "\\r" }), "'"),
  "Python bytearray": around("bytearray(b'", escaped({}), "')"),
  "Python list": around("bytes([", list(String, ", "), "])"),
  "Python fromhex": around("bytes.fromhex('", list(hex, ""), "')"),
  "Python hexlify": around("b'", list(hex, ""), "'"),
  "Python list of hex()": around(
    "[",
    list((byte) => `'0x${byte.toString(16)}'`, ", "),
    "]"
  ),
  "C array": around("{", marked, "}"),
  "C string of escapes": around(
    '"',
    list((byte) => `\\x${hex(byte)}`, ""),
    '"'
  ),
  "C string of octal escapes": around(
    '"',
    list((byte) => `\\${octal(byte)}`, ""),
    '"'
  ),
  "JSON string": around(
    '"',
    list((byte) => `\\u00${hex(byte)}`, ""),
    '"'
  ),
  "JSON list": around('{"type":"Buffer","data":[', list(String, ","), "]}"),
  "what Node prints": around("<Buffer ", pairs, ">"),
  "a call of Node": around("Buffer.from('", list(hex, ""), "', 'hex')"),
  "casts of Java": list((byte) => `(byte)0x${hex(byte)}`, ", "),
  "signed bytes of Java": around(
    "[",
    list((byte) => String((byte << 24) >> 24), ", "),
    "]"
  ),
  "Rust {:02x?}": around("[", list(hex, ", "), "]"),
  assembler: list((byte) => `0${hex(byte).toUpperCase()}h`, " "),
  dollars: list((byte) => `$${hex(byte).toUpperCase()}`, " "),
  percents: list((byte) => `%${hex(byte)}`, ""),
  "unquoted escapes": list((byte) => `\\x${hex(byte)}`, ""),
  "one quoted literal in another": around(
    'msg="write \\"',
    list((byte) => `\\\\x${hex(byte)}`, ""),
    '\\""'
  )
}

const chunks = (bytes: ReadonlyArray<number>, size: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size))

interface Layout {
  readonly offset: (at: number) => string
  readonly row: Render
  readonly perLine?: number
  /** Whether the end stands below all lines. */
  readonly end?: boolean
}

/** A dump with an offset in front of each line. */
const dump =
  ({ offset, row, perLine = 16, end = true }: Layout): Render =>
  (bytes) =>
    [
      ...chunks(bytes, perLine).map((line, at) => `${offset(at * perLine)}${row(line)}`),
      ...(end ? [offset(bytes.length)] : [])
    ].join("\n")

const inOctal = (at: number): string => at.toString(8).padStart(7, "0")
const inDecimal = (at: number): string => String(at).padStart(7, "0")
const inHex =
  (width: number, behind = "") =>
  (at: number): string =>
    at.toString(16).padStart(width, "0") + behind

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")
const text = list(printable, "")

/** Words with their low byte first, the last one filled up with zeros. */
const words =
  (width: number, each: (word: bigint) => string): Render =>
  (bytes) =>
    chunks(bytes, width)
      .map((word) => each(word.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)))
      .map((word) => ` ${word}`)
      .join("")

const character = (byte: number): string =>
  (byte === 0
    ? "\\0"
    : (named[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : octal(byte)))
  ).padStart(3)

const spaced = (row: Render): Render => around(" ", row, "")
const hexWord = (width: number) => words(width, (word) => word.toString(16).padStart(2 * width, "0"))
const group =
  (size: number): Render =>
  (bytes) =>
    chunks(bytes, size).map(list(hex, "")).join(" ")

/** Over several lines, which no text may stand on. */
export const dumps: Readonly<Record<string, Render>> = {
  "od (octal words)": dump({ offset: inOctal, row: words(2, (word) => word.toString(8).padStart(6, "0")) }),
  "od -b": dump({ offset: inOctal, row: spaced(list(octal, " ")) }),
  "od -c": dump({ offset: inOctal, row: (bytes) => bytes.map((byte) => ` ${character(byte)}`).join("") }),
  "od -d": dump({ offset: inOctal, row: words(2, (word) => String(word).padStart(5)) }),
  "od -x": dump({ offset: inOctal, row: hexWord(2) }),
  "od -t x1": dump({ offset: inOctal, row: spaced(pairs) }),
  "od -t x4": dump({ offset: inOctal, row: hexWord(4) }),
  "od -t x8": dump({ offset: inOctal, row: hexWord(8) }),
  "od -t u1": dump({ offset: inOctal, row: spaced(list((byte) => String(byte).padStart(3), " ")) }),
  "od -t d1": dump({
    offset: inOctal,
    row: spaced(list((byte) => String((byte << 24) >> 24).padStart(4), " "))
  }),
  "od -A d -t x1": dump({ offset: inDecimal, row: spaced(pairs) }),
  "od -A d -t x1z": dump({
    offset: inDecimal,
    row: (bytes) => ` ${pairs(bytes).padEnd(47)}  >${text(bytes)}<`
  }),
  "od -A x -t x1": dump({ offset: inHex(6), row: spaced(pairs) }),
  "od -A n -t x1": (bytes) => chunks(bytes, 16).map(spaced(pairs)).join("\n"),
  "od -A n -t u1": (bytes) =>
    chunks(bytes, 16)
      .map(spaced(list((byte) => String(byte).padStart(3), " ")))
      .join("\n"),
  "od -A n -t o1": (bytes) =>
    chunks(bytes, 16)
      .map(spaced(list(octal, " ")))
      .join("\n"),
  hexdump: dump({ offset: inHex(7), row: hexWord(2) }),
  "hexdump -C": dump({
    offset: inHex(8),
    row: (bytes) =>
      `  ${[pairs(bytes.slice(0, 8)), pairs(bytes.slice(8))].join("  ").padEnd(48)}  |${text(bytes)}|`
  }),
  xxd: dump({
    offset: inHex(8, ": "),
    row: (bytes) => `${group(2)(bytes).padEnd(39)}  ${text(bytes)}`,
    end: false
  }),
  "xxd -b": dump({
    offset: inHex(8, ": "),
    row: (bytes) =>
      `${list((byte) => byte.toString(2).padStart(8, "0"), " ")(bytes).padEnd(53)}  ${text(bytes)}`,
    perLine: 6,
    end: false
  }),
  "xxd -p": (bytes) => chunks(bytes, 30).map(list(hex, "")).join("\n"),
  "xxd -i": (bytes) =>
    `unsigned char dump[] = {\n${chunks(bytes, 12)
      .map((line) => `  ${marked(line)}`)
      .join(",\n")}\n};\nunsigned int dump_len = ${bytes.length};`,
  "tcpdump -X": dump({
    offset: (at) => `\t0x${inHex(4, ":  ")(at)}`,
    row: (bytes) => `${group(2)(bytes).padEnd(39)}  ${text(bytes)}`,
    end: false
  }),
  "a packet view": dump({
    offset: inHex(4, "   "),
    row: (bytes) => `${pairs(bytes).padEnd(47)}   ${text(bytes)}`,
    end: false
  })
}

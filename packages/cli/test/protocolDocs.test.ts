/**
 * The pages of `docs/protocol` are true: every worked frame decodes to what the page says and encodes back, every frame of
 * the codec has one, byte tables and effects are those of the code, and references lead somewhere.
 */
import { execFile } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Codec from "@vebus/codec"
import { Checksum, Explain, Failure, Framing, Frames, FrameType, Winmon } from "@vebus/codec"
import { replies, requests, rows, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import { byteTableOf, compare, isAbout } from "./protocolDocs/ByteTable.ts"
import { assertFacts, assertJoins, namespaces, piecesOf, traitsOf } from "./protocolDocs/Check.ts"
import { decode, type Example, examplesIn, type FrameExample } from "./protocolDocs/Example.ts"
import {
  folder,
  links,
  type Page,
  pages,
  prose,
  root,
  type Section,
  spans,
  type Table
} from "./protocolDocs/Page.ts"

/** Pages that a script writes, compared as a whole. */
const generated = { "coverage.md": "coverage.ts", "bytes.md": "byteTables.ts" }
const written = pages.filter(({ name }) => !(name in generated))
const sections = written.flatMap((page) =>
  page.sections.map((section) => ({ ...section, page, examples: examplesIn(page, section) }))
)
const examples = sections.flatMap((section) => section.examples)

const isFrame = (example: Example): example is FrameExample =>
  example.kind === "host" || example.kind === "adapter"
const isBad = (example: Example): example is FrameExample => example.kind === "bad"
const frames = examples.filter(isFrame)
const hosts = frames.filter(({ kind }) => kind === "host")

const section = (name: string, heading: string): Section => {
  const found = pages.find((page) => page.name === name)?.sections.find((one) => one.heading === heading)
  assert(found !== undefined, `${name} has no section ${heading}`)
  return found
}
/** The only table of a section whose header starts with this. */
const table = ({ tables }: Section, header: string): Table => {
  const found = tables.find((one) => one.header[0] === header)
  assert(found !== undefined, `no table ${header}`)
  return found
}
const fences = (language: string) =>
  sections.flatMap(({ page, fences: all }) =>
    all
      .filter((fence) => fence.language === language)
      .map((fence) => ({ place: `${page.name}:${fence.line}`, lines: fence.code.trimEnd().split("\n") }))
  )

describe("frames", () => {
  it.each(frames)("$place $kind $hex", (example) => {
    const { kind, bytes, hex, title } = example
    const { content, inner, leds, encoded } = decode(example)
    assert.deepStrictEqual(encoded, bytes)
    const explained = Explain.explain(bytes, kind === "host" ? "request" : "reply")
    assert.deepStrictEqual(
      explained.map((piece) => (piece._tag === "Frame" ? [piece.raw, piece.title] : [piece.raw])),
      [[hex, title]]
    )
    if (inner._tag === "Malformed" || inner._tag.startsWith("Unknown")) {
      assert.include(
        example.facts.map(({ expression, value }) => `${expression} = ${value}`),
        `_tag = ${inner._tag}`
      )
    }
    assertFacts(example, { ...content, ...inner, leds, request: inner, reply: inner })
    if (example.traits !== null) assert.strictEqual(example.traits, traitsOf(bytes))
  })

  it.each(examples.filter(isBad))("$place bad $hex", ({ bytes, title }) => {
    const checked = Framing.check(bytes)
    assert(Result.isFailure(checked))
    assert.strictEqual(Failure.message(checked.failure), title)
    assert.isTrue(Result.isFailure(Frames.decodeRequestFrame(bytes)))
    assert.isTrue(Result.isFailure(Frames.decodeReplyFrame(bytes)))
    assert.isTrue(Explain.explain(bytes).every(({ _tag }) => _tag === "Discarded"))
  })

  it.each(examples.filter((example) => example.kind === "join"))("$place joined by $collector", assertJoins)
})

describe("streams", () => {
  it.each(fences("stream"))("$place", ({ lines }) => {
    const wanted = lines.map((line) => /^(\w+) +((?:[0-9A-F]{2} )*[0-9A-F]{2})  +(.+)$/.exec(line)!.slice(1))
    assert.deepStrictEqual(piecesOf(wanted.map(([, hex]) => hex).join(" ")), wanted)
  })
})

describe("values", () => {
  const values = fences("values").flatMap(({ place, lines }) =>
    lines.map((line) => {
      const [expression, value] = line.split(" = ")
      return { place, expression: expression!, value: value! }
    })
  )
  it.each(values)("$expression = $value", (fact) => assertFacts({ place: fact.place, facts: [fact] }))
})

describe("completeness", () => {
  const tagsOf = (kind: FrameExample["kind"]) =>
    new Set(
      frames
        .filter((example) => example.kind === kind)
        .flatMap((example) => {
          const { content, inner } = decode(example)
          return [content._tag, inner._tag]
        })
    )
  const names = (...tables: ReadonlyArray<ReadonlyArray<{ readonly name: string }>>) =>
    new Set(tables.flat().map(({ name }) => name))
  const requestTags = names(rows(requests), rows(winmonRequests))
  const replyTags = names(rows(replies), rows(winmonReplies))
  /** Frames of one direction that the codec reads in both. */
  const oneWay = { host: ["ForeignPanel"], adapter: ["Bus21", "Bus38", "Bus3D", "DirectSwitch"] }

  it("every request of the codec has an example", () =>
    assert.sameMembers([...tagsOf("host"), ...oneWay.host], [...requestTags]))
  it("every reply of the codec has an example", () =>
    assert.sameMembers([...tagsOf("adapter"), ...oneWay.adapter], [...replyTags]))
  it("every frame of the codec is named", () => {
    const named = new Set(written.flatMap(({ text }) => spans(text)))
    assert.deepStrictEqual(
      [...requestTags, ...replyTags].filter((tag) => !named.has(tag)),
      []
    )
  })
  it("every request says what a host must know about it", () => {
    const said = new Set<string>(
      hosts
        .filter(({ traits }) => traits !== null)
        .flatMap((example) => [decode(example).content._tag, decode(example).inner._tag])
    )
    const unsaid = [...requestTags].filter((tag) => !said.has(tag))
    assert.sameMembers(unsaid, ["ForeignPanel", "UnknownFrame", "Malformed"])
  })
  it("no frame stands where nobody would check it", () => {
    for (const page of written) {
      assert.notMatch(prose(page), /(?:\b[0-9A-F]{2} ){4}/, page.name)
      const languages = page.sections.flatMap((one) => one.fences.map(({ language }) => language))
      // Programs, their output behind them, and commands are run by the test of all pages.
      assert.match(languages.join(" "), /^(?:(?:frames|stream|values|sh|ts text)(?: |$))*$/, page.name)
    }
  })
})

describe("byte tables", () => {
  const tables = sections.flatMap(({ heading, tables: all, examples: own }) =>
    all.flatMap((one) => {
      const byteTable = byteTableOf(one)
      return byteTable === null ? [] : [{ heading, who: one.header[0]!, byteTable, own: own.filter(isFrame) }]
    })
  )
  it.each(tables)("$heading, $who", ({ byteTable, own }) => {
    const compared = own
      .filter((example) => isAbout(byteTable, example))
      .map((one) => compare(byteTable, one))
    assert.deepStrictEqual(
      compared.flatMap(({ wrong }) => wrong),
      []
    )
    const shown = new Set(compared.flatMap((one) => one.shown))
    assert.deepStrictEqual(
      byteTable.rows.map(({ field }) => field).filter((field) => !shown.has(field)),
      [],
      "no example shows these fields"
    )
  })
})

describe("tables of the code", () => {
  it("the frame types and their checksums", () => {
    const found = table(section("link.md", "Frame types"), "type").rows.map(([type, , sum]) => [
      Number.parseInt(type!, 16),
      sum
    ])
    assert.sameDeepMembers(
      found,
      FrameType.known.map((type) => [type, Checksum.isOdd(type) ? "odd" : "plain"])
    )
  })

  it("what answers what", () => {
    const rowsFound = table(section("winmon.md", "Codes"), "code").rows
    for (const [code, request, answers] of rowsFound) {
      const [tag] = spans(request!)
      const sent = { _tag: tag } as Winmon.Request
      const refusals = ["NotUnderstood", "RamUnsupported", "SettingUnsupported", "AccessLevelRequired"]
      const found = rows(winmonReplies).filter(({ name }) =>
        Winmon.answers({ _tag: name } as Winmon.Reply, sent)
      )
      assert.sameMembers(
        found.map(({ name }) => name),
        [...spans(answers!), ...refusals],
        tag
      )
      const decoded = Winmon.Request.decode(
        Uint8Array.of(Number.parseInt(code === "" ? "00" : code!, 16), ...zeros)
      )
      assert.strictEqual(Result.getOrThrow(decoded)._tag, tag)
    }
    assert.sameMembers(
      rowsFound.flatMap(([, request]) => spans(request!)),
      rows(winmonRequests).map(({ name }) => name)
    )
  })

  it("the states", () => {
    const found = table(section("winmon.md", "0E: device state"), "value").rows
    const { OperatingState, ChargeState } = Codec.States
    assert.deepStrictEqual(
      found.map(([value, state, charge]) => [Number(value), ...spans(state!), ...spans(charge!)]),
      found.map((_, byte) => [byte, OperatingState.decode(byte), ChargeState.decode(byte)])
    )
    assert.isTrue(spans(found.at(-1)!.join("")).every((name) => name.startsWith("unknown-")))
  })

  const { Flags, Extended } = Codec.Switch
  it.each([
    { name: "flags", bits: Flags },
    { name: "extended", bits: Extended }
  ])("the bits of $name in S", ({ name, bits }) => {
    const found = table(section("mk2.md", "S: switch"), name).rows
    assert.deepStrictEqual(
      Object.fromEntries(found.map(([mask, bit]) => [spans(bit!)[0]!, Number.parseInt(mask!, 16)])),
      bits
    )
  })

  it("the lamps and the alarms", () => {
    const found = table(section("mk2.md", "L: LEDs"), "bit").rows
    assert.deepStrictEqual(
      found.map(([bit, lamp, alarm]) => [bit, lamp!.replaceAll(" ", "").toLowerCase(), alarm]),
      Codec.LedMasks.lamps.map((lamp, bit) => [String(bit), lamp.toLowerCase(), Codec.Alarm.all[bit]?.label])
    )
  })
})

/** Long enough for every request. */
const zeros = new Uint8Array(12)

describe("references", () => {
  const source = (file: string) => join(root, `packages/codec/src/${file}.ts`)
  /** What the entries export, and the entries that are one module each. */
  const modules = new Map([
    ...["index", "link/index", "mk2/index", "winmon/index", "winmon/commands", "device/index"]
      .map(source)
      .flatMap((entry) =>
        Array.from(
          readFileSync(entry, "utf8").matchAll(/^export (?:type )?\* as (\w+) from "(.+)"$/gm),
          ([, name, file]) => [name!, resolve(dirname(entry), file!)] as const
        )
      ),
    ...["Schemas", "Reading", "Survey"].map((name) => [name, source(name)] as const)
  ])

  // That linked files exist, the test of all pages sees to.
  it.each(pages)("$name links to headings that exist", (page: Page) => {
    for (const { path, anchor } of links(prose(page)).filter((link) => link.anchor !== "")) {
      const target = path === "" ? page.path : resolve(folder, path)
      const anchors = pages.find((other) => other.path === target)?.sections.map((one) => one.anchor) ?? []
      assert.strictEqual(anchors.filter((one) => one === anchor).length, 1, `${path}#${anchor}`)
    }
  })

  it.each(written)("$name names modules by their place, and members that exist", ({ text }) => {
    for (const [, name, path] of text.matchAll(/\[`([A-Z]\w+)`\]\(([^)]+\.ts)\)/g)) {
      assert.strictEqual(modules.get(name!), resolve(folder, path!), name)
    }
    for (const span of spans(text)) {
      const match = /^([A-Z]\w+)\.(\w+)/.exec(span)
      const module = match === null || span.endsWith(".ts") ? undefined : namespaces[match[1]!]
      if (module !== undefined) assert.property(module, match![2]!, span)
    }
  })

  it("every frame module of the codec has its place on a page", () => {
    const linked = new Set(
      written.flatMap((page) => links(page.text).map(({ path }) => resolve(folder, path)))
    )
    const without = globSync(join(root, "packages/codec/src/{link,mk2,info,bus,winmon}/*.ts")).filter(
      (file) => [...modules.values()].includes(file) && !linked.has(file)
    )
    assert.deepStrictEqual(
      without.map((file) => relative(root, file)),
      []
    )
  })

  it("every section that comments cite has its place on a page", () => {
    const cited = globSync(join(root, "packages/*/{src,test,scripts,bench}/**/*.ts")).flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /protocol\.md(?:\s+\*)?\s+(\d+(?:\.\d+)*(?:(?:,| to| and)(?:\s+\*)?\s+\d+(?:\.\d+)*)*)/g
        )
      ].flatMap(([, numbers]) => numbers!.match(/\d+(?:\.\d+)*/g)!)
    )
    const mapped = table(section("README.md", "Citations in the code"), "section").rows.map(
      ([number]) => number
    )
    assert.isAbove(cited.length, 100)
    assert.deepStrictEqual(
      [...new Set(cited)].filter((number) => !mapped.includes(number)),
      []
    )
  })
})

describe("quirks", () => {
  const quirks = pages
    .find(({ name }) => name === "quirks.md")!
    .sections.filter(({ heading }) => /^Q\d/.test(heading))
  const points = ["Documents", "Devices", "Seen by", "We emit", "We accept", "Code", "Proof", "Vectors"]

  it("are numbered without gaps", () =>
    assert.deepStrictEqual(
      quirks.map(({ heading }) => /^Q\d+(?=: )/.exec(heading)?.[0]),
      quirks.map((_, index) => `Q${index + 1}`)
    ))

  it.each(quirks)("$heading says everything", ({ text }) => {
    assert.deepStrictEqual(
      Array.from(text.matchAll(/^- \*\*([\w ]+)\*\*: \S/gm), ([, point]) => point),
      points
    )
  })

  it("every quirk that the code cites exists", () => {
    for (const file of globSync(join(root, "packages/*/{src,test}/**/*.ts"))) {
      for (const [, number] of readFileSync(file, "utf8").matchAll(/Quirks?: ((?:Q\d+(?:, )?)+)/g)) {
        for (const quirk of number!.split(", "))
          assert.isAtMost(Number(quirk.slice(1)), quirks.length, `${file}: ${quirk}`)
      }
    }
  })
})

it.each(Object.entries(generated))("%s is what %s writes", async (name, file) => {
  const script = join(root, "packages/testing/scripts", file)
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--print"], {
    cwd: dirname(script)
  })
  assert.strictEqual(readFileSync(join(folder, name), "utf8"), stdout)
})

/**
 * The forms of the editor, run as the editor runs them: what they keep is what the nodes read, and what the example holds.
 */
import { readFileSync } from "node:fs"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { questions } from "../src/Questions.ts"
import * as Wishes from "../src/Wishes.ts"

interface Form {
  readonly category: string
  readonly defaults: Readonly<
    Record<string, { readonly value: unknown; readonly validate?: (text: string) => boolean }>
  >
  readonly label: (this: object) => string
  readonly labelStyle?: (this: object) => string
  readonly oneditprepare?: (this: object) => void
}

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8")
const page = read("nodes/vebus.html")

/** An element of a form that takes whatever is done to it. */
const element = (): object => {
  const it = {
    on: (_: string, listener: () => void) => (listener(), it),
    is: () => true,
    val: () => "setting",
    toggle: () => it,
    attr: () => it,
    appendTo: () => it
  }
  return it
}

const forms = new Map<string, Form>()
const [, script] = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(page)!
const $ = Object.assign(element, {
  getJSON: (_: string, take: (ports: ReadonlyArray<string>) => void) => take(["/dev/ttyUSB0"])
})
runInNewContext(script!, {
  RED: { nodes: { registerType: (type: string, form: Form) => void forms.set(type, form) } },
  $,
  Number
})

const template = (type: string) => {
  const [, form] = new RegExp(`data-template-name="${type}">([\\s\\S]*?)</script>`).exec(page)!
  return form!
}

describe("the forms", () => {
  it("are there for each node, with help", () => {
    assert.sameMembers(
      [...forms.keys()],
      ["vebus-connection", "vebus-readings", "vebus-get", "vebus-set", "vebus-frames"]
    )
    for (const type of forms.keys()) assert.include(page, `data-help-name="${type}"`)
  })

  it("have a field for each key that they keep", () => {
    for (const [type, { defaults, category }] of forms) {
      const prefix = category === "config" ? "node-config-input" : "node-input"
      const fields = [...template(type).matchAll(new RegExp(`id="${prefix}-([\\w]+)"`, "g"))].map(
        ([, key]) => key!
      )
      assert.sameMembers(fields, Object.keys(defaults), type)
    }
  })

  it("open, and have a label with a name and without", () => {
    for (const { defaults, label, labelStyle, oneditprepare } of forms.values()) {
      const kept = Object.fromEntries(Object.entries(defaults).map(([key, { value }]) => [key, value]))
      assert.isNotEmpty(label.call(kept))
      assert.strictEqual(label.call({ ...kept, name: "mine" }), "mine")
      labelStyle?.call(kept)
      oneditprepare?.call(kept)
    }
  })

  it("take what the nodes take: addresses from 0 to 31, intervals from half a second", () => {
    const { address, interval } = forms.get("vebus-connection")!.defaults
    for (const [text, isRight] of [
      ["", true],
      ["0", true],
      ["31", true],
      ["32", false],
      ["x", false],
      ["1.5", false]
    ] as const)
      assert.strictEqual(address!.validate!(text), isRight, text)
    for (const [text, isRight] of [
      ["0.5", true],
      ["3600", true],
      ["0.1", false],
      ["x", false]
    ] as const)
      assert.strictEqual(interval!.validate!(text), isRight, text)
  })

  it("offer everything that can be asked and set, and nothing else", () => {
    const options = (type: string) => {
      const [, select] = /id="node-input-what">([\s\S]*?)<\/select>/.exec(template(type))!
      return [...select!.matchAll(/value="([^"]+)"/g)].map(([, value]) => value!)
    }
    assert.sameMembers(options("vebus-get"), Object.keys(questions))
    assert.sameMembers(options("vebus-set"), [...Wishes.targets])
  })
})

describe("the example", () => {
  const flow = JSON.parse(read("examples/overview.json")) as ReadonlyArray<
    Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string }
  >
  const ids = flow.map(({ id }) => id)

  it("keeps the keys of the forms, and its wires lead to nodes", () => {
    for (const node of flow) {
      const defaults = forms.get(node.type)?.defaults
      const keys = ["id", "type", "z", "x", "y", "wires", ...Object.keys(defaults ?? {})]
      if (defaults !== undefined) assert.includeMembers(keys, Object.keys(node))
      for (const to of ((node["wires"] ?? []) as ReadonlyArray<ReadonlyArray<string>>).flat())
        assert.include(ids, to)
      if (typeof node["connection"] === "string") assert.include(ids, node["connection"])
    }
  })
})

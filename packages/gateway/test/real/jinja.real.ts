/**
 * Templates through Jinja, the engine that Home Assistant has: what it makes of the states of all simulated products is what
 * the tests of discovery take it for.
 */
import { spawnSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import { Discovery, Permissions, UnitFacts, UnitState } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import { render } from "../homeassistant/Rendered.ts"
import { products, viewOf } from "../Simulated.ts"

/** Renders each template with its document, as Home Assistant does: a name that is not there is an error. */
const PROGRAM = `
import json, sys, jinja2
environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        print(json.dumps(environment.from_string(asked["template"]).render(value_json=asked["document"])))
    except jinja2.TemplateError as error:
        print(json.dumps("error: " + str(error)))
`

const options: Discovery.Options = {
  site: "van",
  base: "vebus",
  prefix: "homeassistant",
  version: "1.0.0",
  allow: {
    ...Permissions.none,
    switch: true,
    limit: Permissions.unbounded,
    charge: true,
    standby: true,
    ess: { min: -1, max: 1 }
  },
  interval: 1000,
  configurationUrl: null
}

interface Asked {
  readonly template: string
  readonly document: Readonly<Record<string, unknown>>
}

describe("the templates of discovery", () => {
  it.effect("give the same in Jinja, with figures and without", () =>
    Effect.gen(function* () {
      const asked: Array<Asked> = []
      for (const product of products) {
        const view = yield* viewOf(product)
        for (const address of UnitState.addressesOf(view.reading)) {
          const facts = UnitFacts.learn(null, view, address)
          for (const now of [view, { ...view, fresh: false, reason: "asleep" }]) {
            const { home, phases } = facts
            const inForce = { chargeEnabled: true, standby: false, essSetpoint: -100 }
            const made = UnitState.make(now, { address, home, phases, inForce, now: 0 })
            const document = JSON.parse(UnitState.toJson(made)) as Asked["document"]
            for (const component of Object.values(Discovery.make(facts, options).components)) {
              const template = component["value_template"]
              if (typeof template === "string")
                asked.push({
                  template,
                  document: component["state_topic"] === undefined ? document : { link: now.link }
                })
            }
          }
        }
      }
      const input = asked.map((each) => JSON.stringify(each)).join("\n")
      const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", PROGRAM], { input, encoding: "utf8" })
      const rendered = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as string)
      assert.strictEqual(rendered.length, asked.length, stderr)
      assert.isAbove(asked.length, 1000)
      for (const [index, { template, document }] of asked.entries()) {
        const ours = render(template, document)
        const theirs = rendered[index]!
        const same = Number.isFinite(Number(ours)) ? Number(ours) === Number(theirs) : ours === theirs
        assert.isTrue(same, `${template}: ${theirs}, and not ${ours}`)
      }
    })
  )
})

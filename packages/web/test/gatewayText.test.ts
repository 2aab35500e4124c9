/**
 * What a gateway sends as text: server-sent events however they are cut, and figures for Prometheus.
 */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as ServerSentEvents from "../src/sources/gateway/ServerSentEvents.ts"
import * as Traffic from "../src/sources/gateway/Traffic.ts"

const read = (...pieces: ReadonlyArray<string>) => {
  const take = ServerSentEvents.reader()
  return pieces.flatMap((piece) => take(piece))
}

describe("server-sent events", () => {
  it("have a name, an id that stays, and data over several lines; comments and what is unknown are passed over", () => {
    assert.deepStrictEqual(
      read(
        ": hello\nid: 7\nevent: state\ndata: a\ndata:b\nretry: 3\n\ndata: c\n\nevent: none\n\nid: 8\ndata\n\n"
      ),
      [
        { event: "state", id: "7", data: "a\nb" },
        { event: "message", id: "7", data: "c" },
        { event: "message", id: "8", data: "" }
      ]
    )
  })

  it("are the same wherever the text is cut, whichever way its lines end", () => {
    const lines = [
      "id: 1",
      "event: reading",
      'data: {"a":1}',
      "",
      "data: b",
      "data:  c",
      "",
      ": x",
      "data: d",
      "",
      ""
    ]
    fc.assert(
      fc.property(
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(120), { maxLength: 12 }),
        (end, cuts) => {
          // A carriage return at the very end waits for what follows.
          const text = `${lines.join(end)}${end}:`
          const places = [0, ...cuts.map((cut) => cut % text.length).toSorted((a, b) => a - b), text.length]
          const pieces = places.slice(1).map((to, index) => text.slice(places[index], to))
          assert.deepStrictEqual(read(...pieces), [
            { event: "reading", id: "1", data: '{"a":1}' },
            { event: "message", id: "1", data: "b\n c" },
            { event: "message", id: "1", data: "d" }
          ])
        }
      )
    )
  })
})

describe("figures", () => {
  const text = [
    "# TYPE vebus_frames_received counter",
    'vebus_frames_received_total{site="van",kind="led"} 3',
    'vebus_frames_received_total{site="van",kind="info"} 4',
    'vebus_frames_received_total{site="vane",kind="info"} 100',
    'vebus_bytes_skipped_total{site="van"} 2',
    'vebus_late_replies_total{site="van"} 1'
  ].join("\n")

  it("of a site are sums of its series; one that nothing counted yet is 0, one that there is none of is absent", () => {
    assert.deepStrictEqual(Traffic.counters(text, "van"), {
      frames: 7,
      rejected: 2,
      retries: 0,
      late: 1,
      reconnects: null
    })
    assert.deepStrictEqual(new Set(Object.values(Traffic.counters(text, "boat"))), new Set([null]))
  })
})

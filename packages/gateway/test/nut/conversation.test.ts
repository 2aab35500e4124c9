/**
 * The conversation with a client, word by word as `upsc`, `upsmon`, `upsrw` and `upscmd` lead it.
 */
import { assert, describe, it } from "@effect/vitest"
import { NutConversation as Conversation, NutLine as Line } from "@vebus/gateway"
import { reading as anyReading } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { known, mains, showing, world } from "./Upses.ts"

/** Says these lines; gives the answers to all of them, and the last one whole. */
const talk = (lines: ReadonlyArray<string>, here = world()) => {
  let session = Conversation.initial
  const answers = lines.map((line) => {
    const answer = Conversation.answer(session, line, here)
    session = answer.session
    return answer
  })
  return { texts: answers.map(({ text }) => text.trimEnd()), last: answers.at(-1)!, session }
}

const said = (line: string, here?: Conversation.World): string => talk([line], here).texts[0]!
const login = ["USERNAME monuser", "PASSWORD secret", "LOGIN ups"]

describe("upsc", () => {
  it("lists the UPSs, and the variables of one", () => {
    assert.strictEqual(
      said("LIST UPS"),
      'BEGIN LIST UPS\nUPS ups "VE.Bus system van"\nUPS boat "VE.Bus system boat"\nEND LIST UPS'
    )
    const lines = said("LIST VAR ups").split("\n")
    assert.strictEqual(lines[0], "BEGIN LIST VAR ups")
    assert.strictEqual(lines.at(-1), "END LIST VAR ups")
    assert.include(lines, 'VAR ups battery.voltage "52"')
    assert.include(lines, 'VAR ups ups.status "OL"')
    for (const line of lines.slice(1, -1)) assert.match(line, /^VAR ups [a-z][\w.-]+ "[^"]*"$/)
  })

  it("gets one variable, its type and its description", () => {
    assert.strictEqual(said("GET VAR ups battery.voltage"), 'VAR ups battery.voltage "52"')
    assert.strictEqual(said("GET TYPE ups battery.voltage"), "TYPE ups battery.voltage NUMBER")
    assert.strictEqual(said("GET TYPE ups ups.status"), "TYPE ups ups.status STRING:128")
    assert.match(said("GET DESC ups battery.voltage"), /^DESC ups battery\.voltage "Voltage of the battery/)
    assert.strictEqual(said("GET UPSDESC ups"), 'UPSDESC ups "VE.Bus system van"')
    assert.strictEqual(said("GET VAR ups battery.temperature"), "ERR VAR-NOT-SUPPORTED")
    assert.strictEqual(said("GET VAR ups no.such"), "ERR VAR-NOT-SUPPORTED")
    assert.strictEqual(said("GET VAR shed ups.status"), "ERR UNKNOWN-UPS")
  })

  it("is told that data is stale, and nothing old", () => {
    for (const line of ["LIST VAR boat", "GET VAR boat ups.status", "GET VAR boat device.mfr"])
      assert.strictEqual(said(line), "ERR DATA-STALE")
    assert.strictEqual(said("GET UPSDESC boat"), 'UPSDESC boat "VE.Bus system boat"')
  })

  it("is told the status of before a restart during an outage, and nothing else", () => {
    const upses = [{ name: "ups", about: "van", known: null, lastStatus: "OB LB" }]
    assert.strictEqual(said("GET VAR ups ups.status", world({ upses })), 'VAR ups ups.status "OB LB"')
    assert.strictEqual(said("GET VAR ups battery.voltage", world({ upses })), "ERR DATA-STALE")
    assert.strictEqual(said("LIST VAR ups", world({ upses })), "ERR DATA-STALE")
  })

  it("lists who is logged in", () => {
    const here = world({ clientsOf: (ups) => (ups === "ups" ? ["10.0.0.7", "10.0.0.8"] : []) })
    assert.strictEqual(
      said("LIST CLIENT ups", here),
      "BEGIN LIST CLIENT ups\nCLIENT ups 10.0.0.7\nCLIENT ups 10.0.0.8\nEND LIST CLIENT ups"
    )
    assert.strictEqual(said("GET NUMLOGINS ups", here), "NUMLOGINS ups 2")
    assert.strictEqual(said("GET NUMLOGINS boat", here), "NUMLOGINS boat 0")
  })
})

describe("upsmon", () => {
  it("logs in as a secondary, and may not force a shutdown", () => {
    const { texts, session, last } = talk([...login, "PRIMARY ups", "MASTER ups", "FSD ups"])
    assert.deepStrictEqual(texts, ["OK", "OK", "OK", ...Array<string>(3).fill("ERR ACCESS-DENIED")])
    assert.strictEqual(session.login, "ups")
    assert.isNull(session.primary)
    assert.isNull(last.forced)
    assert.isTrue(last.isDenied)
  })

  it("logs in as a primary, and lets all clients shut down", () => {
    const { texts, session, last } = talk([
      "USERNAME chief",
      "PASSWORD secret",
      "LOGIN ups",
      "PRIMARY ups",
      "MASTER ups",
      "FSD ups"
    ])
    assert.deepStrictEqual(texts.slice(2), ["OK", "OK PRIMARY-GRANTED", "OK MASTER-GRANTED", "OK FSD-SET"])
    assert.strictEqual(session.primary, "ups")
    assert.strictEqual(last.forced, "ups")
  })

  it("hears whether its password is right when it logs in, not before", () => {
    for (const [name, password] of [
      ["monuser", "wrong"],
      ["nobody", "secret"],
      ["monuser", ""]
    ]) {
      const { texts, session } = talk([`USERNAME ${name}`, `PASSWORD "${password}"`, "LOGIN ups"])
      assert.deepStrictEqual(texts, ["OK", "OK", "ERR ACCESS-DENIED"])
      assert.isNull(session.login)
    }
  })

  it("is told what is missing, and what it said already", () => {
    assert.strictEqual(said("LOGIN ups"), "ERR USERNAME-REQUIRED")
    assert.deepStrictEqual(talk(["USERNAME a", "USERNAME b", "FSD ups", "PASSWORD x", "PASSWORD y"]).texts, [
      "OK",
      "ERR ALREADY-SET-USERNAME",
      "ERR PASSWORD-REQUIRED",
      "OK",
      "ERR ALREADY-SET-PASSWORD"
    ])
    assert.strictEqual(talk([...login, "LOGIN ups"]).texts.at(-1), "ERR ALREADY-LOGGED-IN")
    assert.strictEqual(talk([...login.slice(0, 2), "LOGIN shed"]).texts.at(-1), "ERR UNKNOWN-UPS")
  })

  it("may log in while data is stale: it waits then", () => {
    assert.strictEqual(talk([...login.slice(0, 2), "LOGIN boat"]).texts.at(-1), "OK")
  })

  it("says goodbye", () => {
    const { texts, last } = talk(["LOGOUT"])
    assert.deepStrictEqual(texts, ["OK Goodbye"])
    assert.strictEqual(last.next, "end")
  })
})

describe("a client that wants to change something", () => {
  it("is refused, whoever it is; there is nothing to be changed", () => {
    assert.strictEqual(talk([...login, 'SET VAR ups battery.charge.low "1"']).texts.at(-1), "ERR READONLY")
    assert.strictEqual(talk([...login, "INSTCMD ups shutdown.return"]).texts.at(-1), "ERR CMD-NOT-SUPPORTED")
    for (const [line, list] of [
      ["LIST RW ups", "RW ups"],
      ["LIST CMD ups", "CMD ups"],
      ["LIST ENUM ups ups.status", "ENUM ups ups.status"],
      ["LIST RANGE ups ups.status", "RANGE ups ups.status"]
    ] as const)
      assert.strictEqual(said(line), `BEGIN LIST ${list}\nEND LIST ${list}`)
    assert.strictEqual(said("GET CMDDESC ups shutdown.return"), "ERR CMD-NOT-SUPPORTED")
  })
})

describe("any client", () => {
  it("asks for TLS first, and goes on without where there is none", () => {
    assert.strictEqual(said("STARTTLS"), "ERR FEATURE-NOT-CONFIGURED")
    const here = world({ canEncrypt: true })
    const { texts, last } = talk(["STARTTLS"], here)
    assert.deepStrictEqual(texts, ["OK STARTTLS"])
    assert.strictEqual(last.next, "encrypt")
    assert.strictEqual(talk(["STARTTLS", "STARTTLS"], here).texts[1], "ERR ALREADY-SSL-MODE")
  })

  it("gets version, protocol and help", () => {
    assert.strictEqual(said("VER"), "vebus 1.2.3")
    assert.strictEqual(said("NETVER"), "1.3")
    assert.strictEqual(said("PROTVER"), "1.3")
    assert.match(said("help"), /^Commands: HELP/)
  })

  it("is told that it makes no sense", () => {
    for (const line of ["", " ", "FLY", "__proto__", "constructor"])
      assert.strictEqual(said(line), "ERR UNKNOWN-COMMAND", line)
    for (const line of [
      "LIST",
      "LIST SHOES",
      "LIST constructor",
      "GET",
      "GET VAR",
      "GET VAR ups",
      "GET VAR ups ups.status now",
      "LIST UPS ups",
      "USERNAME",
      "USERNAME a b",
      'USERNAME "a',
      "LOGOUT now"
    ])
      assert.strictEqual(said(line), "ERR INVALID-ARGUMENT", line)
  })

  it("gets an answer that ends with a line, or an error, whatever it says and whatever was read", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "LIST",
        "GET",
        "VAR",
        "UPS",
        "ups",
        "boat",
        "USERNAME",
        "LOGIN",
        "FSD",
        "SET",
        '"',
        "\\"
      ),
      fc.string({ unit: "binary", maxLength: 12 })
    )
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { maxLength: 5 }), { maxLength: 8 }),
        anyReading(),
        (lines, reading) => {
          const here = world({
            upses: [{ name: "ups", about: 'x\ny"z', known: known(reading), lastStatus: null }]
          })
          const { texts, session } = talk(
            lines.map((words) => words.join(" ")),
            here
          )
          for (const text of texts)
            assert.match(
              text,
              /^(?:OK|ERR [A-Z-]+|BEGIN LIST|VAR|TYPE|DESC|UPSDESC|NUMLOGINS|vebus|1\.3|Commands)/
            )
          assert.isNull(session.login)
        }
      )
    )
  })
})

describe("a line", () => {
  it("is split at blanks outside of quotes, and a backslash keeps what is behind it", () => {
    for (const [line, words] of [
      ["GET VAR ups ups.status", ["GET", "VAR", "ups", "ups.status"]],
      ["  a \t b ", ["a", "b"]],
      ['PASSWORD "two words"', ["PASSWORD", "two words"]],
      ['a"b c"d ""', ["ab cd", ""]],
      ['"say \\"so\\"" \\\\', ['say "so"', "\\"]],
      ["", []]
    ] as const)
      assert.deepStrictEqual(Line.wordsOf(line), [...words])
    assert.isNull(Line.wordsOf('a "b'))
  })

  it("comes back from its quotes, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCodePoint(code)) }),
        (text) => {
          assert.deepStrictEqual(Line.wordsOf(Line.quoted(text)), [text])
        }
      )
    )
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const words = Line.wordsOf(Line.quoted(text))
        assert.lengthOf(words!, 1)
        // oxlint-disable-next-line no-control-regex
        assert.notMatch(Line.quoted(text), /[\u0000-\u001f\u007f-\u009f]/)
      })
    )
  })

  it("is whole when its end has come, in however many pieces", () => {
    const text = "LIST UPS\r\nGET VAR ups ups.status\n\nVER"
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (places) => {
        const cuts = [0, ...places.toSorted((one, other) => one - other), text.length]
        let rest = ""
        const lines = cuts.slice(1).flatMap((end, index) => {
          const cut = Line.cut(rest + text.slice(cuts[index], end))
          rest = cut.rest
          return cut.lines
        })
        assert.deepStrictEqual(
          lines.map((line) => line.replace(/\r$/, "")),
          ["LIST UPS", "GET VAR ups ups.status", ""]
        )
        assert.strictEqual(rest, "VER")
      })
    )
  })
})

it("a reading on mains has a status of its own", () => {
  assert.include(
    said(
      "GET VAR ups ups.status",
      world({
        upses: [
          { name: "ups", about: "", known: known(showing(mains), { status: "OL CHRG" }), lastStatus: null }
        ]
      })
    ),
    '"OL CHRG"'
  )
})

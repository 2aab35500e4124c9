/**
 * A page that explains a pasted capture with the codec alone: no server, no port, no network. Beside it stands
 * `vebus.js`, the codec as one script, which any bundler makes of the package:
 *
 *     npm install @vebus/codec effect
 *     npx rolldown node_modules/@vebus/codec/dist/index.js --platform browser --format iife --name vebus --file vebus.js
 */
const { Deframer, Explain, Hex } = globalThis.vebus

const directions = { tx: "request", rx: "reply" }

const meaningOf = ({ raw, title, meaning }) => `${raw}  ${title ?? meaning}`

/** What bytes mean, when nobody says who sent them. */
const explainHex = (text) => {
  const bytes = Hex.fromHex(text)
  return bytes._tag === "Success"
    ? Explain.explain(bytes.success).map(meaningOf)
    : [`no bytes in hexadecimal from character ${bytes.failure.offset + 1} on`]
}

/**
 * What passed in a capture (vebus.capture/1). Its chunks end anywhere, so each direction has a deframer that goes on from
 * chunk to chunk; what is left in the end formed no frame, and is shown too.
 */
const explainCapture = (text) => {
  const states = { tx: Deframer.initial, rx: Deframer.initial }
  const explained = (ms, dir, [state, events]) => {
    states[dir] = state
    return events
      .flatMap((event) => Explain.explain(Deframer.copyBytes(event), directions[dir]))
      .map((piece) => `${(ms / 1000).toFixed(3)} s ${dir} ${meaningOf(piece)}`)
  }
  let last = 0
  const lines = text.split("\n").flatMap((line) => {
    const { ms = last, dir, hex, event } = line.trim() === "" ? {} : JSON.parse(line)
    last = ms
    if (event !== undefined) return [`${(ms / 1000).toFixed(3)} s ${event}`]
    return dir === undefined
      ? []
      : explained(ms, dir, Deframer.step(states[dir], ms, Hex.fromHex(hex).success))
  })
  return [...lines, ...["tx", "rx"].flatMap((dir) => explained(last, dir, Deframer.end(states[dir])))]
}

const capture = document.getElementById("capture")
const meaning = document.getElementById("meaning")

capture.addEventListener("input", () => {
  const text = capture.value.trim()
  try {
    meaning.textContent = (text.startsWith("{") ? explainCapture(text) : explainHex(text)).join("\n")
  } catch (error) {
    meaning.textContent = `this is no capture: ${error.message}`
  }
})

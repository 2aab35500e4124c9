/**
 * A page that says what the bytes mean that somebody pastes into it. With `#paste=` in its address it pastes by itself,
 * in the way that a hand does: into the focused field, from where the browser tells the page.
 */
const { Explain, Hex } = globalThis.vebus
const capture = document.querySelector("#capture")
const meaning = document.querySelector("#meaning")

/** Whether this page may make functions from text. */
const policy = (() => {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- this is what is to be found out
    return new Function("return 'eval allowed'")()
  } catch {
    return "eval forbidden"
  }
})()

const textOf = (piece) => (piece._tag === "Frame" ? piece.title : piece.meaning)

capture.addEventListener("input", () => {
  const bytes = Hex.fromHex(capture.value)
  const lines =
    bytes._tag === "Failure"
      ? [`no hex at character ${bytes.failure.offset}`]
      : Explain.explain(bytes.success).map(textOf)
  meaning.textContent = [...lines, policy].join("\n")
})

const pasted = new URLSearchParams(location.hash.slice(1)).get("paste")
if (pasted !== null) {
  capture.focus()
  document.execCommand("insertText", false, pasted)
}

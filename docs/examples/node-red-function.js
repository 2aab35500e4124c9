/*
 * The body of a Node-RED function node behind an exec node that runs
 *
 *     vebus monitor --jsonl
 *
 * in spawn mode. What the exec node sends are pieces of output that may end in the middle of a line, so the rest waits for
 * the next piece. Out comes a message for each reading: the battery power in watts (positive: charging) as `payload`, the
 * whole reading as `reading`. Without an answer of the unit `payload` is null and the node shows it; null is not 0.
 */
const lines = ((context.get("rest") ?? "") + msg.payload).split("\n")
context.set("rest", lines.pop())

const messages = lines.map((line) => {
  const reading = JSON.parse(line)
  return { topic: reading.port, payload: reading.battery?.power ?? null, reading }
})

const last = messages.at(-1)
if (last !== undefined) {
  node.status(
    last.payload === null
      ? { fill: "grey", shape: "ring", text: "no answer" }
      : { fill: "green", shape: "dot", text: `${Math.round(last.payload)} W` }
  )
}

return [messages]

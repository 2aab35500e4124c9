/**
 * `reset adapter` on a line from which no byte comes: R goes out although nothing has answered, and only an answer is a
 * success.
 */
import { createServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { run } from "./InProcess.ts"

const R = "02ff52ad"
const VERSION = Buffer.from("07FF5624DB11000094", "hex")

/** A port that says nothing, or nothing before it has heard R; what it heard. */
const silent = async (wakes: boolean) => {
  const heard: Array<string> = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.on("data", (chunk) => {
      heard.push(chunk.toString("hex"))
      if (wakes && heard.join("").includes(R)) socket.write(VERSION)
    })
  })
  const port = await new Promise<string>((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve(`tcp://127.0.0.1:${(server.address() as { readonly port: number }).port}`)
    )
  )
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port, heard: () => heard.join(""), close }
}

const resets = (heard: string): number => heard.split(R).length - 1

describe.concurrent("reset adapter, where nothing answers", () => {
  it("sends R once, and ends with 4 and what to do", async () => {
    const { port, heard, close } = await silent(false)
    const { code, stdout, stderr } = await run(["reset", "adapter", "--yes", "--port", port])
    close()
    assert.deepStrictEqual([code, stdout, resets(heard())], [4, "", 1], stderr)
    assert.match(stderr, /at 2400 baud {4}02 FF 52 AD/)
    assert.match(stderr, /Pull the VE\.Bus cable out of the adapter for ten seconds/)
  })

  it("is a success when the adapter answers afterwards", async () => {
    const { port, heard, close } = await silent(true)
    const { code, stderr } = await run(["reset", "adapter", "--yes", "--port", port])
    close()
    assert.deepStrictEqual([code, resets(heard())], [0, 1], stderr)
    assert.match(stderr, /answers again/)
  })

  it.each([
    ["nobody says yes", [], {}, 7],
    ["only the plan is wanted", ["--dry-run"], {}, 0],
    ["nothing may be changed", ["--yes"], { VEBUS_READ_ONLY: "1" }, 5]
  ] as const)("sends nothing when %s", async (_, words, env, expected) => {
    const { port, heard, close } = await silent(false)
    const { code, stderr } = await run(["reset", "adapter", ...words, "--port", port], { env })
    close()
    assert.deepStrictEqual([code, resets(heard())], [expected, 0], stderr)
  })

  it("is for the adapter alone: devices are not restarted unheard", async () => {
    const { port, heard, close } = await silent(false)
    const { code } = await run(["reset", "device", "--yes", "--port", port])
    close()
    assert.deepStrictEqual([code, resets(heard())], [4, 0])
  })
})

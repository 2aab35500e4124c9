/**
 * An adapter on this computer, read. Nothing that writes is in this worker.
 */
import * as Cable from "./Cable.ts"
import * as Engine from "./Engine.ts"
import * as Scope from "./Scope.ts"

// Loaded while the port is being opened: later there may be no network.
const reads = import("./Reads.ts")

Engine.serve(
  Scope.own(),
  Cable.recipe("read", async () => (await reads).make)
)

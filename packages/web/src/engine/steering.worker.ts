/**
 * An adapter on this computer whose user has allowed changes for this visit.
 */
import * as Cable from "./Cable.ts"
import * as Engine from "./Engine.ts"
import * as Scope from "./Scope.ts"

// Loaded while the port is being opened: later there may be no network.
const control = import("./Control.ts")

Engine.serve(
  Scope.own(),
  Cable.recipe("write", async () => (await control).make)
)

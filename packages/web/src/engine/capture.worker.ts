/**
 * A recording: its frames, and the picture that it gives when it answers as it was answered.
 */
import * as Engine from "./Engine.ts"
import * as Recording from "./Recording.ts"
import * as Scope from "./Scope.ts"

Engine.serve(Scope.own(), Recording.recipe)

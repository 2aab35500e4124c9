/**
 * The lines of `sniff` and `replay` as a schema.
 */
import * as Schema from "effect/Schema"
import { Explained } from "../output/Schemas.ts"

const head = { schema: Schema.Literal("vebus.traffic/1"), time: Schema.String }

/** A line of `sniff --jsonl` and `replay --jsonl`. */
export const Traffic = Schema.Union([
  Schema.Struct({
    ...head,
    dir: Schema.Literals(["tx", "rx"]).annotate({ description: "tx: to the adapter" }),
    text: Schema.String,
    explained: Explained
  }),
  Schema.Struct({ ...head, event: Schema.String.annotate({ description: "What happened to the port" }) })
]).annotate({ description: "A frame that passed, or bytes that formed none, or what happened to the port" })

/**
 * V: the adapter's version and the address selected. Also sent unasked. Reference: protocol.md 3.3.
 */
import { Version } from "@vebus/codec"
import type * as System from "../System.ts"

export const reply = ({ adapter }: System.State): Version.Reply => ({
  _tag: "VersionReply",
  version: adapter.version,
  mode: adapter.address ?? Version.NO_ADDRESS,
  spare: []
})

export const answer = (system: System.State): System.Outcome => [system, [reply(system)]]

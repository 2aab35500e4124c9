/**
 * What a plan shows and what went out for it, so that the two can be compared.
 */
import { Frames, Hex } from "@vebus/codec"
import type { WritePlan } from "@vebus/runtime"
import * as Result from "effect/Result"

/** Everything that went out and is no read, in hex; an answered winmon command as if under the letter X. */
export const sent = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<string> =>
  requests
    // Selecting whom winmon commands reach comes before reads, too.
    .filter((request) => Frames.traits(request).effect !== "read" && request._tag !== "AddressRequest")
    .map((request) => Hex.toHex(Result.getOrThrow(Frames.toWire(underX(request)))))

const underX = (request: Frames.Request): Frames.Request =>
  request._tag === "WinmonRequest" && request.letter !== "W" ? { ...request, letter: "X" } : request

/** The frames that a plan shows, in order. */
export const framesOf = ({ writes }: WritePlan.WritePlan): ReadonlyArray<string> =>
  writes.flatMap(({ frames, unchanged }) => (unchanged ? [] : frames.map(({ hex }) => hex)))

/**
 * Every frame of the codec's unions obeys the laws: as its own module, and as a whole frame through `Frames`.
 */
import { describe, it } from "@effect/vitest"
import {
  replies,
  replyFrames,
  requestFrames,
  requests,
  rows,
  winmonReplies,
  winmonRequests
} from "@vebus/testing/arbitraries"
import { codecLaws, deframerLaws, frameLaws, type Laws } from "@vebus/testing/laws"
import fc from "fast-check"

const prove = (laws: Laws, numRuns: number): void => {
  it.each(Object.entries(laws))("%s", (_, law) => fc.assert(law, { numRuns }))
}

describe("modules", () => {
  describe.each(rows(requests))("$name", (row) => {
    prove(codecLaws(row), 100)
  })
  describe.each(rows(replies))("$name", (row) => {
    prove(codecLaws(row), 100)
  })
  describe.each(rows(winmonRequests))("$name", (row) => {
    prove(codecLaws(row), 100)
  })
  describe.each(rows(winmonReplies))("$name", (row) => {
    prove(codecLaws(row), 100)
  })
})

describe("whole frames", () => {
  describe.each(requestFrames)("$name", (row) => {
    prove(frameLaws(row), 100)
  })
  describe.each(replyFrames)("$name", (row) => {
    prove(frameLaws(row), 100)
  })
})

describe("deframer", () => {
  prove(deframerLaws(), 300)
})

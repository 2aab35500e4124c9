/**
 * The phases of a system. F 1 gives their number, which is a hint: a 2x120 V unit says one and has two. So F 2 is asked
 * once whatever the number says; F 3 and F 4 only where the number or an address promises them.
 * Reference: protocol.md 3.5.2, 6.10.
 */
import { type AcInfo } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Answer, AskOptions } from "../link/Exchange.ts"
import * as Retry from "../link/Retry.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Absent from "./Absent.ts"

/** A phase, L1 to L4. */
export type Phase = Reading.Phase

/** The frames of phases, L1 first; `null` where one did not answer. */
export type Frames = ReadonlyArray<Answer<AcInfo.Reply> | null>

/** All phases by number. */
export const all: ReadonlyArray<Phase> = [1, 2, 3, 4]

/** How many phases there are, by the frames that came and the addresses that are configured. */
export const count = (frames: Frames, addresses: ReadonlyArray<number>): number =>
  Reading.layout({ ac: frames, units: addresses.map((address) => ({ address })) }).count

/** The frame of a phase; `null` where nothing answers for it. */
export const frameOf = (
  unit: Unit,
  phase: Phase,
  options: AskOptions = Absent.tentatively
): Effect.Effect<Answer<AcInfo.Reply> | null, LinkError> =>
  Absent.orNullUnanswered(unit.ask(Question.acInfo(phase), options))

/** Asks for every phase that there may be. The phases that exist are listed, answered or not. */
export const find = Effect.fn("Phases.find")(function* (
  unit: Unit,
  addresses: ReadonlyArray<number>
): Effect.fn.Return<Frames, LinkError> {
  const frames: Array<Answer<AcInfo.Reply> | null> = []
  for (const phase of all) {
    if (phase > Math.max(2, count(frames, addresses))) break
    frames.push(yield* frameOf(unit, phase, phase === 2 ? { retry: Retry.times(1) } : Absent.tentatively))
  }
  return frames.slice(0, count(frames, addresses))
})

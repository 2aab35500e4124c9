/**
 * One info of one firmware: what is known of it, and asking for it. Two who need the same at once ask once.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Errors from "../Errors.ts"
import type { Ask, AskOptions, Sent } from "../link/Exchange.ts"
import * as Evidence from "./Evidence.ts"
import type { Kind } from "./Kind.ts"

/** The events of the entries of a firmware. */
export interface Events {
  /** The info to show is another one than before. */
  readonly onChanged: () => void
  /** It can be kept now. */
  readonly onSure: Effect.Effect<unknown>
  /** Replies of the device that others contradict. */
  readonly onDamaged: (entry: Entry, count: number) => Effect.Effect<void>
  /** The cache said something else than the device. */
  readonly onRefuted: (entry: Entry, kept: unknown, now: unknown) => Effect.Effect<void>
  /** No two of three answers agree. */
  readonly onUnknown: (entry: Entry) => Effect.Effect<void>
  /** The number of the next request for an info: in this order they were asked. */
  readonly turn: () => number
}

/** One info, whatever its kind. */
export interface Entry {
  readonly kind: "ram" | "setting"
  readonly label: string
  readonly id: number
  readonly grade: () => Evidence.Grade
  /** Whom to ask, once somebody uses it; `null`: nobody does. */
  readonly asker: () => Ask<"read"> | null
  /** When it was asked for last; 0: never. */
  readonly askedAt: () => number
  /** Asks once more, and a third time at once when two answers differ. */
  readonly again: (options?: AskOptions) => Effect.Effect<void, Errors.LinkError>
  readonly endConnection: () => void
  readonly dropKept: () => void
}

/** The same with what it holds. */
export interface EntryOf<Info> extends Entry {
  readonly evidence: () => Evidence.Evidence<Info>
  /** The info to show, asked for where nothing is known; `null`: no two answers agree. */
  readonly shown: (ask: Ask<"read">) => Effect.Effect<Info | null, Errors.LinkError>
  /** The info that two answers agree on. Fails with `Contradictory` where no two of three do. */
  readonly sure: (ask: Ask<"read">) => Effect.Effect<Info, Errors.LinkError>
}

/** An info of which `kept` is known, if anything. */
export const make = <Info>(
  kind: Kind<Info>,
  id: number,
  kept: Info | undefined,
  events: Events
): EntryOf<Info> => {
  const oneByOne = Semaphore.makeUnsafe(1)
  let evidence: Evidence.Evidence<Info> = kept === undefined ? Evidence.none : Evidence.ofKept(kept)
  let asker: Ask<"read"> | null = null
  let askedAt = 0

  const become = (next: Evidence.Evidence<Info>): void => {
    const before = evidence.info
    evidence = next
    const isSame = before !== null && next.info !== null && kind.same(before, next.info)
    if (before !== null && !isSame) events.onChanged()
  }

  /** One request, and what its answer proves. */
  const askOnce = (ask: Ask<"read">, options: AskOptions = {}): Effect.Effect<void, Errors.LinkError> =>
    Effect.gen(function* () {
      let sent: Sent = { letter: null, ordinal: 0 }
      askedAt = events.turn()
      const before = evidence
      const info = yield* kind.ask(ask, id, {
        ...options,
        ...(before.told.length === 0 ? {} : { apartFrom: before.told.map((told) => told.sent) }),
        onSent: (latest) => (sent = latest)
      })
      // The connection may have ended meanwhile: what was told before counts no more.
      const weighed = Evidence.add(evidence, { info, sent }, kind.same)
      const wasSure = evidence.grade === "sure"
      become(weighed.evidence)
      if (weighed.damaged > 0) yield* events.onDamaged(entry, weighed.damaged)
      if (weighed.refuted !== null) yield* events.onRefuted(entry, weighed.refuted, weighed.evidence.info)
      if (weighed.evidence.grade === "sure" && !wasSure) yield* events.onSure
      if (weighed.evidence.grade === "unknown") yield* events.onUnknown(entry)
    })

  /** Asks until two answers are not left in dispute. */
  const settled = (ask: Ask<"read">, options?: AskOptions): Effect.Effect<void, Errors.LinkError> =>
    Effect.suspend(() => (evidence.grade === "disputed" ? askOnce(ask, options) : Effect.void))

  const entry: EntryOf<Info> = {
    kind: kind.name,
    label: kind.label,
    id,
    grade: () => evidence.grade,
    evidence: () => evidence,
    asker: () => asker,
    askedAt: () => askedAt,
    again: (options) =>
      oneByOne.withPermit(
        Effect.suspend(() =>
          asker === null || evidence.grade === "sure"
            ? Effect.void
            : Effect.andThen(askOnce(asker, options), settled(asker, options))
        )
      ),
    endConnection: () => become(Evidence.afterConnection(evidence)),
    dropKept: () => become(Evidence.withoutKept(evidence)),
    shown: (ask) =>
      Effect.suspend(() => {
        asker = ask
        const needsAnswer = () => evidence.grade === "none" || evidence.grade === "disputed"
        if (!needsAnswer()) return Effect.succeed(evidence.info)
        return oneByOne
          .withPermit(Effect.suspend(() => (needsAnswer() ? askOnce(ask) : Effect.void)))
          .pipe(Effect.andThen(Effect.suspend(() => entry.shown(ask))))
      }),
    sure: (ask) =>
      Effect.gen(function* () {
        asker = ask
        let isTried = false
        while (evidence.grade !== "sure") {
          if (isTried && evidence.grade === "unknown") {
            return yield* Errors.device(new Errors.Contradictory({ request: `info of ${kind.label} ${id}` }))
          }
          isTried = true
          yield* askOnce(ask)
        }
        return evidence.info!
      }).pipe(oneByOne.withPermit)
  }
  return entry
}

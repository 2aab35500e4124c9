/**
 * The common part of all commands that look: connect, read, print one JSON document or text for people, and end with
 * the reason when not all of it came. What came is printed all the same.
 */
import type { Errors } from "@vebus/runtime"
import type { Documents } from "@vebus/runtime/documents"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Lazy from "../Lazy.ts"
import * as Connected from "../command/Connected.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"
import * as Progress from "../output/Progress.ts"
import type * as Tables from "../output/Table.ts"
import * as Proving from "../command/Proving.ts"
import { Surroundings } from "../Surroundings.ts"

type Noun = Documents.Noun

/** An error of the link, or one that a command ends with on purpose: what `ExitCode.of` knows. */
export interface Failure extends Error {
  readonly _tag: (Errors.LinkError | ExitCode.CommandError)["_tag"]
}

/** Tells how much is done. */
export type Report = (done: number, total: number) => void

const schemaOf = (noun: Noun): string => `vebus.${noun}/1`

/** The flags of a command that looks. */
export const flags = (noun: Noun) => ({ ...Connected.flags, json: Flags.json(schemaOf(noun)) })

export type Input = Command.Command.Config.Infer<ReturnType<typeof flags>>

/** The tools of a command that looks. */
export interface Looking extends Connected.Connected {
  readonly report: Report
  /** To show with: loaded with the command. */
  readonly Table: typeof Tables
}

/** The result of a command that looks. */
export interface Found<N extends Noun> {
  readonly content: Documents.Content<N>
  /** The same for people. */
  readonly text: (view: Tables.View) => ReadonlyArray<string>
  /** Why not all of it came. */
  readonly failure?: ExitCode.CommandError | null | undefined
}

/** Connects, reads and prints. */
export const look = <const N extends Noun>(
  noun: N,
  { json, ...input }: Input,
  read: (looking: Looking) => Effect.Effect<Found<N>, Failure>
): Effect.Effect<void, Failure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const [Json, Stdout, Table] = yield* Lazy.loadAll(() => [
        import("@vebus/runtime/json"),
        import("../output/Stdout.ts"),
        import("../output/Table.ts")
      ])
      const scope = yield* Effect.scope
      const { session, found } = yield* Effect.scoped(
        Effect.gen(function* () {
          let count = ""
          yield* Progress.shown(() => `vebus: reading ${noun}${count}`)
          const connected = yield* Scope.provide(Connected.connect(input), scope)
          const report: Report = (done, total) => (count = ` (${done} of ${total})`)
          const { session } = connected
          return { session, found: yield* Proving.probed(session, read({ ...connected, report, Table })) }
        })
      )
      if (json) {
        const head = { schema: schemaOf(noun), port: session.url, address: session.address }
        yield* Stdout.line(yield* Json.document(head, found.content))
      } else {
        const lines = found.text(Table.view(yield* Surroundings))
        yield* Stdout.lines(lines)
      }
      // Where answers were missing, the next start asks again.
      if (found.failure) return yield* found.failure
      yield* Proving.afterwards(session)
    })
  )

/** A command without words of its own, behind another: `lines get`. */
export const subcommand = <const Name extends string, const N extends Noun>(
  name: Name,
  noun: N,
  description: string,
  read: (looking: Looking) => Effect.Effect<Found<N>, Failure>
) =>
  Command.make(name, flags(noun), (input) => look(noun, input, read)).pipe(
    Command.withDescription(description)
  )

/** A command without words of its own, with the name of what it shows. */
export const command = <const N extends Noun>(
  noun: N,
  description: string,
  read: (looking: Looking) => Effect.Effect<Found<N>, Failure>
) => subcommand(noun, noun, description, read)

/**
 * A survey of what is behind a port, into a file that is written after each piece: shows how far it is, and outlives a
 * sleeping unit and a pulled plug.
 */
import type * as Survey from "@vebus/codec/survey"
import { type Errors, Heard, type Notes, Session, Surveyor, Transport } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Progress from "../output/Progress.ts"
import { version } from "../Version.ts"
import * as SurveyFile from "./SurveyFile.ts"

const software = `vebus ${version}`

/** How long one piece takes on average at least, in seconds: the line is as fast everywhere, and the first ones are short. */
const SECONDS_EACH = 2.4

/** The rest of the work, in words. */
const left = (seconds: number): string =>
  seconds < 60 ? "less than a minute left" : `about ${Math.ceil(seconds / 60)} min left`

/** Surveys, going on from what the file holds. */
export const run = (
  file: string,
  begun: Notes.Unfinished | null,
  input: Pick<Connected.Input, "port" | "record">
): Effect.Effect<Survey.Survey, Errors.LinkError | ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const unfinished = (cells: Notes.Cells) =>
        SurveyFile.write(file, { schema: "vebus.survey/1", complete: false, software, cells })
      const heard = Heard.make(yield* Connected.transportOf(input))
      const session = yield* Session.connect({ window: 3 }).pipe(
        Effect.provideService(Transport.Transport, heard.transport)
      )
      // A file that cannot be written is found before five minutes of reading.
      yield* unfinished(begun?.cells ?? {})
      const clock = yield* Clock.Clock
      const from = clock.currentTimeMillisUnsafe()
      const known = Object.keys(begun?.cells ?? {}).length
      let [step, done, cells, state] = ["", 0, Surveyor.cellsOf(1), "connected"]
      yield* Effect.forkScoped(
        Stream.runForEach(session.states, (now) => Effect.sync(() => void (state = now)))
      )
      yield* Progress.shown(() => {
        if (state !== "connected") return `vebus: survey waits: the link is ${state}. It goes on by itself`
        const total = Math.max(cells, done + 1)
        const asked = done - known
        const each = Math.max(
          SECONDS_EACH,
          (clock.currentTimeMillisUnsafe() - from) / 1000 / Math.max(asked, 10)
        )
        return `vebus: survey ${Math.min(99, Math.floor((100 * done) / total))} %, ${left((total - done) * each)}: ${step}`
      })
      const found = yield* Surveyor.make(session, heard, {
        software,
        cells: begun?.cells ?? {},
        keep: unfinished,
        onUnits: (units) => void (cells = Surveyor.cellsOf(units)),
        onCell: (name, before) => {
          step = name
          done = before
        }
      }).pipe(
        Effect.onInterrupt(() =>
          Progress.say(`stopped: ${file} holds what is known so far, and the same command goes on with it`)
        ),
        Effect.catchTag("OtherUnit", ({ message }) =>
          Effect.fail(new ExitCode.CommandError(ExitCode.badFile, `cannot go on with ${file}: ${message}`))
        )
      )
      yield* SurveyFile.write(file, found)
      return found
    })
  )

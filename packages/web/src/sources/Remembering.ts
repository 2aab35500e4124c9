/**
 * A source that answers for the time since the page was opened, where it keeps no history itself.
 */
import type { Answer, Answers, Ask, Source } from "../Source.ts"
import * as Memory from "./Memory.ts"

/** The source, with a memory where it has none. `clock` gives milliseconds since 1970. */
export const remembering = (source: Source, clock: () => number): Source => {
  let keepsHistory = source.capabilities.history
  let memory = Memory.nothing
  let site: string | null = null
  return {
    ...source,
    // As it is now: a source that goes on elsewhere has another one.
    get label() {
      return source.label
    },
    get capabilities() {
      return source.capabilities
    },
    subscribe: (tell) =>
      source.subscribe((event) => {
        if (event.type === "sites" && event.site !== site) {
          ;({ site } = event)
          memory = Memory.nothing
        }
        if (event.type === "capabilities") keepsHistory = event.capabilities.history
        if (event.type === "reading" && !keepsHistory)
          memory = Memory.add(memory, event.reading, clock() - event.ageMillis)
        memory = Memory.hear(memory, event, clock())
        tell(event)
      }),
    ask: <A extends Ask>(request: A): Promise<Answer<Answers[A["_tag"]]>> =>
      request._tag === "History" && !keepsHistory
        ? Promise.resolve({
            ok: true,
            value: Memory.answer(memory, site ?? source.label, request) as Answers[A["_tag"]]
          })
        : source.ask(request)
  }
}

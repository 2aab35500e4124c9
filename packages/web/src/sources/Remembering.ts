/**
 * A source that answers for the time since the page was opened, where it keeps no history itself.
 */
import type { Answer, Answers, Ask, Source } from "../Source.ts"
import * as Memory from "./Memory.ts"

/** The source, with a memory where it has none. `clock` gives milliseconds since 1970. */
export const remembering = (source: Source, clock: () => number): Source => {
  if (source.capabilities.history) return source
  let memory = Memory.nothing
  let site: string | null = null
  return {
    ...source,
    subscribe: (tell) =>
      source.subscribe((event) => {
        if (event.type === "sites" && event.site !== site) {
          ;({ site } = event)
          memory = Memory.nothing
        }
        if (event.type === "reading") memory = Memory.add(memory, event.reading, clock() - event.ageMillis)
        memory = Memory.hear(memory, event, clock())
        tell(event)
      }),
    ask: <A extends Ask>(request: A): Promise<Answer<Answers[A["_tag"]]>> =>
      request._tag === "History"
        ? Promise.resolve({
            ok: true,
            value: Memory.answer(memory, site ?? source.label, request) as Answers[A["_tag"]]
          })
        : source.ask(request)
  }
}

/**
 * Methods that no route has: an answer that says which there are, in place of "there is no such thing". Made of the routes of
 * the API.
 */
import { HttpRouter } from "effect/http"
import { Api } from "./Api.ts"
import * as Guard from "./Guard.ts"
import * as Problem from "./Problem.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

/** The methods of each path. */
const routes = new Map<HttpRouter.PathInput, Set<string>>()
for (const { endpoints } of Object.values(Api.groups)) {
  for (const { path, method } of Object.values(endpoints)) {
    routes.set(path, new Set([...(routes.get(path) ?? []), method]))
  }
}

/** The answers to the other methods of each path. */
export const layer = HttpRouter.addAll(
  [...routes].flatMap(([path, known]) =>
    methods
      .filter((method) => !known.has(method))
      .map((method) => {
        const allow = [...known].join(", ")
        const problem = Problem.problem(
          405,
          "bad-method",
          `${method} does not go with this: expected ${allow}`
        )
        return HttpRouter.route(method, path, Guard.answerOf(problem, { allow }))
      })
  )
)

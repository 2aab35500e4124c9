/**
 * Questions to the gateway that served this page. Every failure is a value with words: the gateway's own, or that it did not
 * answer. The token is kept for this tab alone and sent as a header, never in an address.
 */
import type { Answer, Failure } from "../../Source.ts"

/** Where the token is kept. */
const TOKEN = "vebus.token"

/** A failure, with the status of the answer; `null`: nobody answered. */
export interface Refusal extends Failure {
  readonly status: number | null
}

/** The answer to a question, or its refusal. */
export type Answered<A> = Exclude<Answer<A>, Failure> | Refusal

/** A failure in words. */
export const refusal = (
  status: number | null,
  reason: string | null,
  message: string,
  remedy: string | null = null
): Refusal => ({ ok: false, status, reason, message, remedy })

/** The token of this visit; `null`: there is none. */
export const token = (): string | null => sessionStorage.getItem(TOKEN)

/** Keeps a token, or forgets it. */
export const keepToken = (value: string | null): void => {
  if (value === null) sessionStorage.removeItem(TOKEN)
  else sessionStorage.setItem(TOKEN, value)
}

/** The headers of every request. */
const headers = (more: Readonly<Record<string, string>>, bearer: string | null): Record<string, string> =>
  bearer === null ? { ...more } : { ...more, authorization: `Bearer ${bearer}` }

interface Problem {
  readonly reason?: string | null
  readonly message?: string
  readonly remedy?: string | null
}

/** The failure that an answer tells. */
const told = async (response: Response): Promise<Refusal> => {
  const problem = (await response.json().catch(() => ({}))) as Problem
  return refusal(
    response.status,
    problem.reason ?? null,
    problem.message ?? `the gateway answered with status ${response.status}`,
    problem.remedy ?? null
  )
}

const away = (): Refusal => refusal(null, "no-gateway", "the gateway does not answer")

/** A path of the API, relative to the page: a proxy may have put both under a path of its own. */
const address = (path: string): string => `./${path}`

/** How a question is asked. */
export interface Question {
  readonly accept?: string
  /** As JSON; makes it a POST. */
  readonly body?: unknown
  readonly lastEventId?: string | null
  readonly signal?: AbortSignal
  /** In place of the token that is kept. */
  readonly bearer?: string
}

/** Asks, and gives the answer as it comes. */
export const open = async (
  path: string,
  { accept = "application/json", body, lastEventId = null, signal, bearer }: Question = {}
): Promise<Answered<Response>> => {
  try {
    const response = await fetch(address(path), {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: headers(
        {
          accept,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(lastEventId === null ? {} : { "last-event-id": lastEventId })
        },
        bearer ?? token()
      ),
      ...(signal === undefined ? {} : { signal })
    })
    return response.ok ? { ok: true, value: response } : await told(response)
  } catch {
    return away()
  }
}

/** Asks for a document, which has to say that it is of that schema: another version is no document that is known here. */
export const document = async <A extends { readonly schema: string }>(
  path: string,
  schema: A["schema"],
  question: Question = {}
): Promise<Answered<A>> => {
  const answer = await open(path, question)
  if (!answer.ok) return answer
  const found = (await answer.value.json().catch(() => null)) as A | null
  if (found?.schema === schema) return { ok: true, value: found }
  return refusal(
    answer.value.status,
    "bad-schema",
    `expected ${schema}, found ${String(found?.schema)}`,
    "Reload the page: it may be older than the gateway."
  )
}

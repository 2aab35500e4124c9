/**
 * From what a request wants changed to changes. Pure: what is no name or no value is found before a unit is asked.
 */
import { Assignment, type Change } from "@vebus/runtime"
import * as Result from "effect/Result"
import type { Assignments } from "./Api.ts"

/** The changes of a request, or what is wrong with the first that is. */
export const changesOf = ({
  to = "ram",
  settings = {},
  flags = {},
  switch: position,
  limit,
  charge
}: Assignments): Result.Result<ReadonlyArray<Change.Change>, string> =>
  Result.flatMap(
    Assignment.all([
      ...Object.entries(settings).map(([name, value]) => Assignment.setting(name, String(value), to)),
      ...Object.entries(flags).map(([name, on]) => Assignment.flag(name, on === true || on === "on", to)),
      ...(position === undefined ? [] : [Result.succeed({ _tag: "Switch", position } as const)]),
      ...(limit === undefined ? [] : [Result.succeed({ _tag: "Limit", amperes: limit } as const)]),
      ...(charge === undefined ? [] : [Result.succeed({ _tag: "Charge", to: charge } as const)])
    ]),
    (changes) =>
      changes.length === 0
        ? Result.fail("expected something to change: settings, flags, switch, limit or charge")
        : Result.succeed(changes)
  )

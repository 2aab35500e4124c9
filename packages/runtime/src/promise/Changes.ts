/**
 * From names with values to changes, by the words of the command line.
 */
import { Flag } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Assignment from "../control/Assignment.ts"
import type { Change, Destination } from "../control/Change.ts"
import type { Assignments } from "./Steering.ts"
import { BadChange } from "./Wrong.ts"

const textOf = (value: number | string | boolean): string =>
  typeof value === "boolean" ? (value ? "on" : "off") : String(value)

const isList = (changes: Assignments | ReadonlyArray<Change>): changes is ReadonlyArray<Change> =>
  Array.isArray(changes)

/** The changes that are wanted, or what is wrong with the first that makes no sense. */
export const make = (
  changes: Assignments | ReadonlyArray<Change>,
  to: Destination
): Result.Result<ReadonlyArray<Change>, BadChange> =>
  isList(changes)
    ? Result.succeed(changes)
    : Result.mapError(
        Assignment.all(
          Object.entries(changes).map(([name, value]) =>
            typeof value === "boolean" && Flag.byName(name) !== null
              ? Assignment.flag(name, value, to)
              : Assignment.either(name, textOf(value), to)
          )
        ),
        (why) => new BadChange({ why })
      )

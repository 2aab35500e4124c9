/**
 * The paths that take a PUT, their values, and the bounds of the configuration. Pure.
 */
import { type Change, plainValue } from "@vebus/runtime/promise"
import * as Result from "effect/Result"
import { charger, inverter, modes } from "./Paths.ts"
import type { Settings } from "./Settings.ts"

/** A path that may be changed. */
export interface Target {
  readonly path: string
  /** The subject: a newer change of the same takes the place of an older one. */
  readonly subject: "switch" | "limit"
  /** The change that a value asks for, or what is wrong with the value. */
  readonly parse: (value: unknown) => Result.Result<Change, string>
}

const position =
  (expected: string) =>
  (value: unknown): Result.Result<Change, string> => {
    const found = typeof value === "string" || typeof value === "number" ? modes.get(value) : undefined
    return found === undefined
      ? Result.fail(`expected ${expected}, found ${plainValue(value)}`)
      : Result.succeed({ _tag: "Switch", position: found })
  }

const limit =
  ({ limitMinimum = 0, limitMaximum = Infinity }: Settings["allow"], input: number | null) =>
  (value: unknown): Result.Result<Change, string> => {
    if (typeof value !== "number" || !Number.isFinite(value) || value <= 0)
      return Result.fail(`expected amperes above 0, found ${plainValue(value)}`)
    if (value < limitMinimum || value > limitMaximum)
      return Result.fail(
        `${value} A is not allowed here; allowed is ${[
          ...(limitMinimum > 0 ? [`from ${limitMinimum} A`] : []),
          ...(limitMaximum < Infinity ? [`up to ${limitMaximum} A`] : [])
        ].join(" ")}`
      )
    return Result.succeed({ _tag: "Limit", amperes: value, ...(input === null ? {} : { input }) })
  }

/** The paths that may be changed, as configured; none unless it says so. */
export const targets = ({ id, allow }: Settings): ReadonlyArray<Target> => {
  const acin = `${inverter(id)}.acin`
  return [
    ...(allow.switch
      ? ([
          {
            path: `${charger(id)}.mode`,
            subject: "switch",
            parse: position('"on", "off", "charger only" or "inverter only"')
          },
          {
            path: `${charger(id)}.modeNumber`,
            subject: "switch",
            parse: position("1 (charger only), 2 (inverter only), 3 (on) or 4 (off)")
          }
        ] as const)
      : []),
    ...(allow.limit
      ? ([
          { path: `${acin}.currentLimit`, subject: "limit", parse: limit(allow, null) },
          { path: `${acin}.1.currentLimit`, subject: "limit", parse: limit(allow, 1) },
          { path: `${acin}.2.currentLimit`, subject: "limit", parse: limit(allow, 2) }
        ] as const)
      : [])
  ]
}

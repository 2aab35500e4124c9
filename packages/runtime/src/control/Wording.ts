/**
 * How plans put things for people: a number with its unit, a frame in hex.
 */
import { Frames, Hex, Quantity, WinmonEnvelope } from "@vebus/codec"
import type { Question } from "../Question.ts"

/** The frame of an order in hex; a winmon command goes under the letter X. */
export const frameOf = (order: Question<unknown, "write">): string =>
  Hex.toHex(
    Frames.toWire(
      order._tag === "AdapterQuestion" ? order.request : WinmonEnvelope.request("X", order.command)
    )
  )

/** A number with its unit. */
export const quantity = (value: number, unit: string | null): string =>
  `${Quantity.printable(value)}${unit === null ? "" : ` ${unit}`}`

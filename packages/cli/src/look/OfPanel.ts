/**
 * Commands that look at a part of the panel: the switch, the input current limit. Where a silent unit keeps it, the
 * document says so instead.
 */
import type { Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Silent from "../output/Silent.ts"
import type * as Tables from "../output/Table.ts"
import * as Look from "./Look.ts"

/** The part of the panel that a command shows. */
interface Shown<N extends "limit" | "switch"> extends Omit<Look.Found<N>, "text"> {
  /** The same for people. */
  readonly pairs: Tables.Pairs
  /** A sentence below, where there is something to explain. */
  readonly note?: string
}

/** A command without words of its own. `first` is the head of the first line. */
export const command = <const N extends "limit" | "switch">(
  noun: N,
  description: string,
  first: string,
  absent: (reason: string) => Look.Found<N>["content"],
  show: (
    panel: Device.Panel.Panel,
    device: Look.Looking["device"],
    quantity: typeof Tables.quantity
  ) => Effect.Effect<Shown<N>, Look.Failure>
) =>
  Look.subcommand("get", noun, description, ({ device, Table }) =>
    Effect.gen(function* () {
      const silent = yield* Silent.addresses(device)
      const { value: panel, reason } = yield* Silent.part(device.panel, silent)
      const { pairs, note, ...found }: Shown<N> =
        panel === null
          ? { content: absent(reason), pairs: [[first, null]], note: reason }
          : yield* show(panel, device, Table.quantity)
      const said = note === undefined ? Silent.lines(silent) : ["", note]
      return { ...found, text: (view) => [...Table.pairs(pairs, view), ...said] }
    })
  )

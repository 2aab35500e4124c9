/**
 * The identity of the units, told as the one site of a source: read once the link is up, again until every unit has said it,
 * and after each interruption.
 */
import type { Device, Session } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Site } from "../Site.ts"
import type { Tell } from "./Recipe.ts"

const ASK_AGAIN = "1 minute"

type System = Effect.Success<Device.Reads["system"]>

const siteOf = (label: string, { adapter, units }: System): Site => ({
  site: label,
  link: "connected",
  product: units.find(({ product }) => product !== null)?.product ?? null,
  adapter: adapter.kind,
  units: units.map(({ address, product, firmware, phase }) => ({ address, product, firmware, phase })),
  readingAge: null,
  reason: null
})

/** Asks what is connected, until every unit has said it, and tells it each time. */
const told = (device: Device.Reads, label: string, tell: Tell): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (;;) {
      const found = yield* Effect.option(device.system)
      if (found._tag === "Some") {
        tell({ type: "sites", sites: [siteOf(label, found.value)], site: label })
        if (found.value.units.every(({ status }) => status === "present")) return
      }
      yield* Effect.sleep(ASK_AGAIN)
    }
  })

/** Tells it, for ever. */
export const watch = (
  session: Session.Session,
  device: Device.Reads,
  label: string,
  tell: Tell
): Effect.Effect<void> =>
  session.states.pipe(
    Stream.filter((state) => state === "connected"),
    Stream.runForEach(() => told(device, label, tell))
  )

/**
 * Changes of a simulation by its user: three buttons that explain the page better than text.
 */
import { useSignal } from "@preact/signals"
import type { Source, StageChange } from "../Source.ts"

interface Act {
  readonly name: string
  readonly undone: string
  readonly on: StageChange
  readonly off: StageChange
}

/** A kettle, in watts. */
const KETTLE = 2000

const acts: ReadonlyArray<Act> = [
  {
    name: "Cut the mains",
    undone: "Give the mains back",
    on: { change: "mains", on: false },
    off: { change: "mains", on: true }
  },
  {
    name: "Boil a kettle",
    undone: "Switch the kettle off",
    on: { change: "load", watts: KETTLE },
    off: { change: "load", watts: null }
  },
  {
    name: "Pull the bus cable",
    undone: "Put the bus cable back",
    on: { change: "bus", connected: false },
    off: { change: "bus", connected: true }
  }
]

const Button = ({ act, source }: { readonly act: Act; readonly source: Source }) => {
  const isOn = useSignal(false)
  const press = async (): Promise<void> => {
    const answer = await source.ask({ _tag: "Stage", change: isOn.value ? act.off : act.on })
    if (answer.ok) isOn.value = !isOn.value
  }
  return (
    <button type="button" onClick={() => void press()}>
      {isOn.value ? act.undone : act.name}
    </button>
  )
}

/** The buttons. */
export const Stage = ({ source }: { readonly source: Source }) => (
  <section class="card stage" aria-labelledby="stage-title">
    <h2 id="stage-title">Try what happens</h2>
    <div class="buttons">
      {acts.map((act) => (
        <Button key={act.name} act={act} source={source} />
      ))}
    </div>
  </section>
)

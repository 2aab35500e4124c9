/**
 * The sheet of a change, whatever step it is at.
 */
import { Sheet } from "../parts/Sheet.tsx"
import { TokenForm } from "../parts/TokenForm.tsx"
import type { Flow, Step } from "./Flow.ts"
import { OutcomeSheet } from "./OutcomeSheet.tsx"
import { PlanSheet } from "./PlanSheet.tsx"

interface Props {
  readonly flow: Flow
  /** Labels of the settings, by name. */
  readonly labels: ReadonlyMap<string, string>
}

const titleOf = (step: Step): string => {
  switch (step._tag) {
    case "Plan":
      return step.isUndo ? "Take the last change back" : "Look before you write"
    case "Token":
      return "This gateway wants its token"
    case "Refused":
      return "Nothing was written"
    case "Done":
      return "What became of it"
    default:
      return "One moment"
  }
}

const Content = ({ flow, labels, step }: Props & { readonly step: Step }) => {
  switch (step._tag) {
    case "None":
      return null
    case "Busy":
      return (
        <p role="status" class="muted">
          {step.text} …
        </p>
      )
    case "Plan":
      return (
        <PlanSheet
          key={step.plan.id}
          plan={step.plan}
          labels={labels}
          isUndo={step.isUndo}
          note={step.note}
          onApply={() => void flow.apply()}
          onClose={flow.close}
        />
      )
    case "Token":
      return (
        <>
          <TokenForm
            why="Changes need it."
            problem={step.message}
            onToken={(token) => void flow.unlock(token)}
          />
          <div class="actions">
            <button type="button" onClick={flow.close}>
              Cancel
            </button>
          </div>
        </>
      )
    case "Refused":
      return (
        <>
          <p class="problem" role="alert">
            {step.failure.message}
          </p>
          {step.failure.remedy === null ? null : <p>{step.failure.remedy}</p>}
          <div class="actions">
            <button type="button" onClick={flow.close}>
              Close
            </button>
          </div>
        </>
      )
    case "Done":
      return (
        <OutcomeSheet
          outcomes={step.outcomes}
          labels={labels}
          onUndo={step.isUndo ? null : () => void flow.undo()}
          onClose={flow.close}
        />
      )
  }
}

/** The sheet; nothing while nothing is changed. */
export const ChangeSheet = ({ flow, labels }: Props) => {
  const step = flow.step.value
  return step._tag === "None" ? null : (
    <Sheet title={titleOf(step)} onClose={step._tag === "Busy" ? () => undefined : flow.close}>
      <Content flow={flow} labels={labels} step={step} />
    </Sheet>
  )
}

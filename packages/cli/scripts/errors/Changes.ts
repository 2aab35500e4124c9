/**
 * Why a change is refused or did not come out, and what is wrong with the records of changes: a row for each reason.
 */
import { ControlError, StateStore } from "@vebus/runtime"
import * as ExitCode from "../../src/ExitCode.ts"
import { entries, type Section, type Told } from "./Entry.ts"

type Reason = ControlError.ControlReason

const reasons: { readonly [Tag in Reason["_tag"]]: Told<Extract<Reason, { readonly _tag: Tag }>> } = {
  OutOfRange: {
    meaning:
      "The unit does not allow the value, or it contradicts another one (float above absorption). Nothing was sent.",
    remedy: "take a value that the message allows. The limits are the unit's own, read just before.",
    examples: [
      new ControlError.OutOfRange({ what: "UBatFloat", wanted: "70 V", allowed: "48 V to 64 V" }),
      new ControlError.OutOfRange({
        what: "input current limit",
        wanted: "60 A",
        allowed: "4.9 to 50 A, or none, or zero by that name"
      })
    ]
  },
  Forbidden: {
    meaning:
      "This project does not change it: grid code, system layout, what cannot be taken back, what the unit does not let a panel change. Nothing was sent.",
    remedy: "the message names who or what changes it.",
    examples: [
      new ControlError.Forbidden({
        what: "setting 81",
        why: "it belongs to the grid code, which the law where you live prescribes",
        instead: "Victron's own tools and a qualified installer change it"
      })
    ]
  },
  BudgetSpent: {
    meaning:
      "The EEPROM of the unit has been written as often today as the budget allows. Nothing was sent. [Why](safety.md).",
    remedy: "write to RAM (`--to ram`, the default), wait until tomorrow, or say `--override-budget`.",
    examples: [new ControlError.BudgetSpent({ unit: "serial:HQ0000TEST1", wanted: 2, spent: 20, budget: 20 })]
  },
  OtherMaster: {
    meaning: "Another controller steers the unit, and two would fight. Nothing was sent.",
    remedy: "change it at that controller, or disconnect it.",
    examples: [
      new ControlError.OtherMaster({ what: "input current limit", master: "a Digital Multi Control" })
    ]
  },
  ReadOnly: {
    meaning: "Writing is switched off as a whole. Nothing was sent.",
    remedy:
      "unset `VEBUS_READ_ONLY`, or ask whoever set it why. In a browser, where there is no such variable, changes are off until the page's user allows them.",
    examples: [
      new ControlError.ReadOnly({ what: "2 writes" }),
      new ControlError.ReadOnly({ what: "2 writes", why: "nobody has allowed changes here" })
    ]
  },
  NotVerified: {
    meaning:
      "The unit acknowledged, and then showed neither the old nor the new value. Nothing was repeated, and nothing behind it in the plan was begun.",
    remedy:
      "look at the value with `vebus settings get`; `vebus undo` writes the old one of settings, switch, limit and lines, but takes no forced charge state back.",
    examples: [
      new ControlError.NotVerified({ what: "UBatFloat", before: "52 V", wanted: "51.8 V", found: "53 V" })
    ]
  }
}

type Doing = "read" | "write" | "lock"

const folder = "/home/you/.local/state/vebus"

const records: Told<StateStore.StateError> = {
  meaning:
    "What is remembered about units cannot be read, written or locked. Without it nothing is written to a unit.",
  remedy:
    "see that the folder can be written to, or name another one in `VEBUS_STATE_DIR`. A file that makes no sense stays as it is: put back a copy. Deleting `eeprom.json` forgets how often the EEPROM was written.",
  examples: (
    [
      ["write", "EACCES: permission denied, mkdir"],
      ["lock", "after 3000 ms process 512 on boat holds it. If nothing of ours runs there, remove the file"]
    ] satisfies ReadonlyArray<readonly [Doing, string]>
  ).map(
    ([doing, cause]) =>
      new StateStore.StateError({ doing, path: doing === "lock" ? `${folder}/lock` : folder, cause })
  )
}

const messageOf = ({ message }: { readonly message: string }): string => message

/** What planning and carrying out changes can fail with, besides the errors of port and device. */
export const sections: ReadonlyArray<Section> = [
  {
    title: "ControlError",
    introduction: "A change is refused, or did not come out as wanted.",
    entries: entries<Reason["_tag"], Reason>(reasons, messageOf, (reason) =>
      ExitCode.of(ControlError.because(reason))
    )
  },
  {
    title: "Records",
    introduction: "The journal of changes and the count of EEPROM writes, in the state directory.",
    entries: entries({ StateError: records }, messageOf, ExitCode.of)
  }
]

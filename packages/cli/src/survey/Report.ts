/**
 * The result of a survey, for the person who made it: the surveyed unit, and which statements of our documentation it confirms or
 * contradicts, and where it differs from another one.
 */
import { Product, SoftwareVersion } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import { Compare, Statements } from "@vebus/runtime"

const unitLine = (unit: Survey.PresentUnit): string => {
  const product = Product.deviceName(SoftwareVersion.productId(unit.version)) ?? "an unknown product"
  const unanswered =
    unit.unanswered.length === 0 ? "" : `, ${unit.unanswered.length} questions without an answer`
  return `address ${unit.address}: ${product}, firmware ${SoftwareVersion.firmware(unit.version)}, ${unit.settings.length} settings, ${unit.ram.length} RAM variables${unanswered}`
}

/** Where the statements stand. */
const PAGES = "docs/protocol"

const of = (survey: Survey.Survey, verdict: Statements.Verdict): ReadonlyArray<Statements.Statement> =>
  Statements.all.filter(({ judge }) => judge(survey) === verdict)

/** The surveyed unit, and the verdict on our documentation. */
export const lines = (file: string, survey: Survey.Survey): ReadonlyArray<string> => {
  const told = ({ id, says }: Statements.Statement) => `  ${id}: ${says}`
  const [confirmed, contradicted, open] = (["confirmed", "contradicted", "open"] as const).map((verdict) =>
    of(survey, verdict)
  ) as [
    ReadonlyArray<Statements.Statement>,
    ReadonlyArray<Statements.Statement>,
    ReadonlyArray<Statements.Statement>
  ]
  return [
    `${file}: adapter ${survey.adapter.version}`,
    ...Survey.whole(survey).map((unit) => `  ${unitLine(unit)}`),
    ...survey.units
      .filter((unit) => !Survey.isPresent(unit))
      .map(({ address, status }) => `  address ${address}: ${status}`),
    `confirmed: ${confirmed.length} statements of ${PAGES}`,
    ...confirmed.map(told),
    `contradicted: ${contradicted.length}`,
    ...contradicted.map(told),
    `open, since nothing in this system shows it: ${open.map(({ id }) => id).join(", ") || "none"}`,
    "Serial numbers are masked. Look at the file before you send it."
  ]
}

/** A line for each difference. */
export const differences = (before: Survey.Survey, after: Survey.Survey): ReadonlyArray<string> =>
  Compare.differences(before, after).map(Compare.sentence)

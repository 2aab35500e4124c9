/**
 * The doctor: why there is no adapter or no answer, and what to do. `Examination` opens a port and looks, `OfSession` looks at
 * a session that lives; `Diagnosis` says what that means, `Document` puts it into words for programs. Sends only reads.
 */
export * as Causes from "./Causes.ts"
export * as Diagnosis from "./Diagnosis.ts"
export * as Document from "./Document.ts"
export * as Examination from "./Examination.ts"
export * as Looks from "./Looks.ts"
export type * as Observations from "./Observations.ts"
export * as OfSession from "./OfSession.ts"
export * as Row from "./Row.ts"

/**
 * One cause of trouble: how it is recognised, what it means, what to do, and how the command ends that met it.
 */
import type * as Failure from "../documents/Failure.ts"
import type * as Errors from "../Errors.ts"
import type { Observations } from "./Observations.ts"

/** The checks, in their order. */
export const names = [
  "adapter",
  "port",
  "line",
  "firmware",
  "device",
  "units",
  "alarms",
  "values",
  "control"
] as const

/** The name of a check. */
export type CheckName = (typeof names)[number]

/** Why an error of the link came about. */
export type Reason = Errors.TransportReason | Errors.DeviceReason

/** The facts that a remedy depends on. */
export interface Facts extends Pick<Observations, "platform" | "port" | "group"> {
  /** The process that has the port, where the system reports it. */
  readonly owner: { readonly pid: number; readonly name: string } | null
}

/** A remedy in words, for who has these facts. */
export type Remedy = (facts: Facts) => string

/** A cause: the check that finds it, how it is known, and what to say. */
export interface Row {
  /** The check that finds it. */
  readonly check: CheckName
  /** The sign of the cause; `null`: it is not that. The first row of a check that recognises itself holds. */
  readonly recognise: (seen: Observations) => string | null
  /** Whether an error of the link with this reason has this cause. */
  readonly isBehind?: (reason: Reason) => boolean
  /** The meaning, in a sentence. */
  readonly meaning: string | ((seen: Observations) => string)
  readonly remedy: string | Remedy
  /** The sort of error that a command ends with that met it. */
  readonly kind: Failure.Kind
}

/** A row of a cause that the port itself reports. */
export const reported = <const Tag extends Errors.TransportReason["_tag"]>(
  tag: Tag,
  row: Pick<Row, "meaning" | "remedy" | "kind"> & {
    readonly check: "adapter" | "port"
    readonly found: (reason: Extract<Errors.TransportReason, { readonly _tag: Tag }>) => string
    /** Which of the errors with this tag; all of them unless said otherwise. */
    readonly when?: (reason: Extract<Errors.TransportReason, { readonly _tag: Tag }>) => boolean
  }
): Row => {
  type Its = Extract<Errors.TransportReason, { readonly _tag: Tag }>
  const { found, when = () => true, ...rest } = row
  const isIt = (reason: Reason): boolean => reason._tag === tag && when(reason as Its)
  return {
    ...rest,
    isBehind: isIt,
    recognise: ({ failure }) => (failure !== null && isIt(failure) ? found(failure as Its) : null)
  }
}

/** One text for each system that has its own way, and one for the others. */
export const byPlatform =
  (texts: { readonly [platform: string]: string | Remedy; readonly other: string | Remedy }): Remedy =>
  (facts) => {
    const text = texts[facts.platform] ?? texts.other
    return typeof text === "string" ? text : text(facts)
  }

/**
 * One text for a port behind TCP, another for a port of this machine, and one for who has no command line: a page with Web
 * Serial.
 */
export const byPort =
  (texts: { readonly tcp: string; readonly serial: string; readonly page?: string }): Remedy =>
  ({ port }) =>
    port?.startsWith("tcp:") === true
      ? texts.tcp
      : port?.startsWith("webserial:") === true
        ? (texts.page ?? texts.serial)
        : texts.serial

/** Brings power back to an adapter. */
export const wake =
  "Switch the inverter on at its front switch or connect AC input, and check the cable between adapter and inverter (a straight RJ45 cable, in a VE.Bus socket, not VE.Can)."

/** Brings an adapter back to 2400 baud. */
export const otherSpeed =
  "If another program used the adapter before, it may have left it at another speed, and then it hears nothing: pull the VE.Bus cable out for ten seconds."

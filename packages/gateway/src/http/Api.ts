/**
 * The HTTP API as one declaration: handlers, the typed client (`HttpApiClient.make(Api)`) and OpenAPI come from it. It names
 * no Node module, so that clients anywhere can use it. Reference: gateway.md 3.
 */
import * as Reading from "@vebus/codec/reading"
import { SwitchRegister } from "@vebus/codec"
import { WritePlan } from "@vebus/runtime"
import { Mode } from "@vebus/runtime/ess"
import { Backup } from "@vebus/runtime/backup"
import { Document as Doctor } from "@vebus/runtime/doctor"
import { Documents as Of, Outcomes } from "@vebus/runtime/documents"
import * as Schema from "effect/Schema"
import {
  HttpApi,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiMiddleware,
  HttpApiSchema,
  OpenApi
} from "effect/http-api"
import * as History from "../history/Query.ts"
import { Changes, Reads } from "./Auth.ts"
import * as Documents from "./Documents.ts"
import * as Problem from "./Problem.ts"

const { errors } = Problem

/** Turns requests that make no sense into errors with words. */
export class Sense extends HttpApiMiddleware.Service<Sense>()("@vebus/gateway/http/Sense", {
  error: errors[400]
}) {}

const site = { site: Schema.String }
const unknownSite = errors[404]
const unanswered = [errors[404], errors[503]] as const

const unit = { address: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 31 }))) }

const about = <const Noun extends "settings" | "flags" | "ram" | "info" | "energy">(
  noun: Noun,
  summary: string
) =>
  HttpApiEndpoint.get(noun, `/api/v1/sites/:site/${noun}`, {
    params: site,
    query: unit,
    success: Of.documents[noun],
    error: unanswered
  }).annotate(OpenApi.Summary, summary)

const Amount = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/** The changes that are asked for, as in a plan file, and those that have no name there. */
export const Assignments = Schema.Struct({
  /** Whether settings and flags are stored; `ram` unless said otherwise. */
  to: Schema.optionalKey(Schema.Literals(["ram", "eeprom"])),
  /** Settings by name or id: a number, with or without its unit, or the name of a value. */
  settings: Schema.optionalKey(Schema.Record(Schema.String, Amount)),
  /** Flags by name or number. */
  flags: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.Union([Schema.Boolean, Schema.Literals(["on", "off"])]))
  ),
  /** The position of the switch. */
  switch: Schema.optionalKey(SwitchRegister.SwitchPosition),
  /** The input current limit in amperes; `none`: the highest that the unit allows. */
  limit: Schema.optionalKey(Schema.Union([Schema.Finite, Schema.Literal("none")])),
  /** A charge state to be forced, once. */
  charge: Schema.optionalKey(Schema.Literals(["absorption", "float", "equalise"])),
  /** The unit on the bus; that of the site unless said otherwise. */
  address: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 31 })))
}).annotate({ description: "What is to be changed" })
/** The changes that are asked for. */
export type Assignments = typeof Assignments.Type

/** A command for the set-point, or for grid control: one of these keys. */
export const Steering = Schema.Struct({
  /** The set-point, in watts drawn by the unit; it ends with 0 after a minute without another one, and with `off`. */
  setpoint: Schema.optionalKey(Schema.Union([Schema.Finite, Schema.Literal("off")])),
  /** The mode of grid control; any but `off` begins it. */
  mode: Schema.optionalKey(Mode),
  /** Watts that are to be drawn from the grid; `off`: those of the configuration. */
  target: Schema.optionalKey(Schema.Union([Schema.Finite, Schema.Literal("off")]))
})
  .check(
    Schema.makeFilter((steering) =>
      Object.keys(steering).length === 1 ? undefined : "expected one of setpoint, mode and target"
    )
  )
  .annotate({ description: "A command for the set-point, or for grid control" })
/** A command for the set-point, or for grid control. */
export type Steering = typeof Steering.Type

const refused = [errors[400], errors[403], errors[404], errors[409], errors[429], errors[503]] as const

const reads = HttpApiGroup.make("read")
  .add(
    HttpApiEndpoint.get("sites", "/api/v1/sites", { success: Documents.Sites }).annotate(
      OpenApi.Summary,
      "All sites"
    ),
    HttpApiEndpoint.get("site", "/api/v1/sites/:site", {
      params: site,
      success: Documents.Site,
      error: unknownSite
    }).annotate(OpenApi.Summary, "One site"),
    HttpApiEndpoint.get("reading", "/api/v1/sites/:site/reading", {
      params: site,
      success: Reading.Reading,
      error: unanswered
    }).annotate(OpenApi.Summary, "What the system is doing now; 503 while nobody knows"),
    HttpApiEndpoint.get("stream", "/api/v1/stream", {
      query: { site: Schema.optionalKey(Schema.String) },
      headers: { "last-event-id": Schema.optionalKey(Schema.String) },
      success: HttpApiSchema.StreamSse({ events: Documents.StreamEvent }),
      error: [unknownSite, errors[429]]
    }).annotate(OpenApi.Summary, "Readings, states, alarms and outcomes as they come"),
    about("settings", "Settings as they are stored: takes a while"),
    about("flags", "Flags"),
    about("ram", "RAM variables: takes a while"),
    about("info", "The adapter, the system, and each of its units"),
    about("energy", "The energy counters as they stand"),
    HttpApiEndpoint.get("backup", "/api/v1/sites/:site/backup", {
      params: site,
      query: unit,
      success: Backup.Backup,
      error: unanswered
    }).annotate(OpenApi.Summary, "The whole configuration of a unit, each value read twice. Takes a minute"),
    HttpApiEndpoint.get("doctor", "/api/v1/sites/:site/doctor", {
      params: site,
      success: Doctor.Doctor,
      error: unknownSite
    }).annotate(
      OpenApi.Summary,
      "Why there is no answer, and what to do; or that all is well. Takes some seconds"
    ),
    HttpApiEndpoint.get("frames", "/api/v1/sites/:site/frames", {
      params: site,
      success: HttpApiSchema.StreamSse({ events: Documents.FrameEvent }),
      error: [...unanswered, errors[429]]
    }).annotate(OpenApi.Summary, "Frames as they come from the adapter"),
    HttpApiEndpoint.get("history", "/api/v1/history", {
      query: {
        site: Schema.String,
        /** Names of fields, joined by commas; all unless said otherwise. */
        fields: Schema.optionalKey(Schema.String),
        /** ISO 8601, or milliseconds since 1970; an hour ago unless said otherwise. */
        from: Schema.optionalKey(Schema.String),
        to: Schema.optionalKey(Schema.String),
        points: Schema.optionalKey(Schema.Int)
      },
      headers: { accept: Schema.optionalKey(Schema.String) },
      success: [History.Answer, Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/csv" }))],
      error: [errors[400], errors[404], errors[503]]
    }).annotate(OpenApi.Summary, "What was, in columns; CSV where Accept asks for text/csv"),
    HttpApiEndpoint.get("metrics", "/metrics", {
      headers: { accept: Schema.optionalKey(Schema.String) },
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain" }))
    }).annotate(OpenApi.Summary, "Metrics for Prometheus")
  )
  .middleware(Reads)
  .middleware(Sense)

const changes = HttpApiGroup.make("change")
  .add(
    HttpApiEndpoint.get("access", "/api/v1/access", { success: HttpApiSchema.NoContent }).annotate(
      OpenApi.Summary,
      "Whether the token that came along lets somebody change anything. Sends nothing to a unit"
    ),
    HttpApiEndpoint.post("undo", "/api/v1/sites/:site/undo", {
      params: site,
      query: unit,
      success: WritePlan.WritePlan,
      error: refused
    }).annotate(
      OpenApi.Summary,
      "The plan that takes the last change of a unit back, whoever made it. Sends only reads; the plan holds for a minute"
    ),
    HttpApiEndpoint.post("plan", "/api/v1/sites/:site/plans", {
      params: site,
      payload: Assignments,
      success: WritePlan.WritePlan,
      error: [...refused, errors[413], errors[415]]
    }).annotate(OpenApi.Summary, "What would be sent. Sends only reads; the plan holds for a minute"),
    HttpApiEndpoint.post("execute", "/api/v1/sites/:site/plans/:id/execute", {
      params: { site: Schema.String, id: Schema.String },
      success: Outcomes.Outcomes,
      error: refused
    }).annotate(OpenApi.Summary, "Carries a plan out, once, and says what became of each write"),
    HttpApiEndpoint.post("steer", "/api/v1/sites/:site/ess", {
      params: site,
      payload: Steering,
      success: Documents.Site,
      error: [...refused, errors[413], errors[415]]
    }).annotate(
      OpenApi.Summary,
      "Sets the set-point of the ESS assistant, or the mode or target of grid control; answers with the site as it is then"
    )
  )
  .middleware(Changes)
  .middleware(Sense)
  // A key that is misspelt would change what the request means.
  .annotate(HttpApi.PayloadParseOptions, { onExcessProperty: "error", errors: "all" })

const health = HttpApiGroup.make("health", { topLevel: true }).add(
  HttpApiEndpoint.get("healthz", "/healthz", { success: Documents.Health }).annotate(
    OpenApi.Summary,
    "Whether the process lives"
  ),
  HttpApiEndpoint.get("readyz", "/readyz", { success: Documents.Health, error: errors[503] }).annotate(
    OpenApi.Summary,
    "Whether every site has a fresh reading; else 503"
  )
)

/** The whole API. */
export class Api extends HttpApi.make("vebus")
  .add(reads)
  .add(changes)
  .add(health)
  .annotateMerge(
    OpenApi.annotations({
      title: "VE.Bus gateway",
      version: "1",
      description:
        "Victron inverter/chargers behind MK2 and MK3 adapters. Not affiliated with Victron Energy.",
      license: { name: "MIT" }
    })
  ) {}

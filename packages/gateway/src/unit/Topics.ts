/**
 * The topics of one site, as they stand under the base topic of the broker.
 *
 *     <base>/<site>/status                  online | offline        retained, last will
 *     <base>/<site>/bridge                  link, version, counters retained
 *     <base>/<site>/<address>/availability  online | offline        retained
 *     <base>/<site>/<address>/state         all figures             retained
 *     <base>/<site>/<address>/info          product, capabilities   retained
 *     <base>/<site>/<address>/set/<target>  commands
 *     <base>/<site>/<address>/get/<what>    questions, answered at their response topic
 *     <base>/<site>/<address>/result        what became of a command
 *     <base>/<site>/events                  alarms, link events
 *
 * Reference: integrations.md 3.1.
 */

/** The topics of one site. */
export interface Topics {
  readonly status: string
  readonly bridge: string
  readonly events: string
  /** A topic of one unit: `of(0, "state")`. */
  readonly of: (address: number, name: string) => string
  /** The availability of all units, as a filter. */
  readonly availability: string
  /** The filter that commands come in by. */
  readonly set: string
  /** The filter that questions come in by. */
  readonly get: string
}

/** The topics of a site. */
export const make = (base: string, site: string): Topics => ({
  status: `${base}/${site}/status`,
  bridge: `${base}/${site}/bridge`,
  events: `${base}/${site}/events`,
  of: (address, name) => `${base}/${site}/${address}/${name}`,
  availability: `${base}/${site}/+/availability`,
  set: `${base}/${site}/+/set/#`,
  get: `${base}/${site}/+/get/+`
})

/** The unit and the target that a topic of a command or a question names. */
export interface Incoming {
  readonly site: string
  readonly address: number
  readonly verb: "set" | "get"
  readonly what: string
}

const INCOMING = /^([a-z0-9_-]{1,32})\/(\d{1,2})\/(set|get)\/([^/]+)$/

/** Reads an incoming topic; `null` where it is none of ours. */
export const parse = (base: string, topic: string): Incoming | null => {
  if (!topic.startsWith(`${base}/`)) return null
  const [, site, address, verb, what] = INCOMING.exec(topic.slice(base.length + 1)) ?? []
  return site === undefined
    ? null
    : { site, address: Number(address), verb: verb as Incoming["verb"], what: what! }
}

/**
 * One connection to one broker, until its scope closes or it is lost. It does not come back by itself: `Reconnect.ts` opens
 * the next one, perhaps to another server.
 *
 * The will says `offline` for the site. With MQTT 5 it waits ten seconds, so that a short loss of the network shows nowhere.
 * The session lives no longer than the connection needs for that, and begins clean: commands that were sent meanwhile are
 * not kept for us.
 * Reference: integrations.md 3.3, 3.4; real-parts.md 3.
 */
import {
  connect,
  type IClientOptions,
  type IClientPublishOptions,
  type IPublishPacket,
  type MqttClient
} from "mqtt"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

/** The protocol: 5, or 3.1.1 by its number on the wire. */
export type Version = 4 | 5

/** A broker did not do what was asked. */
export class MqttError extends Data.TaggedError("MqttError")<{
  readonly doing: "connect" | "publish" | "subscribe"
  /** A reason code of the broker, or what the system says; `null`: neither. */
  readonly code: string | number | null
  readonly message: string
}> {}

/** A message that came in. */
export interface Message {
  readonly topic: string
  readonly payload: Uint8Array
  readonly packet: IPublishPacket
}

/** How a message goes out. */
export interface Publishing {
  readonly qos: 0 | 1
  readonly retain: boolean
  /** For how many seconds it is worth anything (MQTT 5). */
  readonly expiry?: number
  /** The data by which a question finds its answer (MQTT 5). */
  readonly correlationData?: Uint8Array
  /** Pairs for whoever looks (MQTT 5). */
  readonly user?: Readonly<Record<string, string>>
}

/** Who connects, and where. */
export interface Options {
  readonly url: string
  readonly clientId: string
  readonly username: string | null
  readonly password: string | null
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** The topic of the will; `null`: there is none. */
  readonly status: string | null
  /** How long the broker may take to let us in, in milliseconds. Ten seconds unless said otherwise. */
  readonly connectMillis?: number
  /** So many messages may wait to be looked at; what comes beyond that is dropped. 256 unless said otherwise. */
  readonly inbox?: number
}

/** A connection that stands. */
export interface Connection {
  readonly url: string
  readonly version: Version
  readonly messages: Queue.Dequeue<Message>
  /** Publishes; with QoS 1 done when the broker has it. */
  readonly publish: (topic: string, payload: string, how: Publishing) => Effect.Effect<void, MqttError>
  /**
   * Publishes at QoS 0, unless the broker takes so little that much waits for it already: then the message is dropped, and
   * the next one will be newer.
   */
  readonly offer: (topic: string, payload: string, how: Omit<Publishing, "qos">) => Effect.Effect<boolean>
  readonly subscribe: (
    filters: ReadonlyArray<string>,
    options?: { readonly stored: boolean; readonly qos?: 0 | 1 }
  ) => Effect.Effect<void, MqttError>
  readonly unsubscribe: (filters: ReadonlyArray<string>) => Effect.Effect<void, MqttError>
  /** Done when the connection is lost, with the reason where there is one. */
  readonly lost: Effect.Effect<string>
}

const CONNECT_MILLIS = 10_000
const KEEPALIVE_SECONDS = 30
const WILL_DELAY_SECONDS = 10
/** What is longer, a broker with MQTT 5 does not send: nothing that we know needs so much. */
const MAX_PACKET_BYTES = 0x10_00_00
/** So many bytes may wait for a slow broker before figures are dropped. */
const BACKLOG_BYTES = 0x4_00_00
/** So many commands may wait to be looked at. */
const INBOX = 256

/** All that we publish in JSON is an object. */
const JSON_BEGINS = "{"

const failure =
  (doing: MqttError["doing"]) =>
  (cause: unknown): MqttError => {
    const { code = null, message } = cause as { code?: string | number; message?: string }
    return new MqttError({ doing, code, message: message || String(code ?? cause) })
  }

const wire = (
  version: Version,
  { qos, retain, expiry, correlationData, user }: Publishing,
  isJson: boolean
): IClientPublishOptions => ({
  qos,
  retain,
  ...(version === 5
    ? {
        properties: {
          payloadFormatIndicator: true,
          ...(expiry === undefined ? {} : { messageExpiryInterval: expiry }),
          ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
          ...(isJson ? { contentType: "application/json" } : {}),
          // The client waits for ever for a message whose list of pairs is empty.
          ...(user === undefined || Object.keys(user).length === 0 ? {} : { userProperties: { ...user } })
        }
      }
    : {})
})

/** Where a broker is. The client would take the URL apart itself, in a way that Node warns of. */
const place = (url: string): IClientOptions => {
  const { protocol, hostname, port, pathname, search, username, password } = new URL(url)
  return {
    protocol: protocol.slice(0, -1) as NonNullable<IClientOptions["protocol"]>,
    host: hostname.replace(/^\[|\]$/gu, ""),
    path: `${pathname}${search}`,
    ...(port === "" ? {} : { port: Number(port) }),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) })
  }
}

const begin = (
  { url, clientId, username, password, tls, status, connectMillis = CONNECT_MILLIS }: Options,
  version: Version
): MqttClient =>
  connect({
    ...place(url),
    protocolVersion: version,
    clientId,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: connectMillis,
    keepalive: KEEPALIVE_SECONDS,
    queueQoSZero: false,
    resubscribe: false,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...tls,
    ...(version === 5
      ? {
          properties: {
            sessionExpiryInterval: WILL_DELAY_SECONDS,
            maximumPacketSize: MAX_PACKET_BYTES
          }
        }
      : {}),
    ...(status === null
      ? {}
      : {
          will: {
            topic: status,
            payload: Buffer.from("offline"),
            qos: 1,
            retain: true,
            ...(version === 5 ? { properties: { willDelayInterval: WILL_DELAY_SECONDS } } : {})
          }
        })
  })

/** How many bytes wait for the broker. */
const backlog = ({ stream }: MqttClient): number =>
  (stream as { writableLength?: number }).writableLength ?? 0

/** Says goodbye where somebody listens. A broker that hears nothing more says `offline` by the will. */
const end = (client: MqttClient): Effect.Effect<void> =>
  Effect.tryPromise(() => client.endAsync(!client.connected)).pipe(
    Effect.timeout("300 millis"),
    Effect.catch(() => Effect.sync(() => void client.end(true)))
  )

/** Connects, until the scope closes. Fails where the broker does not let us, or cannot be reached. */
export const open = (options: Options, version: Version): Effect.Effect<Connection, MqttError, Scope.Scope> =>
  Effect.gen(function* () {
    const messages = yield* Queue.dropping<Message>(options.inbox ?? INBOX)
    const connected = yield* Deferred.make<void, MqttError>()
    const lost = yield* Deferred.make<string>()
    let why = "the connection was closed"
    const client = yield* Effect.acquireRelease(
      Effect.try({
        try: () => {
          const made = begin(options, version)
          made.on("connect", () => Deferred.doneUnsafe(connected, Effect.void))
          made.on("error", (error) => {
            why = failure("connect")(error).message
            Deferred.doneUnsafe(connected, Effect.fail(failure("connect")(error)))
          })
          made.on("disconnect", ({ reasonCode }) => {
            why =
              reasonCode === TAKEN_OVER
                ? takenOver(options.clientId)
                : `the broker ended it (${reasonCode ?? 0})`
          })
          made.on("close", () => {
            Deferred.doneUnsafe(
              connected,
              Effect.fail(new MqttError({ doing: "connect", code: NO_CONNACK, message: why }))
            )
            Deferred.doneUnsafe(lost, Effect.succeed(why))
          })
          made.on("message", (topic, payload, packet) => {
            Queue.offerUnsafe(messages, { topic, payload, packet })
          })
          return made
        },
        catch: failure("connect")
      }),
      end
    )
    yield* Deferred.await(connected)

    return {
      url: options.url,
      version,
      messages,
      publish: (topic, payload, how) =>
        Effect.tryPromise({
          try: () => client.publishAsync(topic, payload, wire(version, how, payload.startsWith(JSON_BEGINS))),
          catch: failure("publish")
        }),
      offer: (topic, payload, how) =>
        Effect.sync(() => {
          if (!client.connected || backlog(client) > BACKLOG_BYTES) return false
          client.publish(topic, payload, wire(version, { ...how, qos: 0 }, payload.startsWith(JSON_BEGINS)))
          return true
        }),
      subscribe: (filters, { stored, qos = 1 } = { stored: false }) =>
        Effect.tryPromise({
          // Retained as published, so that a stored command is known as one, and none of those stored before is sent.
          try: () =>
            client.subscribeAsync(
              Object.fromEntries(
                filters.map((filter) => [
                  filter,
                  version === 5 ? { qos, rap: true, rh: stored ? 0 : 2 } : { qos }
                ])
              )
            ),
          catch: failure("subscribe")
        }),
      unsubscribe: (filters) =>
        Effect.tryPromise({
          try: () => client.unsubscribeAsync([...filters]),
          catch: failure("subscribe")
        }),
      lost: Deferred.await(lost)
    }
  })

/** The broker ended the connection in place of an answer. */
export const NO_CONNACK = "no-connack"

const TAKEN_OVER = 0x8e

const takenOver = (clientId: string): string =>
  `another client connected as "${clientId}". Two gateways with the same site and base on one broker take the connection from each other: give one of them another name`

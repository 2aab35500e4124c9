/**
 * Errors of a port and of a device: one error class per layer, each with a tagged reason.
 *
 * Catch `TransportError` or `DeviceError`, and their reasons with `Effect.catchReason`. Every message says what was
 * tried and what happened, and what to try next where there is something. Exit codes: decisions.md 4.
 */
import { Hex } from "@vebus/codec"
import * as Schema from "effect/Schema"

/** Whether a port is that of a browser, whose user has no command line. */
const isOfBrowser = (port: string): boolean => port.startsWith("webserial:")

/** There is no such port; or, with no port named, no MK3 on this machine. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  port: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return this.port === null
      ? 'no MK3 found on this machine. Plug it in, name a port with --port ("vebus ports" lists them), or use --demo for a simulated inverter'
      : this.port.startsWith("tcp:")
        ? `cannot open ${this.port}: there is no host of this name. Is it spelled right, and is the network up?`
        : isOfBrowser(this.port)
          ? `cannot open ${this.port}: it is not plugged in, or this page may not use it. Plug it in, or choose it again`
          : `cannot open ${this.port}: there is no such port. "vebus ports" lists those there are`
  }
}

/** No port was named, and there are several to choose from. */
export class Several extends Schema.TaggedError<Several>()("Several", {
  ports: Schema.Array(Schema.String)
}) {
  override get message() {
    const what = this.ports.some(isOfBrowser) ? "Choose one" : "Name one with --port"
    return `several adapters found: ${this.ports.join(", ")}. ${what}`
  }
}

/** Another program has the port, its process where the system reports it; or another tab of the same page. */
export class Busy extends Schema.TaggedError<Busy>()("Busy", {
  port: Schema.String,
  owner: Schema.optionalKey(Schema.Struct({ pid: Schema.Int, name: Schema.String })),
  tab: Schema.optionalKey(Schema.Literal(true))
}) {
  override get message() {
    if (this.tab) return `cannot open ${this.port}: another tab of this page has it. Close that tab first`
    if (isOfBrowser(this.port)) {
      return `cannot open ${this.port}: another tab or program has it (VictronConnect, ModemManager, a vebus), or this user may not open serial ports (on Linux the group "dialout"). Stop that program first`
    }
    const owner =
      this.owner === undefined
        ? "VictronConnect, a Venus service, ModemManager, brltty, or a second vebus"
        : `process ${this.owner.pid}${this.owner.name === "" ? "" : `, ${this.owner.name}`}`
    return `cannot open ${this.port}: another program has it (${owner}). Stop that program first`
  }
}

/** The user may not use the port. */
export class PermissionDenied extends Schema.TaggedError<PermissionDenied>()("PermissionDenied", {
  port: Schema.String
}) {
  override get message() {
    if (isOfBrowser(this.port)) {
      return `cannot open ${this.port}: the browser does not let this page use serial ports. Allow them for this site, or ask who manages this computer`
    }
    return `cannot open ${this.port}: permission denied. Is the user in the port's group ("dialout", on Arch "uucp")? Log in again after joining it`
  }
}

/** Opening failed for a reason of the system's own. */
export class OpenFailed extends Schema.TaggedError<OpenFailed>()("OpenFailed", {
  port: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot open ${this.port}: ${this.cause}`
  }
}

/** The port was open and is gone: the plug was pulled, or the other side hung up. */
export class Lost extends Schema.TaggedError<Lost>()("Lost", { port: Schema.String, cause: Schema.String }) {
  override get message() {
    return `lost ${this.port}: ${this.cause}. Is the adapter still plugged in?`
  }
}

/** The reasons of a `TransportError`. */
export const TransportReason = Schema.Union([NotFound, Several, Busy, PermissionDenied, OpenFailed, Lost])
export type TransportReason = typeof TransportReason.Type

/** The port cannot be opened, or was lost. */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  reason: TransportReason
}) {
  override get message() {
    return this.reason.message
  }
}

/** The adapter answers, but this request got no reply in all its transmissions. */
export class NoReply extends Schema.TaggedError<NoReply>()("NoReply", {
  request: Schema.String,
  waitedMillis: Schema.Int,
  transmissions: Schema.Int,
  /** How many replies have come over this line too late; absent when none has. */
  late: Schema.optionalKey(Schema.Int)
}) {
  override get message() {
    const sent = `no reply to ${this.request} (sent ${this.transmissions} times, ${this.waitedMillis} ms each)`
    return this.late === undefined
      ? `${sent}. The device may be off or busy; is it the right address?`
      : `${sent}, but ${this.late} came too late: the line is slow. Delays of up to 5 s are allowed for; is the network or the serial server overloaded?`
  }
}

/** The port is open and silent. */
export class Asleep extends Schema.TaggedError<Asleep>()("Asleep", {
  port: Schema.String,
  waitedMillis: Schema.Int
}) {
  override get message() {
    return `no byte from ${this.port} for ${this.waitedMillis / 1000} s: the inverter is asleep or the VE.Bus cable is unplugged (the port itself is there). Switch the inverter on, or check the cable`
  }
}

/** Bytes come in, but no frame. */
export class Garbage extends Schema.TaggedError<Garbage>()("Garbage", {
  port: Schema.String,
  waitedMillis: Schema.Int,
  bytes: Schema.Int,
  sample: Schema.String
}) {
  override get message() {
    const found = `${this.bytes} bytes from ${this.port} in ${this.waitedMillis / 1000} s and no VE.Bus frame among them (${this.sample})`
    return isOfBrowser(this.port)
      ? `${found}. This looks like another cable: one for VE.Direct calls itself as an MK3 does. Choose another port`
      : `${found}. Is this an MK2 or MK3 at 2400 baud, and does no other program read the same port?`
  }
}

/** The adapter restarted, or the link was set right, in the middle of what belongs together. */
export class Restarted extends Schema.TaggedError<Restarted>()("Restarted", { request: Schema.String }) {
  override get message() {
    return `the adapter restarted before ${this.request}, in the middle of what belongs together. Try again`
  }
}

/** The device does not have what was asked for. `data` is what it answered behind the code. */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", {
  request: Schema.String,
  answer: Schema.String,
  data: Schema.Array(Schema.Int)
}) {
  override get message() {
    return `the device does not support ${this.request} (it answered ${this.answer})`
  }
}

/** The device did not understand the request. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  request: Schema.String,
  data: Schema.Array(Schema.Int)
}) {
  override get message() {
    return `the device refused ${this.request} (it answered ${["80", ...this.data.map(Hex.hexByte)].join(" ")})`
  }
}

/** The device wants an access level that we never ask for. */
export class AccessLevel extends Schema.TaggedError<AccessLevel>()("AccessLevel", {
  request: Schema.String,
  data: Schema.Array(Schema.Int)
}) {
  override get message() {
    return `${this.request} needs an access level (the device answered 9B): grid-code settings are changed by an installer's tool only`
  }
}

/** A reply with a good checksum whose bytes contradict its layout. */
export class Malformed extends Schema.TaggedError<Malformed>()("Malformed", {
  request: Schema.String,
  bytes: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `the reply to ${this.request} makes no sense: ${this.bytes}: ${this.cause}. Please report it with a capture`
  }
}

/** Three answers to one question, and no two alike. */
export class Contradictory extends Schema.TaggedError<Contradictory>()("Contradictory", {
  request: Schema.String
}) {
  override get message() {
    return `the device gave three different answers to ${this.request}: replies are damaged or mixed up on the way. Check cable and adapter, and try again`
  }
}

/** A list took too long: this was still without an answer when its time was over. */
export class GaveUp extends Schema.TaggedError<GaveUp>()("GaveUp", {
  request: Schema.String,
  afterMillis: Schema.Int
}) {
  override get message() {
    return `gave up on ${this.request}: the list it is of took ${Math.round(this.afterMillis / 1000)} s, since too little was answered. The device may be off or busy, or the line bad`
  }
}

/** No frame can carry the request: an address, an id or a row of bytes that does not fit. Nothing was sent. */
export class Unsendable extends Schema.TaggedError<Unsendable>()("Unsendable", {
  request: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot send ${this.request}: ${this.cause}`
  }
}

/** The reasons of a `DeviceError`. */
export const DeviceReason = Schema.Union([
  NoReply,
  Asleep,
  Garbage,
  Restarted,
  Unsupported,
  Refused,
  AccessLevel,
  Malformed,
  Contradictory,
  GaveUp,
  Unsendable
])
export type DeviceReason = typeof DeviceReason.Type

/** The device, or the adapter before it, did not give what was asked for. */
export class DeviceError extends Schema.TaggedError<DeviceError>()("DeviceError", { reason: DeviceReason }) {
  override get message() {
    return this.reason.message
  }
}

/** Everything that an exchange can fail with. */
export type LinkError = TransportError | DeviceError

/** The port cannot be opened, or was lost, and why. */
export const transport = (reason: TransportReason): TransportError => new TransportError({ reason })

/** The port is gone, and why. */
export const lost = (port: string, cause: string): TransportError => transport(new Lost({ port, cause }))

/** The device did not give what was asked for, and why. */
export const device = (reason: DeviceReason): DeviceError => new DeviceError({ reason })

/** Whether a request got no reply in all its transmissions. */
export const isNoReply = (error: LinkError): boolean =>
  error._tag === "DeviceError" && error.reason._tag === "NoReply"

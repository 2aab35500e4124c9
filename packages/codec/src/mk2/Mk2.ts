/**
 * MK2 frames (`p[0]` = FF): the command letter at `p[1]` chooses the frame.
 *
 *     41 A address    44 D adapter settings   46 F info        48 H bus lines   4C L LEDs   4E N high speed
 *     52 R restart    53 S switch             56 V version     57-5A, 78-7A winmon
 *
 * Reference: protocol.md 3.1.
 */
import { family } from "../bytes/Family.ts"
import { repliesOf, requestsOf, traitsOf } from "../link/Command.ts"
import * as AdapterSettings from "./AdapterSettings.ts"
import * as Address from "./Address.ts"
import * as BusLines from "./BusLines.ts"
import * as HighSpeed from "./HighSpeed.ts"
import * as Info from "./Info.ts"
import * as Leds from "./Leds.ts"
import * as Restart from "./Restart.ts"
import * as Switch from "./Switch.ts"
import * as Unknown from "./Unknown.ts"
import * as Version from "./Version.ts"
import * as WinmonEnvelope from "./WinmonEnvelope.ts"

/** Every command of the adapter. */
export const commands = [
  Address.command,
  AdapterSettings.command,
  Info.command,
  BusLines.command,
  Leds.command,
  HighSpeed.command,
  Restart.command,
  Switch.command,
  Version.command,
  WinmonEnvelope.command,
  Unknown.command
] as const

/** Any MK2 frame from a host. */
export const Request = family("Mk2Request", 1, requestsOf(commands), Unknown.Request)
export type Request = typeof Request.Type

/** Any MK2 frame from an adapter. */
export const Reply = family("Mk2Reply", 1, repliesOf(commands), Unknown.Reply)
export type Reply = typeof Reply.Type

/** The traits of an MK2 request. */
export const traits = traitsOf(commands)

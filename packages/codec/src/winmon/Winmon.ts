/**
 * Winmon: the code byte chooses the command or the reply.
 *
 *     below 80   a request; in what the adapter sends: an echo
 *     80 and up  a reply
 *
 * The letter around it (W X Y Z) is `mk2/WinmonEnvelope.ts`. Reference: protocol.md 4.4.
 */
import { family } from "../bytes/Family.ts"
import { repliesOf, requestsOf, tagsOfReplies, traitsOf } from "../link/Command.ts"
import * as DeviceState from "./DeviceState.ts"
import * as EnergyCounters from "./EnergyCounters.ts"
import * as FlagAccess from "./FlagAccess.ts"
import * as Password from "./Password.ts"
import * as RamInfo from "./RamInfo.ts"
import * as ReadRam from "./ReadRam.ts"
import * as ReadSetting from "./ReadSetting.ts"
import { refusals } from "./Refusal.ts"
import * as SerialNumber from "./SerialNumber.ts"
import * as SettingInfo from "./SettingInfo.ts"
import * as Snapshot from "./Snapshot.ts"
import * as SoftwareVersion from "./SoftwareVersion.ts"
import * as TwoStepWrite from "./TwoStepWrite.ts"
import * as Unknown from "./Unknown.ts"
import * as WriteViaId from "./WriteViaId.ts"

/** Every winmon command. */
export const commands = [
  SoftwareVersion.command,
  SoftwareVersion.highCommand,
  DeviceState.command,
  EnergyCounters.command,
  ReadRam.command,
  ReadSetting.command,
  ...TwoStepWrite.commands,
  SettingInfo.command,
  RamInfo.command,
  WriteViaId.command,
  Snapshot.command,
  Password.command,
  SerialNumber.command,
  FlagAccess.command,
  Unknown.command
] as const

/** Any winmon request. */
export const Request = family("WinmonRequest", 0, requestsOf(commands), Unknown.Request)
export type Request = typeof Request.Type

/** Any winmon reply. */
export const Reply = family("WinmonReply", 0, [...repliesOf(commands), ...refusals], Unknown.Reply)
export type Reply = typeof Reply.Type

/** What a host must know about a winmon request. */
export const traits = traitsOf(commands)

const positives = tagsOfReplies(commands)
const refused: ReadonlyArray<string> = refusals.map(({ name }) => name)

/**
 * Whether a reply belongs to the family that can answer a request: its positive codes, and the refusals. A reply with
 * the right letter but of a foreign family is a late answer to an earlier request (protocol.md 4.6).
 */
export const answers = (reply: Reply, request: Request): boolean =>
  refused.includes(reply._tag) || positives[request._tag]!.includes(reply._tag)

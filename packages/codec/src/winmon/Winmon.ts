/**
 * Winmon: the code byte chooses the command or the reply.
 *
 *     below 80   a request; in what the adapter sends: an echo
 *     80 and up  a reply
 *
 * The letter around it (W X Y Z) is `mk2/WinmonEnvelope.ts`. Reference: protocol.md 4.4.
 */
import { family } from "../bytes/Family.ts"
import { commandsOf, repliesOf, requestsOf, tagsOfReplies, traitsOf } from "../link/Command.ts"
import * as modules from "./commands.ts"
import { refusals } from "./Refusal.ts"
import * as Unknown from "./Unknown.ts"

/** Every winmon command. */
export const commands = commandsOf(modules)

/** Any winmon request. */
export const Request = family("WinmonRequest", 0, requestsOf(commands), Unknown.Request)
export type Request = typeof Request.Type

/** Any winmon reply. */
export const Reply = family("WinmonReply", 0, [...repliesOf(commands), ...refusals], Unknown.Reply)
export type Reply = typeof Reply.Type

/** The traits of a winmon request. */
export const traits = traitsOf(commands)

const positives = tagsOfReplies(commands)
const refused: ReadonlyArray<string> = refusals.map(({ name }) => name)

/**
 * Whether a reply belongs to the family that can answer a request: its positive codes, and the refusals. A reply with
 * the right letter but of a foreign family is a late answer to an earlier request (protocol.md 4.6).
 */
export const answers = (reply: Reply, request: Request): boolean =>
  refused.includes(reply._tag) || positives[request._tag]!.includes(reply._tag)

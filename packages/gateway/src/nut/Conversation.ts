/**
 * The conversation with one client: a line comes, an answer goes. Pure.
 *
 *     LIST UPS | VAR | RW | CMD | CLIENT UPS, ENUM | RANGE UPS VAR      GET VAR | TYPE | DESC UPS VAR, UPSDESC | NUMLOGINS UPS
 *     USERNAME, PASSWORD, LOGIN UPS, PRIMARY UPS, FSD UPS, LOGOUT       VER, NETVER, HELP, STARTTLS
 *
 * Name and password are taken as they come; whether they are right is said at `LOGIN`, `PRIMARY` and `FSD`, as clients
 * expect it. Nothing can be set and nothing commanded: `SET` and `INSTCMD` are refused. Reference: integrations.md 6.3, 6.4.
 */
import * as Line from "./Line.ts"
import * as Variables from "./Variables.ts"

/** The rights of a user: a primary may also force all clients to shut down. */
export type Role = "secondary" | "primary"

/** A UPS as clients see it. */
export interface Ups {
  readonly name: string
  /** For people. */
  readonly about: string
  /** `null`: nothing fresh is known, and nothing old is told. */
  readonly known: Variables.Known | null
  /** The status before the gateway was restarted, until a fresh one is known. */
  readonly lastStatus: string | null
}

/** The facts that answers are made of. */
export interface World {
  readonly upses: ReadonlyArray<Ups>
  readonly version: string
  /** The rights of a user; `null`: none. */
  readonly roleOf: (username: string, password: string) => Role | null
  /** The addresses of the clients that are logged in to a UPS. */
  readonly clientsOf: (ups: string) => ReadonlyArray<string>
  readonly canEncrypt: boolean
}

/** The state of a connection: the name, the password and the UPS that a client has given. */
export interface Session {
  readonly username: string | null
  readonly password: string | null
  /** The UPS that it is logged in to. */
  readonly login: string | null
  /** The UPS whose primary it is. */
  readonly primary: string | null
  readonly isEncrypted: boolean
}

/** A client that has said nothing yet. */
export const initial: Session = {
  username: null,
  password: null,
  login: null,
  primary: null,
  isEncrypted: false
}

/** An answer, and what comes of it. */
export interface Answer {
  readonly text: string
  readonly session: Session
  readonly next: "go-on" | "end" | "encrypt"
  /** The UPS whose clients are to shut down. */
  readonly forced: string | null
  /** Whether somebody was not let in. */
  readonly isDenied: boolean
}

/** The version of the protocol. */
const NETVER = "1.3"

type Code =
  | "ACCESS-DENIED"
  | "ALREADY-LOGGED-IN"
  | "ALREADY-SET-PASSWORD"
  | "ALREADY-SET-USERNAME"
  | "ALREADY-SSL-MODE"
  | "CMD-NOT-SUPPORTED"
  | "DATA-STALE"
  | "FEATURE-NOT-CONFIGURED"
  | "INVALID-ARGUMENT"
  | "PASSWORD-REQUIRED"
  | "READONLY"
  | "UNKNOWN-COMMAND"
  | "UNKNOWN-UPS"
  | "USERNAME-REQUIRED"
  | "VAR-NOT-SUPPORTED"

const say = (session: Session, ...lines: ReadonlyArray<string>): Answer => ({
  text: lines.map((line) => `${line}\n`).join(""),
  session,
  next: "go-on",
  forced: null,
  isDenied: false
})

const error = (session: Session, code: Code): Answer => ({
  ...say(session, `ERR ${code}`),
  isDenied: code === "ACCESS-DENIED"
})

/** The answer to who is not let in. */
export const denied = (session: Session): Answer => error(session, "ACCESS-DENIED")

type Command = (session: Session, words: ReadonlyArray<string>, world: World) => Answer

/** A command that takes so many words, no more and no fewer. */
const taking =
  (count: number, command: Command): Command =>
  (session, words, world) =>
    words.length === count ? command(session, words, world) : error(session, "INVALID-ARGUMENT")

/** A command about a UPS, whose name is its first word. */
const ofUps = (
  count: number,
  command: (session: Session, ups: Ups, words: ReadonlyArray<string>, world: World) => Answer
): Command =>
  taking(count, (session, words, world) => {
    const ups = world.upses.find(({ name }) => name === words[0])
    return ups === undefined ? error(session, "UNKNOWN-UPS") : command(session, ups, words, world)
  })

/** A command that only who has a role may give. */
const permitted = (
  isEnough: (role: Role) => boolean,
  command: (session: Session, ups: Ups, world: World) => Answer
): Command => {
  const asked = ofUps(1, (session, ups, _, world) => {
    const role = world.roleOf(session.username!, session.password!)
    return role !== null && isEnough(role) ? command(session, ups, world) : denied(session)
  })
  return (session, words, world) => {
    if (session.username === null) return error(session, "USERNAME-REQUIRED")
    if (session.password === null) return error(session, "PASSWORD-REQUIRED")
    return asked(session, words, world)
  }
}

const isPrimary = (role: Role): boolean => role === "primary"

const primary = (granted: string): Command =>
  permitted(isPrimary, (session, { name }) => say({ ...session, primary: name }, `OK ${granted}-GRANTED`))

const list = (session: Session, what: string, lines: ReadonlyArray<string>): Answer =>
  say(session, `BEGIN LIST ${what}`, ...lines, `END LIST ${what}`)

const emptyList = (what: string, count: number): Command =>
  ofUps(count, (session, _, words) => list(session, [what, ...words].join(" "), []))

/** The value of a variable, or why there is none. */
const valueOf = (
  { known, lastStatus }: Ups,
  name: string
): { readonly value: string } | { readonly code: Code } => {
  if (known === null)
    return name === "ups.status" && lastStatus !== null ? { value: lastStatus } : { code: "DATA-STALE" }
  const value = Variables.one(name, known)
  return value === null ? { code: "VAR-NOT-SUPPORTED" } : { value }
}

const lists: Readonly<Record<string, Command>> = {
  UPS: taking(0, (session, _, { upses }) =>
    list(
      session,
      "UPS",
      upses.map(({ name, about }) => `UPS ${name} ${Line.quoted(about)}`)
    )
  ),
  VAR: ofUps(1, (session, { name: ups, known }) =>
    known === null
      ? error(session, "DATA-STALE")
      : list(
          session,
          `VAR ${ups}`,
          Variables.all(known).map(({ name, value }) => `VAR ${ups} ${name} ${Line.quoted(value)}`)
        )
  ),
  RW: emptyList("RW", 1),
  CMD: emptyList("CMD", 1),
  ENUM: emptyList("ENUM", 2),
  RANGE: emptyList("RANGE", 2),
  CLIENT: ofUps(1, (session, { name }, _, { clientsOf }) =>
    list(
      session,
      `CLIENT ${name}`,
      clientsOf(name).map((address) => `CLIENT ${name} ${address}`)
    )
  )
}

const gets: Readonly<Record<string, Command>> = {
  VAR: ofUps(2, (session, ups, [, name = ""]) => {
    const found = valueOf(ups, name)
    return "code" in found
      ? error(session, found.code)
      : say(session, `VAR ${ups.name} ${name} ${Line.quoted(found.value)}`)
  }),
  TYPE: ofUps(2, (session, ups, [, name = ""]) => {
    const type = Variables.typeOf(name)
    return type === null
      ? error(session, "VAR-NOT-SUPPORTED")
      : say(session, `TYPE ${ups.name} ${name} ${type}`)
  }),
  DESC: ofUps(2, (session, ups, [, name = ""]) => {
    const about = Variables.about(name)
    return about === null
      ? error(session, "VAR-NOT-SUPPORTED")
      : say(session, `DESC ${ups.name} ${name} ${Line.quoted(about)}`)
  }),
  CMDDESC: ofUps(2, (session) => error(session, "CMD-NOT-SUPPORTED")),
  UPSDESC: ofUps(1, (session, { name, about }) => say(session, `UPSDESC ${name} ${Line.quoted(about)}`)),
  NUMLOGINS: ofUps(1, (session, { name }, _, { clientsOf }) =>
    say(session, `NUMLOGINS ${name} ${clientsOf(name).length}`)
  )
}

const chosen =
  (of: Readonly<Record<string, Command>>): Command =>
  (session, [what = "", ...words], world) => {
    const command = find(of, what)
    return command === undefined ? error(session, "INVALID-ARGUMENT") : command(session, words, world)
  }

const find = (of: Readonly<Record<string, Command>>, word: string): Command | undefined => {
  const name = word.toUpperCase()
  return Object.hasOwn(of, name) ? of[name] : undefined
}

const commands: Readonly<Record<string, Command>> = {
  LIST: chosen(lists),
  GET: chosen(gets),
  USERNAME: taking(1, (session, [username = ""]) =>
    session.username === null ? say({ ...session, username }, "OK") : error(session, "ALREADY-SET-USERNAME")
  ),
  PASSWORD: taking(1, (session, [password = ""]) =>
    session.password === null ? say({ ...session, password }, "OK") : error(session, "ALREADY-SET-PASSWORD")
  ),
  LOGIN: permitted(
    () => true,
    (session, { name }) =>
      session.login === null ? say({ ...session, login: name }, "OK") : error(session, "ALREADY-LOGGED-IN")
  ),
  PRIMARY: primary("PRIMARY"),
  MASTER: primary("MASTER"),
  FSD: permitted(isPrimary, (session, { name }) => ({ ...say(session, "OK FSD-SET"), forced: name })),
  LOGOUT: taking(0, (session) => ({ ...say(session, "OK Goodbye"), next: "end" })),
  STARTTLS: taking(0, (session, _, { canEncrypt }) => {
    if (session.isEncrypted) return error(session, "ALREADY-SSL-MODE")
    return canEncrypt
      ? { ...say({ ...session, isEncrypted: true }, "OK STARTTLS"), next: "encrypt" }
      : error(session, "FEATURE-NOT-CONFIGURED")
  }),
  SET: (session) => error(session, "READONLY"),
  INSTCMD: (session) => error(session, "CMD-NOT-SUPPORTED"),
  VER: (session, _, { version }) => say(session, `vebus ${version}`),
  NETVER: (session) => say(session, NETVER),
  PROTVER: (session) => say(session, NETVER),
  HELP: (session) =>
    say(session, "Commands: HELP VER NETVER GET LIST LOGIN LOGOUT USERNAME PASSWORD PRIMARY FSD STARTTLS")
}

/** The answer to one line. */
export const answer = (session: Session, line: string, world: World): Answer => {
  const words = Line.wordsOf(line)
  if (words === null) return error(session, "INVALID-ARGUMENT")
  const command = find(commands, words[0] ?? "")
  return command === undefined ? error(session, "UNKNOWN-COMMAND") : command(session, words.slice(1), world)
}

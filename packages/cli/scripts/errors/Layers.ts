/**
 * The errors of the port and of the device: a row for each reason.
 */
import { Errors, Question } from "@vebus/runtime"
import * as ExitCode from "../../src/ExitCode.ts"
import { entries, type Section, type Told } from "./Entry.ts"

type Rows<Reason extends { readonly _tag: string }> = {
  readonly [Tag in Reason["_tag"]]: Told<Extract<Reason, { readonly _tag: Tag }>>
}

const port = "serial:/dev/ttyUSB0"

const transport: Rows<Errors.TransportReason> = {
  NotFound: {
    meaning: "There is no port of this name; or none was named, and no MK3 is plugged into this machine.",
    remedy:
      "`vebus ports` lists what there is, `vebus doctor` finds out why an adapter does not show: cable, driver, container. An MK2 or a converter with a plain chip is never chosen by itself: name its port.",
    examples: [new Errors.NotFound({ port: null }), new Errors.NotFound({ port })]
  },
  Several: {
    meaning: "Several adapters are plugged in, and none was named.",
    remedy:
      "name one with `--port` or in `VEBUS_PORT`; on Linux by its name under `/dev/serial/by-id`, which survives replugging.",
    examples: [new Errors.Several({ ports: ["/dev/ttyUSB0", "/dev/ttyUSB1"] })]
  },
  Busy: {
    meaning:
      "Another program has the port. Two readers would take each other's bytes, so a port is opened for one alone.",
    remedy:
      "stop that program. To see what it says instead, put `vebus sniff --via` between it and the adapter. ModemManager is kept away by a [udev rule](guides/boat.md#a-name-that-stays).",
    examples: [new Errors.Busy({ port, owner: { pid: 512, name: "vebus" } }), new Errors.Busy({ port })]
  },
  PermissionDenied: {
    meaning: "The port is there, and this user may not open it.",
    remedy:
      'join the group of the port (`sudo usermod -a -G dialout "$USER"`, on Arch `uucp`) and log in again, or install the [udev rule](guides/boat.md#a-name-that-stays).',
    examples: [new Errors.PermissionDenied({ port })]
  },
  OpenFailed: {
    meaning: "The system refused to open the port for a reason of its own, which the message passes on.",
    remedy: "for `tcp://` look whether the serial server runs and lets this machine in; else `vebus doctor`.",
    examples: [new Errors.OpenFailed({ port: "tcp://boat:8139", cause: "connect ECONNREFUSED" })]
  },
  Lost: {
    meaning: "The port was open and is gone: the plug was pulled, or the other side hung up.",
    remedy:
      "nothing in most cases: a session opens the port again after 0.5 to 30 s, and only what was asked meanwhile fails. When it keeps happening, look at cable, hub and power.",
    examples: [new Errors.Lost({ port, cause: "the other side closed it" })]
  }
}

const device: Rows<Errors.DeviceReason> = {
  NoReply: {
    meaning: "The adapter is awake, but this request got no reply, however often it was sent.",
    remedy:
      "look at the address (`vebus info` lists the units of the bus) and whether the unit is switched on. A bad line shows in `vebus sniff` as discarded bytes. Where replies came too late, look at the network between here and the serial server.",
    examples: [
      new Errors.NoReply({ request: Question.ram([4, 5]).name, waitedMillis: 500, transmissions: 5 }),
      new Errors.NoReply({
        request: Question.ram([4, 5]).name,
        waitedMillis: 5500,
        transmissions: 5,
        late: 4
      })
    ]
  },
  Asleep: {
    meaning:
      "The port is open and silent. The adapter is fed by the bus: it falls silent when the unit sleeps or the bus cable is out, while USB still shows it.",
    remedy:
      "switch the unit on, or give it AC input; check the VE.Bus cable. A program that runs on hears it wake by itself; `vebus monitor --wait` even waits for the first answer.",
    examples: [new Errors.Asleep({ port, waitedMillis: 5500 })]
  },
  Garbage: {
    meaning: "Bytes come in, and no frame is among them.",
    remedy:
      "make sure that this is an MK2 or MK3 (a VE.Direct cable has the same chip), that a serial server runs at 2400 baud, 8N1, without telnet escapes, and that no other program reads the port.",
    examples: [new Errors.Garbage({ port, waitedMillis: 5500, bytes: 312, sample: "0D 0A 50 49 44 09" })]
  },
  Restarted: {
    meaning: "The adapter restarted while something went on that takes several requests in one piece.",
    remedy:
      "try again: the link is set right by itself. When it keeps happening, the unit loses its power or somebody restarts it.",
    examples: [new Errors.Restarted({ request: Question.setting(2).name })]
  },
  Unsupported: {
    meaning: "The device understood, and does not have what was asked for.",
    remedy:
      "`vebus ram list` and `vebus settings list` show what this unit has; other models and firmware have more or less.",
    examples: [new Errors.Unsupported({ request: Question.ramInfo(21).name, answer: "90", data: [] })]
  },
  Refused: {
    meaning: "The device does not know the request at all: its firmware is older than this command.",
    remedy: "do without it. What it answered helps us: an issue with a capture (`--record FILE`) is welcome.",
    examples: [new Errors.Refused({ request: Question.snapshot.name, data: [0] })]
  },
  AccessLevel: {
    meaning: "The device wants an access level first. We never send a password.",
    remedy: "an installer's tool changes such settings.",
    examples: [new Errors.AccessLevel({ request: Question.setting(81).name, data: [] })]
  },
  Malformed: {
    meaning: "A reply whose checksum is right contradicts its layout. Most likely our knowledge is at fault.",
    remedy: "report it with a capture: `vebus doctor --report FILE` makes one, with serial numbers masked.",
    examples: [
      new Errors.Malformed({
        request: Question.ram([4]).name,
        bytes: "05 FF 58 85 A0 14",
        cause: "ReadRamReply: expected at least 2 bytes from byte 3 on, found 1"
      })
    ]
  },
  Contradictory: {
    meaning:
      "Scale and limits of a variable or setting were asked for three times, and no two answers agree. No value is made of them.",
    remedy:
      "try again. When it keeps happening replies are damaged or mixed up: look at cable and adapter, and whether another program uses the same port. `vebus sniff` shows what comes.",
    examples: [new Errors.Contradictory({ request: "info of setting 2" })]
  },
  GaveUp: {
    meaning:
      "A list has a time that grows with what there is to ask and with the delay of the line: half a minute, and two seconds for each question. When it is over, what is still without an answer is missing; what came is printed.",
    remedy:
      "see what `vebus doctor` says of unit and line; ask for less at once (`--ids`), or again: infos that came are known.",
    examples: [new Errors.GaveUp({ request: "setting 63", afterMillis: 310_000 })]
  },
  Unsendable: {
    meaning:
      "A program asked for what no frame can carry: a unit outside the addresses 0 to 31, an id or a number that its field cannot hold, more bytes than a frame has. Nothing was sent.",
    remedy:
      "mend the program: the message says what was expected. The command line refuses such words before.",
    examples: [
      new Errors.Unsendable({
        request: "a request to unit 200",
        cause: "expected an address from 0 to 31"
      })
    ]
  }
}

const messageOf = ({ message }: { readonly message: string }): string => message

/** What opening and keeping a port, and asking a device, can fail with. */
export const sections: ReadonlyArray<Section> = [
  {
    title: "TransportError",
    introduction: "The port cannot be opened, or was lost.",
    entries: entries<Errors.TransportReason["_tag"], Errors.TransportReason>(transport, messageOf, (reason) =>
      ExitCode.of(new Errors.TransportError({ reason }))
    )
  },
  {
    title: "DeviceError",
    introduction: "The device, or the adapter before it, did not give what was asked for.",
    entries: entries<Errors.DeviceReason["_tag"], Errors.DeviceReason>(device, messageOf, (reason) =>
      ExitCode.of(new Errors.DeviceError({ reason }))
    )
  }
]

/**
 * Causes that stand before the first byte: there is no adapter, or its port cannot be opened. Reference: integrations.md 9.
 */
import { byPlatform, byPort, type Facts, reported, type Row } from "../Row.ts"

const kind = "no-port"

/** Groups that give more than a port: nobody is to join one for a cable. */
const POWERFUL = /^(?:root|wheel|sudo|adm|admin|disk|docker|shadow|kmem|video|staff|users|nogroup)$/

/** Gives adapters to a group that is made for serial ports. */
const udevRule =
  'The port belongs to a group that gives more than ports: do not join it, let the system give the adapter to the group for serial ports. Put this line into /etc/udev/rules.d/60-vebus.rules: SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6015", GROUP="dialout", MODE="0660". Then: sudo udevadm control --reload && sudo udevadm trigger; sudo usermod -aG dialout "$USER"; and log in again.'

const stopOwner = ({ owner }: Facts): string =>
  owner === null
    ? "Stop the program that has the port."
    : `Stop the program that has the port. Process ${owner.pid}${owner.name === "" ? "" : ` (${owner.name})`} has it.`

/** The path to look for, as the tools of the system want it. */
const pathOf = ({ port }: Facts): string => (port ?? "PORT").replace(/^serial:/, "")

export const port = {
  "no-adapter": reported("NotFound", {
    check: "adapter",
    kind,
    when: (reason) => reason.port === null,
    found: () => "no MK3 on this machine",
    meaning: "No serial port of this machine names itself an MK3.",
    remedy: byPlatform({
      linux:
        'Plug the adapter in and look at "dmesg | tail": a line should name ttyUSB and "MK3-USB Interface". In a container map the device (--device). Another kind of adapter is named with --port.',
      darwin:
        "Plug the adapter in; it appears as /dev/cu.usbserial-…. Another kind of adapter is named with --port.",
      win32:
        'Plug the adapter in; Device Manager shows it as "USB Serial Port (COMn)". If it has a warning sign there, install the FTDI VCP driver. Another kind of adapter is named with --port.',
      other: "Plug the adapter in, or name a port with --port."
    })
  }),
  "several-adapters": reported("Several", {
    check: "adapter",
    kind,
    found: ({ ports }) => `several adapters: ${ports.join(", ")}`,
    meaning: "It is not clear which one is meant.",
    remedy: 'Name one with --port; "vebus ports" lists them.'
  }),
  "no-such-port": reported("NotFound", {
    check: "adapter",
    kind,
    when: (reason) => reason.port !== null,
    found: (reason) => `there is no ${reason.port}`,
    meaning: "The port that was named does not exist.",
    remedy: byPort({
      tcp: "Check the name of the host.",
      serial:
        'See what there is with "vebus ports". On Linux use the name under /dev/serial/by-id: ttyUSB numbers change when something is plugged in.',
      page: "Plug the adapter in, close this source, and choose the adapter again."
    })
  }),
  permission: reported("PermissionDenied", {
    check: "port",
    kind,
    found: () => "permission denied",
    meaning: "The port is there, but this user may not use it.",
    remedy: byPlatform({
      linux: ({ group }) =>
        group !== null && POWERFUL.test(group)
          ? udevRule
          : `Join the group that may use it: sudo usermod -aG ${group ?? "dialout"} "$USER" (on Arch the group is uucp). Then log in again.`,
      browser:
        "The browser or the system lets this page have no port. On Linux the user of the browser has to be in the group that may use it (mostly dialout); then log in again.",
      other: 'See who may use the port with "ls -l", and run as such a user.'
    })
  }),
  "busy-port": reported("Busy", {
    check: "port",
    kind,
    found: () => "another program has it",
    meaning: "A serial port has one owner at a time.",
    remedy: byPlatform({
      linux: (facts) =>
        `${stopOwner(facts)} "sudo fuser -v ${pathOf(facts)}" shows who it is; ModemManager and brltty take ports by themselves (sudo systemctl stop ModemManager). To watch what another program does, let it use "vebus sniff --via".`,
      darwin: (facts) => `${stopOwner(facts)} "lsof ${pathOf(facts)}" shows who it is.`,
      browser: "Close the other program, or the other tab, that has the port.",
      win32: "Close the other program: VEConfigure, VictronConnect, VE Bus Quick Configure, or a terminal.",
      other: "Stop the program that has the port."
    })
  }),
  "cannot-open": reported("OpenFailed", {
    check: "port",
    kind,
    found: ({ cause }) => cause,
    meaning: "The port is named rightly, but cannot be opened.",
    remedy: byPort({
      tcp: "Check that the serial server runs, that its port number is right, and that no firewall is between.",
      serial: "Check that it is a serial port, and plug the adapter in again."
    })
  }),
  lost: reported("Lost", {
    check: "port",
    kind,
    found: ({ cause }) => `it was open and is gone: ${cause}`,
    meaning: "The plug was pulled, or the other side hung up.",
    remedy: byPort({
      tcp: "The server hung up: it may serve one client at a time. Disconnect the others, and look at its log.",
      serial: "Check plug and USB cable; a hub without its own power may be too weak. Then try again."
    })
  })
} as const satisfies Record<string, Row>

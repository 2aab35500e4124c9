/**
 * What to do about each cause, in the words of the operating system. Reference: integrations.md 9.
 */
import type { Cause } from "./Diagnosis.ts"
import type { Observations } from "./Observations.ts"

interface Facts extends Pick<Observations, "platform" | "port" | "group"> {
  /** The process that has the port, where the system tells. */
  readonly owner: { readonly pid: number; readonly name: string } | null
}

type Remedy = (facts: Facts) => string

/** One text for each system that has its own way, and one for the others. */
const byPlatform =
  (texts: { readonly [platform: string]: string | Remedy; readonly other: string | Remedy }): Remedy =>
  (facts) => {
    const text = texts[facts.platform] ?? texts.other
    return typeof text === "string" ? text : text(facts)
  }

const isTcp = (port: string | null): boolean => port?.startsWith("tcp:") === true

const wake =
  "Switch the inverter on at its front switch or connect AC input, and check the cable between adapter and inverter (a straight RJ45 cable, in a VE.Bus socket, not VE.Can)."

const otherSpeed =
  "If another program used the adapter before, it may have left it at another speed, and then it hears nothing: pull the VE.Bus cable out for ten seconds."

const stopOwner: Remedy = ({ owner }) =>
  owner === null ? "" : ` Process ${owner.pid}${owner.name === "" ? "" : ` (${owner.name})`} has it.`

/** Groups that give more than a port: nobody is to join one for a cable. */
const POWERFUL = /^(?:root|wheel|sudo|adm|admin|disk|docker|shadow|kmem|video|staff|users|nogroup)$/

/** Gives adapters to a group that is made for serial ports. */
const udevRule =
  'The port belongs to a group that gives more than ports: do not join it, let the system give the adapter to the group for serial ports. Put this line into /etc/udev/rules.d/60-vebus.rules: SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6015", GROUP="dialout", MODE="0660". Then: sudo udevadm control --reload && sudo udevadm trigger; sudo usermod -aG dialout "$USER"; and log in again.'

const remedies: Readonly<Record<Cause, Remedy>> = {
  "no-adapter": byPlatform({
    linux:
      'Plug the adapter in and look at "dmesg | tail": a line should name ttyUSB and "MK3-USB Interface". In a container map the device (--device). Another kind of adapter is named with --port.',
    darwin:
      "Plug the adapter in; it appears as /dev/cu.usbserial-…. Another kind of adapter is named with --port.",
    win32:
      'Plug the adapter in; Device Manager shows it as "USB Serial Port (COMn)". If it has a warning sign there, install the FTDI VCP driver. Another kind of adapter is named with --port.',
    other: "Plug the adapter in, or name a port with --port."
  }),
  "several-adapters": () => 'Name one with --port; "vebus ports" lists them.',
  "no-such-port": ({ port }) =>
    isTcp(port)
      ? "Check the name of the host."
      : 'See what there is with "vebus ports". On Linux use the name under /dev/serial/by-id: ttyUSB numbers change when something is plugged in.',
  permission: byPlatform({
    linux: ({ group }) =>
      group !== null && POWERFUL.test(group)
        ? udevRule
        : `Join the group that may use it: sudo usermod -aG ${group ?? "dialout"} "$USER" (on Arch the group is uucp). Then log in again.`,
    other: 'See who may use the port with "ls -l", and run as such a user.'
  }),
  "busy-port": byPlatform({
    linux: (facts) =>
      `Stop the program that has the port.${stopOwner(facts)} "sudo fuser -v ${(facts.port ?? "PORT").replace(/^serial:/, "")}" shows who it is; ModemManager and brltty take ports by themselves (sudo systemctl stop ModemManager). To watch what another program does, let it use "vebus sniff --via".`,
    darwin: (facts) =>
      `Stop the program that has the port.${stopOwner(facts)} "lsof ${(facts.port ?? "PORT").replace(/^serial:/, "")}" shows who it is.`,
    win32: "Close the other program: VEConfigure, VictronConnect, VE Bus Quick Configure, or a terminal.",
    other: "Stop the program that has the port."
  }),
  "cannot-open": ({ port }) =>
    isTcp(port)
      ? "Check that the serial server runs, that its port number is right, and that no firewall is between."
      : "Check that it is a serial port, and plug the adapter in again.",
  lost: ({ port }) =>
    isTcp(port)
      ? "The server hung up: it may serve one client at a time. Disconnect the others, and look at its log."
      : "Check plug and USB cable; a hub without its own power may be too weak. Then try again.",
  silence: ({ port }) =>
    `${wake} ${
      isTcp(port)
        ? "Check that the server's serial port is the one with the adapter, at 2400 baud."
        : `Check that this is the adapter's port: "vebus ports". ${otherSpeed}`
    }`,
  asleep: () => `${wake} ${otherSpeed}`,
  "wrong-baud": ({ port }) =>
    isTcp(port)
      ? "Set the server to 2400 baud, 8 data bits, no parity, 1 stop bit, and to raw TCP: telnet and RFC 2217 double each byte FF."
      : 'Check that this is the port of an MK2 or MK3 ("vebus ports"), and that no other program reads it. Unplug the adapter from USB and VE.Bus for some seconds: it forgets a speed that another program has set.',
  "no-version": () =>
    "Unplug the adapter from VE.Bus for some seconds and try again. If it stays so, please report it with --report.",
  "firmware-too-old": () =>
    "Use an adapter with newer firmware (an MK2 from 131 on, or any MK3); VE Flash updates an MK2.",
  "only-version-frames": () =>
    'Switch the inverter on: while it is off, the adapter may be all that has power. In a system of several units try "--address". Try again after a minute: a unit that starts is silent for a while.',
  "silent-unit": () =>
    "Switch it on at its front, and check its VE.Bus cable and terminators. After a change of the system, configure it anew with an installer's tool.",
  "vebus-error": () =>
    'Look up the number in the manual of the inverter. "vebus info" shows which units answer; error 3 and 17 mostly mean that one is off or cut off, and stand for hours on a system that is switched off by remote.',
  alarm: () =>
    'Look at the battery, the loads and the temperature: "vebus monitor" shows what the inverter measures.',
  "impossible-value": () =>
    "Try again: a damaged reply passes. If it stays so, another adapter or cable shows which of them it is; please report it with --report.",
  "other-master": () =>
    "Reading does no harm. To steer from here, take the other controller (Digital Multi Control, GX device, second adapter) off the bus, or let it alone do the steering."
}

/** What to do about a cause. */
export const remedy = (cause: Cause, facts: Facts): string => remedies[cause](facts)

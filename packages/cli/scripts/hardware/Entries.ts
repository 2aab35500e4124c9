/**
 * Each open statement by its id, those that need reads first. The ids stand in the pages of `docs/protocol`.
 */
import { type Entry, survey } from "./Entry.ts"

export const entries: Readonly<Record<string, Entry>> = {
  "turnaround-local": survey("time-outs of the adapter's own commands need another look"),
  "turnaround-bus": survey(
    "a polling cycle takes longer or shorter than computed, and time-outs may be too short"
  ),
  "missing-phase-silent": survey("who asks for a phase must not take any answer for the phase"),
  "f0-one-unit": survey("the battery voltage of a reading is another unit's, or a mean"),
  "ln-off-silences": survey("a silent phase means something else than a unit that is off"),
  "factors-count-units": survey("currents of a phase with several units are wrong by the factor"),
  "inverter-answers-f1": survey("readings of an inverter have to do without its frame"),
  "every-unit-has-the-mask": survey("while the master of L1 is off nobody reports which units there are"),
  "mk2-has-no-lines": survey("an MK2 has bus lines, and they can be shown"),
  "version-unasked": survey("a listener cannot tell an idle adapter from an absent one: it has to ask"),
  "long-data-in-short-mode": survey("several RAM variables in one request need long mode"),
  "old-firmware-one-word": survey("old units can be read faster than we do"),
  "no-echo": survey("the wiring loops back, or some adapters echo: frames of the host must be told apart"),
  "signed-settings": survey("such a setting needs another reading of its limits, and must not be written"),
  "wave-check-inverse": survey(
    "real units hold any combination, as some projects say: leave the bits as they are"
  ),
  "no-lamps-or-error": {
    needs: "hands",
    command: "vebus leds",
    changes: "nothing; switch one unit of several off at its front, look at the lamps of the others, run it",
    ifSo: "the lamps blink otherwise than 1F 1F: the masks say that nothing is known",
    ifNot:
      "exactly mains, absorption, bulk, float and inverter blink: the masks are a picture of the error sign"
  },
  "current-with-factor": {
    needs: "hands",
    command: "vebus monitor --count 1 --jsonl",
    changes: "nothing; several units on one phase, and a clamp meter around the wire of the AC input",
    ifSo: "current times factor is what the meter shows: the doubt can go",
    ifNot: "the factor must not be applied to the mains current"
  },
  "extended-panel-frame": {
    needs: "hands",
    command: "vebus sniff --for 60s",
    changes:
      "nothing; a GX or a Digital Multi Control on the same bus, and a program that has switched forwarding on",
    ifSo: "behind a head with bit 3 stands the limit that the other controller shows",
    ifNot: "the bytes behind the head stay unexplained"
  },
  "zeros-after-restart": {
    needs: "adapter",
    command: "vebus reset adapter --record restart.jsonl",
    changes: "the adapter restarts: address, winmon mode, flags and bus lines go back to their defaults",
    ifSo: "the capture has 00 00 before the first version frame",
    ifNot: "hosts that wait for two zeros do not notice such a restart"
  },
  "ready-after-restart": {
    needs: "adapter",
    command: "vebus reset adapter --record restart.jsonl",
    changes: "the adapter restarts: address, winmon mode, flags and bus lines go back to their defaults",
    ifSo: "the first version frame of the capture comes within two seconds",
    ifNot: "a restart takes longer, and a session has to wait longer for it"
  },
  "no-address-silence": {
    needs: "adapter",
    command: "vebus sniff --via pty:/tmp/mk3 --record silence.jsonl",
    changes:
      'the adapter restarts first ("vebus reset adapter"); then `printf "\\x03\\xff\\x58\\x05\\xa1" > /tmp/mk3` asks for the version without an address',
    ifSo: "the request in the capture has no answer",
    ifNot: "units answer without A: a session could do with one request less"
  },
  "register-shows-last-s": {
    needs: "unit",
    command: "vebus switch set charger-only",
    changes: 'the unit stops inverting until "vebus switch set on"; loads without mains lose their power',
    ifSo: '"vebus switch get" shows charger-only as what was asked for',
    ifNot: "the two bits mean something else, and a switch cannot be verified by them"
  },
  "s-replaces-flags": {
    needs: "unit",
    command: "vebus switch set on --record switch.jsonl",
    changes:
      "the switch as asked for, and the flags of the adapter; compare D before and after (vebus survey)",
    ifSo: "D shows the flags of this S and none of an earlier one",
    ifNot: "flags of other programs survive, and have to be cleared one by one"
  },
  "force-shows-later": {
    needs: "unit",
    command: "vebus charge force float",
    changes: "the charge state, until the charger goes on by itself",
    ifSo: "the state is float when it is read again, though the answer to the forcing frame has the old one",
    ifNot: "the answer itself can be believed"
  },
  "select-may-be-lost": {
    needs: "unit",
    command: "vebus ram set VirtualSwitchPosition 0 --record select.jsonl",
    changes:
      "a RAM variable of old firmware that refuses 37; where 32 is lost on the way, 34 writes what was selected before",
    ifSo: "with a lost 32 the 34 is acknowledged all the same: both ids have to be read back, as is done here",
    ifNot: "a 34 without its 32 is refused, and the second reading can go"
  },
  "direct-switch-codes": {
    needs: "unit",
    command: "vebus sniff --via pty:/tmp/mk3 --record direct.jsonl",
    changes:
      'the switch: `printf "\\x05\\x3f\\x06\\x00\\x00\\x00\\xc3" > /tmp/mk3` asks for inverter only, and 07 for on',
    ifSo: '"vebus state" shows that the unit inverts, with mains present',
    ifNot: "the low bits of the code are not charge and invert"
  }
}

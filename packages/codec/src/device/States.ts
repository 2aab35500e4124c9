/**
 * Device states and charge sub-states, as in winmon 0x0E and (the state) in AC info frames. Values outside the table
 * occur on old units and are `unknown-<n>`. Reference: protocol.md 4.5.3.
 */
import { openEnum } from "../bytes/OpenEnum.ts"

/** The operating state of the device. */
export const OperatingState = openEnum({
  0: "down",
  1: "startup",
  2: "off",
  3: "slave",
  4: "invert-full",
  5: "invert-half",
  6: "invert-aes",
  7: "power-assist",
  8: "bypass",
  9: "charge"
})

/** How the device charges; it means something only while the state is `charge`. */
export const ChargeState = openEnum({
  0: "init",
  1: "bulk",
  2: "absorption",
  3: "float",
  4: "storage",
  5: "repeated-absorption",
  6: "forced-absorption",
  7: "equalise",
  8: "bulk-stopped"
})

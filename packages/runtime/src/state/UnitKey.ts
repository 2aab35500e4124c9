/**
 * The name of a unit from one program to the next, by the best that it reports:
 *
 *     serial:HQ0000TEST0                              its serial number (0x3B, from firmware 308 on)
 *     unique:1234567                                  its unique number (F 7)
 *     port:2648.304@serial:/dev/ttyUSB0#0             product and firmware, where it is plugged in, its short address
 *
 * Reference: protocol.md 3.5.3, 4.5.11; decisions.md 10.
 */
import { SoftwareVersion } from "@vebus/codec"

/**
 * The numbers that a unit reports. `null` means that it has no such thing, not that it gave no answer: a unit that goes by one
 * name today and by another tomorrow has two counts.
 */
export interface UnitFacts {
  readonly serialNumber: string | null
  readonly uniqueNumber: number | null
  /** The whole version number of the device. */
  readonly version: number
  /** The URL of the port. */
  readonly port: string
  /** The short address on the bus, so that units of one kind on one bus are told apart. */
  readonly address: number
}

/** Letters and digits, not all zeros: memory that nobody wrote to reads as zeros, or as no text at all. */
const isSerial = (text: string): boolean => /^[0-9A-Za-z-]+$/.test(text) && !/^0+$/.test(text)

/** F 8 takes 0 for all units, and FFFFFFFF is memory that nobody wrote to. */
const isUnique = (number: number): boolean => number !== 0 && number !== 0xffff_ffff

/** The key of a unit: a text without blanks unless the port has some, and never the name of a property of objects. */
export const make = ({ serialNumber, uniqueNumber, version, port, address }: UnitFacts): string => {
  const serial = serialNumber?.trim() ?? ""
  if (isSerial(serial)) return `serial:${serial}`
  if (uniqueNumber !== null && isUnique(uniqueNumber)) return `unique:${uniqueNumber}`
  const product = SoftwareVersion.productId(version).toString(16).padStart(4, "0").toUpperCase()
  return `port:${product}.${SoftwareVersion.firmware(version)}@${port}#${address}`
}

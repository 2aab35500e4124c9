/**
 * The DC info frame. Its two currents and RAM 5 are the same measurement: what the units that charge give, and what
 * those that discharge take, each added up. Four of its bytes nobody has explained; on real units they differ from frame to
 * frame. Reference: protocol.md 3.5.1, 5.4.
 */
import { type DcInfo, Scale, type Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import type * as Device from "../Device.ts"
import * as Random from "../../Random.ts"

/** The battery current of a unit in steps of its scale, positive when it charges. */
const currentOf = ({ model, ram }: Device.State): number => {
  const scale = model.ramInfos.get(Reading.Ram.batteryCurrent)?.scale
  return Scale.numberOf(ram[Reading.Ram.batteryCurrent] ?? 0, scale?._tag === "Linear" && scale.signed)
}

/** The four bytes that nobody has explained, by chance, and what the chance of the next frame starts from. None is 0. */
export const chance = (seed: number): readonly [unexplained: number, seed: number] => {
  const { draw, seed: next } = Random.from(seed)
  let unexplained = 0
  for (let byte = 0; byte < UNEXPLAINED_BYTES; byte++) {
    unexplained = unexplained * 0x100 + 1 + Math.floor(((draw() + 1) / 2) * 0xff)
  }
  return [unexplained, next()]
}

const UNEXPLAINED_BYTES = 4

/** The frame of what the units measure now; the voltage and the period are those of the first. */
export const reply = (
  devices: readonly [Device.State, ...ReadonlyArray<Device.State>],
  unexplained: number = devices[0].model.dcUnexplained
): DcInfo.Reply => {
  const [{ ram }] = devices
  const word = (id: number): number => ram[id] ?? 0
  const sum = (part: (current: number) => number): number =>
    devices.reduce((total, device) => total + Math.max(part(currentOf(device)), 0), 0)
  return {
    _tag: "DcInfo",
    unexplained,
    batteryVoltageRaw: word(Reading.Ram.batteryVoltage) as Words.Raw16,
    inverterCurrentRaw: sum((current) => -current) as Words.Raw24,
    chargerCurrentRaw: sum((current) => current) as Words.Raw24,
    inverterPeriodRaw: (word(Reading.Ram.inverterPeriod) & 0xff) as Words.Raw8,
    spare: []
  }
}

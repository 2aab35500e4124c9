/**
 * The AC input configuration: lamps, limits and switch register of the whole system. Reference: protocol.md 3.5.4.
 */
import type { AcInputConfig, Words } from "@vebus/codec"
import * as Adapter from "../Adapter.ts"
import * as Panel from "../Panel.ts"
import * as System from "../System.ts"

/** Fields of the byte that tells about the inputs. */
const field = (byte: number, shift: number, mask: number): number => (byte >> shift) & mask

/** The frame as the system is now. */
export const reply = (system: System.State, at: number): AcInputConfig.Reply => {
  const [device] = system.devices
  const { unknownByte, acInputConfig } = device.model.profile.frames.config.value
  const { input, other, limitRaw } = system.panel
  const { minimum, maximum } = Panel.range(device.model, input)
  // Where there is one input, its number is what the profile has found.
  const activeInput = other === null ? field(acInputConfig, 0, 3) : input
  return {
    _tag: "AcInputConfig",
    unexplained: unknownByte,
    ...System.leds(system, at),
    alarms: System.alarms(system, at),
    activeInput: activeInput as AcInputConfig.Reply["activeInput"],
    limitChangeable: field(acInputConfig, 2, 1) === 1,
    digitalMultiControl: field(acInputConfig, 3, 1) === 1,
    inputCount: field(acInputConfig, 4, 7) as AcInputConfig.Reply["inputCount"],
    panelDetected: Adapter.isPanelDetected(system.adapter, field(acInputConfig, 7, 1) === 1),
    minimumLimitRaw: minimum as Words.Raw16,
    maximumLimitRaw: maximum as Words.Raw16,
    actualLimitRaw: limitRaw as Words.Raw16,
    switchRegister: System.switchRegister(system),
    spare: []
  }
}

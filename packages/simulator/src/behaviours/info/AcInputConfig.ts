/**
 * The AC input configuration: lamps, limits and switch register of the whole system. Reference: protocol.md 3.5.4.
 */
import type { AcInputConfig, Words } from "@vebus/codec"
import * as Adapter from "../../Adapter.ts"
import * as System from "../../System.ts"

/** Fields of the byte that tells about the inputs. */
const field = (byte: number, shift: number, mask: number): number => (byte >> shift) & mask

/** The frame as the system is now. */
export const reply = (system: System.State, at: number): AcInputConfig.Reply => {
  const [device] = system.devices
  const { unknownByte, acInputConfig, minLimitRaw, maxLimitRaw } = device.model.profile.frames.config.value
  return {
    _tag: "AcInputConfig",
    unexplained: unknownByte,
    ...System.leds(system, at),
    alarms: System.alarms(system, at),
    activeInput: field(acInputConfig, 0, 3) as AcInputConfig.Reply["activeInput"],
    limitChangeable: field(acInputConfig, 2, 1) === 1,
    digitalMultiControl: field(acInputConfig, 3, 1) === 1,
    inputCount: field(acInputConfig, 4, 7) as AcInputConfig.Reply["inputCount"],
    panelDetected: Adapter.isPanelDetected(system.adapter, field(acInputConfig, 7, 1) === 1),
    minimumLimitRaw: minLimitRaw as Words.Raw16,
    maximumLimitRaw: maxLimitRaw as Words.Raw16,
    actualLimitRaw: system.panel.limitRaw as Words.Raw16,
    switchRegister: System.switchRegister(system),
    spare: []
  }
}

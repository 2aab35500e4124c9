/**
 * A serial port by the driver and the stream of `serialport`, without its index, which brings eleven parsers that nobody here
 * uses: the class is the same in fewer packages.
 */
import {
  type AutoDetectTypes,
  autoDetect,
  type OpenOptionsFromBinding,
  type PortInfo
} from "@serialport/bindings-cpp"
import { SerialPortStream, type StreamOptions } from "@serialport/stream"

export type { PortInfo }

const binding = autoDetect()

/** A serial port of this machine. */
export class SerialPort extends SerialPortStream<AutoDetectTypes> {
  constructor(
    options: Omit<StreamOptions<AutoDetectTypes>, "binding"> & OpenOptionsFromBinding<AutoDetectTypes>
  ) {
    super({ binding, ...options })
  }
}

/** The serial ports that the system knows. Fails where it cannot tell. */
export const list = (): Promise<ReadonlyArray<PortInfo>> => binding.list()

/**
 * A host of the page whose workers for a serial port have one, with a simulated inverter behind it; and the script for the page
 * itself, which asks its user for a port.
 */
import { join } from "node:path"
import { build } from "rolldown"
import * as Built from "./Built.ts"
import * as Hosted from "./Hosted.ts"

const script = async (): Promise<string> => {
  const { output } = await build({
    input: join(import.meta.dirname, "FakeSerial.ts"),
    platform: "browser",
    write: false,
    transform: { define: { "import.meta": "{}" } },
    output: { format: "iife", codeSplitting: false }
  })
  return output[0].code
}

/** Serves it. */
export const host = async (): Promise<Hosted.Hosted> => {
  const [fake, files] = await Promise.all([script(), Built.files()])
  const isSerial = (name: string) => /\/(serial|steering)\.worker-/.test(name)
  return Hosted.host(
    new Map(
      [...files]
        .filter(([name]) => isSerial(name))
        .map(([name, code]) => [name, `${fake}\n${code.toString()}`])
    )
  )
}

/** In the page: a user who allows the only port there is. */
export const user = `
  const port = { getInfo: () => ({ usbVendorId: 0x0403, usbProductId: 0x6015 }) }
  let allowed = []
  Object.defineProperty(navigator, "serial", { configurable: true, value: {
    getPorts: async () => allowed,
    requestPort: async (options) => { window.askedFor = options; allowed = [port]; return port },
    addEventListener() {}, removeEventListener() {}
  } })
`

/**
 * Loads a native part of the package, beside the bundle: `native/linux-x64/serialport.glibc.node` and the like; in
 * `native/darwin` what one file holds for all processors.
 */
import { createRequire } from "node:module"

const require = createRequire(import.meta.url)
const { arch, config, platform } = process

export const addon = (name) => {
  const version = arch === "arm" ? `.v${config.variables.arm_version}` : ""
  let first
  for (const folder of [`${platform}-${arch}`, platform]) {
    for (const libc of platform === "linux" ? [".glibc", ".musl", ""] : [""]) {
      try {
        return require(`../native/${folder}/${name}${version}${libc}.node`)
      } catch (error) {
        first ??= error
      }
    }
  }
  throw first
}

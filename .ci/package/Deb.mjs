/**
 * A package for Debian and its kin: the program with its native parts beside it, so that nothing is unpacked at run time, a
 * service that is off until somebody wants it, the udev rule of an MK3, completions, a page of the manual.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { version } from "../bundle.mjs"

const root = join(import.meta.dirname, "../..")
const linux = join(import.meta.dirname, "linux")
const names = { x64: "amd64", arm64: "arm64" }
const MAINTAINER = "vebus contributors <vebus@users.noreply.github.com>"

const said = (words) => execFileSync(process.execPath, words, { cwd: root, encoding: "utf8" })

/** The day of the last change, so that the same sources make the same package. */
const day = new Date(
  1000 * Number(execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: root, encoding: "utf8" }))
)

const copyright = (licences) => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: MIT

${readFileSync(join(root, "LICENSE"), "utf8")}
What the program holds of others:

${licences}`

const changelog = `vebus (${version}) unstable; urgency=medium

  * What is new stands at the project: see its CHANGELOG.md.

 -- ${MAINTAINER}  ${day.toUTCString().replace("GMT", "+0000")}
`

const control = (architecture, installedBytes) => `Package: vebus
Version: ${version}
Architecture: ${names[architecture]}
Maintainer: ${MAINTAINER}
Installed-Size: ${Math.ceil(installedBytes / 1024)}
Depends: libc6 (>= ${architecture === "arm64" ? "2.34" : "2.28"}), libgcc-s1, libstdc++6
Recommends: udev
Section: utils
Priority: optional
Description: watch and steer a Victron inverter/charger
 Reads and changes MultiPlus, Quattro and Phoenix units through an MK2 or MK3
 adapter, and simulates them. Not affiliated with Victron Energy.
`

/** Makes the package of a program in a folder, and gives its path. */
export const make = async (architecture, { path, native, licences }, out) => {
  const tree = mkdtempSync(join(tmpdir(), "vebus-deb-"))
  chmodSync(tree, 0o755)
  let bytes = 0
  const write = (name, content, mode = 0o644) => {
    const target = join(tree, name)
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
    writeFileSync(target, content, { mode })
    chmodSync(target, mode)
    bytes += content.length
  }
  const compressed = (text) => gzipSync(text, { level: 9 })

  write("usr/lib/vebus/vebus", readFileSync(path), 0o755)
  for (const [name, file] of Object.entries(native))
    write(`usr/lib/vebus/native/${name}.node`, readFileSync(file))
  mkdirSync(join(tree, "usr/bin"))
  symlinkSync("../lib/vebus/vebus", join(tree, "usr/bin/vebus"))
  const copies = {
    "lib/systemd/system/vebus.service": "vebus.service",
    "lib/udev/rules.d/60-vebus.rules": "60-vebus.rules",
    "etc/vebus/vebus.conf": "vebus.conf",
    "usr/share/lintian/overrides/vebus": "overrides"
  }
  for (const [name, file] of Object.entries(copies)) write(name, readFileSync(join(linux, file)))

  const completions = (shell) => said([join(root, "packages/cli/src/main.ts"), "--completions", shell])
  write("usr/share/bash-completion/completions/vebus", completions("bash"))
  write("usr/share/zsh/vendor-completions/_vebus", completions("zsh"))
  write("usr/share/fish/vendor_completions.d/vebus.fish", completions("fish"))
  const date = day.toISOString().slice(0, 10)
  write(
    "usr/share/man/man1/vebus.1.gz",
    compressed(said([join(root, "packages/cli/scripts/manual.ts"), date]))
  )
  write("usr/share/doc/vebus/copyright", copyright(licences))
  write("usr/share/doc/vebus/changelog.gz", compressed(changelog))

  write("DEBIAN/control", control(architecture, bytes))
  write("DEBIAN/conffiles", "/etc/vebus/vebus.conf\n")
  for (const script of ["postinst", "prerm", "postrm"])
    write(`DEBIAN/${script}`, readFileSync(join(linux, script)), 0o755)

  const target = join(out, `vebus_${version}_${names[architecture]}.deb`)
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "-z6", "--build", tree, target], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(day.getTime() / 1000) }
  })
  rmSync(tree, { recursive: true })
  return target
}

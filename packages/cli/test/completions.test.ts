/**
 * `--completions`: scripts that their shells accept, and that know the names of the tables.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Flag, RamVariable, Setting } from "@vebus/codec"
import * as Folder from "./Folder.ts"
import { run } from "./InProcess.ts"

const folder = Folder.temporary("completions")

const shells = ["bash", "zsh", "fish"] as const
const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0

const scriptOf = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await run(["--completions", shell])
  assert.deepStrictEqual([code, stderr], [0, ""])
  return stdout
}

describe.concurrent("--completions", () => {
  for (const shell of shells) {
    it(`${shell}: looks for ports when it completes, and offers no flag with "no-" before it`, async () => {
      const script = await scriptOf(shell)
      assert.isBelow(script.indexOf("/dev/serial/by-id/*"), script.indexOf("/dev/ttyUSB*"))
      assert.notInclude(script, "VEBUSPORTS")
      const negated = [...new Set(script.match(/\bno-[a-z-]+/g))]
      assert.sameMembers(
        negated.filter((word) => script.includes(`--${word}`) || script.includes(`-l ${word}`)),
        ["no-cache"]
      )
    })

    it(`${shell}: knows every command, setting, flag and RAM variable`, async () => {
      const script = await scriptOf(shell)
      const names = [...Setting.all, ...Flag.all, ...RamVariable.all].map(({ name }) => name)
      for (const name of ["monitor", "sniff", "doctor", "settings", "mains-lost", ...names]) {
        assert.include(script, name)
      }
    })
  }

  for (const shell of shells.filter(isInstalled)) {
    it(`${shell} itself accepts the script`, async () => {
      const file = join(folder, shell)
      writeFileSync(file, await scriptOf(shell))
      const { status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" })
      assert.deepStrictEqual([status, stderr], [0, ""])
    })
  }

  const typed: ReadonlyArray<readonly [words: string, expected: ReadonlyArray<string>]> = [
    ["vebus snif", ["sniff"]],
    ["vebus settings get UBatAbs", ["UBatAbsorption"]],
    ["vebus settings get UBatFloat UBatAbs", ["UBatAbsorption"]],
    ["vebus set UBatFl", ["UBatFloat="]],
    ["vebus simulate --scenario mains-l", ["mains-lost"]],
    ["vebus doctor --rep", ["--report"]],
    ["vebus settings get ubatabs", ["UBatAbsorption"]],
    ["vebus set ubatfl", ["UBatFloat="]],
    ["vebus set UBatFloat=54 disablecharge=", ["DisableCharge=on", "DisableCharge=off"]],
    ["vebus monitor --port SIM:multiplus-12-5", ["sim:multiplus-12-500"]]
  ]
  for (const [words, expected] of typed) {
    it(`bash completes "${words}"`, async () => {
      const file = join(folder, `bash-${words.length}`)
      writeFileSync(file, await scriptOf("bash"))
      const list = words.split(" ")
      const program = [
        `source "${file}"`,
        `COMP_WORDS=(${words}); COMP_CWORD=${list.length - 1}; COMP_LINE="${words}"; COMP_POINT=${words.length}`,
        `_vebus vebus "${list.at(-1)}" "${list.at(-2)}"`,
        'printf "%s\\n" "${COMPREPLY[@]}"'
      ].join("\n")
      const replies = execFileSync("bash", ["--norc", "-c", program], { encoding: "utf8" })
      assert.deepStrictEqual(replies.trim().split("\n"), expected)
    })
  }
})

/**
 * Additions to the scripts of `effect/cli`: ports that are looked for when somebody completes, the stable names first, and
 * names of settings without regard to case. Pure.
 */
import type { Shell } from "effect/cli/Completions"

/** Stands among the values of a flag for the serial ports that there are. */
export const PORTS = "VEBUSPORTS"

/** Where serial ports are, the names that stay the same first. */
const places = ["/dev/serial/by-id/*", "/dev/ttyUSB*", "/dev/ttyACM*", "/dev/cu.usbserial*"]

/** Bash: the list of choices is compared without regard to case, and replaces what was typed. */
const bash = (script: string): string =>
  script
    .replaceAll(`'${PORTS}'`, `$(${places.map((place) => `compgen -G '${place}'`).join("; ")})`)
    .replace(
      '    [[ "$_choice" == "$_prefix"* ]] || continue\n    _rest="${_choice#"$_committed"}"\n',
      [
        '    local _case="$(shopt -p nocasematch)" _fits=0',
        '    shopt -s nocasematch; [[ "$_choice" == "$_prefix"* ]] && _fits=1; eval "$_case"',
        "    ((_fits)) || continue",
        '    _rest="${_choice:${#_committed}}"',
        ""
      ].join("\n")
    )

/** Zsh: an action that keeps the order, under a name that no command can have; letters match the other case in options and values. */
const zsh = (script: string): string =>
  script
    .replaceAll(new RegExp(`:value:\\(${PORTS}([^)]*)\\)`, "g"), ":port:_vebus--ports")
    .replaceAll("_arguments ", "_arguments -M 'm:{a-zA-Z}={A-Za-z} r:|[_-]=* r:|=*' ")
    .replace(
      "\n_vebus() {",
      [
        "",
        "_vebus--ports() {",
        "  local -a ports",
        `  ports=(${places.map((place) => `${place}(N)`).join(" ")} sim: tcp:// replay:)`,
        "  compadd -V ports -a ports",
        "}",
        "",
        "_vebus() {"
      ].join("\n")
    )

/** Fish: compares without regard to case by itself; `for` takes a pattern that nothing matches. */
const fish = (script: string): string =>
  script.replaceAll(`-a '${PORTS}`, `-k -a '(for port in ${places.join(" ")}; echo $port; end)`)

/** The script of a shell with what it lacks. */
export const completed = (shell: Shell, script: string): string => {
  switch (shell) {
    case "bash":
      return bash(script)
    case "zsh":
      return zsh(script)
    case "fish":
      return fish(script)
    case "powershell":
      return script.replaceAll(`'${PORTS}', `, "")
  }
}

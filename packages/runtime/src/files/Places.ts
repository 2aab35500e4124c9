/**
 * Where programs keep their files, by the rules of each system:
 *
 *     what was asked for   $VEBUS_STATE_DIR                               $VEBUS_CACHE_DIR
 *     under systemd        $STATE_DIRECTORY                               $CACHE_DIRECTORY
 *     Windows              %LOCALAPPDATA%\vebus\state                     %LOCALAPPDATA%\vebus\cache
 *     macOS                ~/Library/Application Support/vebus            ~/Library/Caches/vebus
 *     elsewhere            $XDG_STATE_HOME/vebus (~/.local/state/vebus)   $XDG_CACHE_HOME/vebus (~/.cache/vebus)
 *
 * The first that is set counts; empty is not set. Reference: decisions.md 10.
 */
import { homedir } from "node:os"
import { posix, win32 } from "node:path"

/** Two folders. Nobody says that they exist. */
export interface Places {
  /** The folder of data that must not be lost: the count of EEPROM writes, the journal. */
  readonly state: string
  /** The folder of data that the device can repeat. */
  readonly cache: string
}

const NAME = "vebus"

/** The folders for a system, an environment and a home folder. */
export const places = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string
): Places => {
  const named = (name: string): string | undefined => env[name] || undefined
  // systemd gives all folders of a unit in one variable.
  const first = (name: string): string | undefined =>
    platform === "win32" ? named(name) : named(name)?.split(":").find(Boolean)
  const asked = (kind: "STATE" | "CACHE"): string | undefined =>
    named(`VEBUS_${kind}_DIR`) ?? first(`${kind}_DIRECTORY`)
  // A relative folder is to be ignored, says the XDG specification.
  const xdg = (name: string, usual: string): string => {
    const base = named(name)
    return posix.join(base !== undefined && posix.isAbsolute(base) ? base : posix.join(home, usual), NAME)
  }
  const usual = (): Places => {
    switch (platform) {
      case "win32": {
        const base = win32.join(named("LOCALAPPDATA") ?? win32.join(home, "AppData", "Local"), NAME)
        return { state: win32.join(base, "state"), cache: win32.join(base, "cache") }
      }
      case "darwin":
        return {
          state: posix.join(home, "Library", "Application Support", NAME),
          cache: posix.join(home, "Library", "Caches", NAME)
        }
      default:
        return {
          state: xdg("XDG_STATE_HOME", ".local/state"),
          cache: xdg("XDG_CACHE_HOME", ".cache")
        }
    }
  }
  const { state, cache } = usual()
  return { state: asked("STATE") ?? state, cache: asked("CACHE") ?? cache }
}

/** A user without a home is at home in `/`, as in containers. */
const home = (): string => {
  try {
    return homedir()
  } catch {
    return "/"
  }
}

/** The folders of this process, or of one with another environment. */
export const here = (env: Readonly<Record<string, string | undefined>> = process.env): Places =>
  places(process.platform, env, home())

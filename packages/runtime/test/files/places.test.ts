/** Where files go on each system. */
import { assert, describe, it } from "@effect/vitest"
import { Places } from "@vebus/runtime/files"

type Case = readonly [
  what: string,
  platform: NodeJS.Platform,
  env: Record<string, string>,
  home: string,
  state: string,
  cache: string
]

const win = "C:\\Users\\ann"

const cases: ReadonlyArray<Case> = [
  ["Linux", "linux", {}, "/home/ann", "/home/ann/.local/state/vebus", "/home/ann/.cache/vebus"],
  [
    "Linux with folders of its own",
    "linux",
    { XDG_STATE_HOME: "/s", XDG_CACHE_HOME: "/c/" },
    "/home/ann",
    "/s/vebus",
    "/c/vebus"
  ],
  [
    "Linux, where empty and relative folders do not count",
    "linux",
    { VEBUS_STATE_DIR: "", STATE_DIRECTORY: "", XDG_STATE_HOME: "s", XDG_CACHE_HOME: "" },
    "/home/ann",
    "/home/ann/.local/state/vebus",
    "/home/ann/.cache/vebus"
  ],
  [
    "systemd, the first of several folders",
    "linux",
    {
      STATE_DIRECTORY: "/var/lib/vebus:/var/lib/other",
      CACHE_DIRECTORY: "/var/cache/vebus",
      XDG_STATE_HOME: "/s"
    },
    "/",
    "/var/lib/vebus",
    "/var/cache/vebus"
  ],
  [
    "a folder that was asked for",
    "linux",
    { VEBUS_STATE_DIR: "/mnt/a:b", VEBUS_CACHE_DIR: "./cache", STATE_DIRECTORY: "/var/lib/vebus" },
    "/root",
    "/mnt/a:b",
    "./cache"
  ],
  ["a user without a home", "linux", {}, "/", "/.local/state/vebus", "/.cache/vebus"],
  [
    "FreeBSD, like Linux",
    "freebsd",
    {},
    "/home/ann",
    "/home/ann/.local/state/vebus",
    "/home/ann/.cache/vebus"
  ],
  [
    "macOS, whatever XDG says",
    "darwin",
    { XDG_STATE_HOME: "/s" },
    "/Users/ann",
    "/Users/ann/Library/Application Support/vebus",
    "/Users/ann/Library/Caches/vebus"
  ],
  [
    "macOS, asked for",
    "darwin",
    { VEBUS_STATE_DIR: "/s" },
    "/Users/ann",
    "/s",
    "/Users/ann/Library/Caches/vebus"
  ],
  [
    "Windows",
    "win32",
    { LOCALAPPDATA: "D:\\Local" },
    win,
    "D:\\Local\\vebus\\state",
    "D:\\Local\\vebus\\cache"
  ],
  [
    "Windows without its variable",
    "win32",
    {},
    win,
    `${win}\\AppData\\Local\\vebus\\state`,
    `${win}\\AppData\\Local\\vebus\\cache`
  ],
  [
    "Windows, where a colon is part of a path",
    "win32",
    { STATE_DIRECTORY: "E:\\state", VEBUS_CACHE_DIR: "E:\\cache" },
    win,
    "E:\\state",
    "E:\\cache"
  ]
]

describe("the folders of", () => {
  for (const [what, platform, env, home, state, cache] of cases) {
    it(`${what}`, () => assert.deepStrictEqual(Places.places(platform, env, home), { state, cache }))
  }

  it("this process are absolute", () => {
    const { state, cache } = Places.here()
    assert.match(state, /vebus/)
    assert.match(cache, /vebus/)
    assert.notStrictEqual(state, cache)
  })
})

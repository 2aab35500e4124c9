/**
 * A winmon request that names one thing by a 16-bit id: `code idLo idHi`. Some hosts send the id in one byte.
 * Reference: protocol.md 4.5.6.
 */
import * as L from "../bytes/Layout.ts"

/** The layout of an id request, and its constructor. The id is that of a RAM variable or of a setting. */
export const idRequest = <const Tag extends string>(tag: Tag, code: number, of: "ram" | "setting") => {
  const named = of === "ram" ? L.ramId : L.settingId
  const layout = L.forms(
    tag,
    [code],
    { id: named(L.uint16), idBytes: L.constant<2>(2), spare: L.spare() },
    { id: named(L.uint8), idBytes: L.constant<1>(1), spare: L.spare(0) }
  ).titled(({ id }, phrases) => {
    const name = of === "ram" ? `RAM ${phrases.shortRam(id)}` : `setting ${phrases.shortSetting(id)}`
    return `${phrases.wordsOf(tag)} for ${name}`
  })
  return {
    layout,
    /** A request with this id, 0 to 65,535, in two bytes. */
    make: (id: number) => layout.make({ id, idBytes: 2 })
  }
}

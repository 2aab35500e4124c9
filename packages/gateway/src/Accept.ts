/**
 * `Accept` and headers of its kind: ranges with a preference each. Names are in small letters, and a range with `q=0` is none.
 * Pure. Reference: RFC 9110, 12.4.2.
 */

/** One range, in small letters. */
export interface Range {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

const rangesOf = (accept: string): ReadonlyArray<Range> =>
  accept.split(",").map((range) => {
    const [type = "", ...rest] = range.split(";").map((part) => part.trim().toLowerCase())
    const parameters = new Map(
      rest.map((part) => {
        const at = part.indexOf("=")
        return at < 0
          ? ([part, ""] as const)
          : ([
              part.slice(0, at).trim(),
              part
                .slice(at + 1)
                .trim()
                .replaceAll('"', "")
            ] as const)
      })
    )
    const quality = Number(parameters.get("q") ?? 1)
    return { type, parameters, quality: Number.isFinite(quality) ? quality : 0 }
  })

/** How much somebody wants what fits, from 0 (not at all) to 1. */
export const wish = (header: string | undefined, isFit: (range: Range) => boolean): number =>
  Math.max(
    0,
    ...rangesOf(header ?? "")
      .filter(isFit)
      .map(({ quality }) => quality)
  )

/** Whether somebody names one thing, and wants it. */
export const isWanted = (header: string | undefined, type: string): boolean =>
  wish(header, (range) => range.type === type) > 0

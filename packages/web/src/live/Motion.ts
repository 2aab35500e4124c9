/**
 * The clock of everything that moves in the picture: one step for all lines at once, a few times a second. Animations of CSS
 * would each draw at times of their own, and keep the page at work sixty times a second in between.
 */
import { type RefObject } from "preact"
import { useEffect } from "preact/hooks"

/** So many steps bring a line of dots one or more dots further, to where it looks as before. */
const STEPS = 8
const STEP_MILLIS = 160

const reduced = matchMedia("(prefers-reduced-motion: reduce)")

/** Moves what is drawn in an element, by its property `--phase` from 0 to 1, while something moves. */
export const useMotion = (element: RefObject<SVGSVGElement | null>, moves: boolean): void => {
  useEffect(() => {
    if (!moves) return undefined
    let step = 0
    const timer = setInterval(() => {
      if (reduced.matches || document.hidden) return
      step = (step + 1) % STEPS
      element.current?.style.setProperty("--phase", String(step / STEPS))
    }, STEP_MILLIS)
    return () => clearInterval(timer)
  }, [moves])
}

/**
 * Grid control beside the figures it is held to: `npm run bench -- ess`.
 *
 * Watt-hours over the house connection and, behind the stroke, of these exported. The meter tells the mean of a second, a
 * tenth of a second later. First in a pure model, where a write acts after 0.2 s; then with the simulated unit over its
 * line of 2400 baud, byte for byte.
 */
import { ClosedLoop, Figures, Play, Scenes } from "@vebus/testing/ess"
import * as OverTheLine from "./ess/OverTheLine.ts"
import * as Virtual from "./link/Virtual.ts"

const WIDTH = 27

const row = (name: string, ...columns: ReadonlyArray<string | number>): void =>
  console.log(`${name.padEnd(WIDTH)}${columns.map((column) => String(column).padStart(15)).join("")}`)
const text = ({ both, exported }: Scenes.Target): string => `${both.toFixed(1)} / ${exported.toFixed(1)}`

let isMet = true
for (const rampWattsPerSecond of Scenes.ramps) {
  console.log(`\nA unit that moves at ${rampWattsPerSecond} W/s`)
  row("", "target", "model", "writes", "3 % off", "over the line", "set-points")
  for (const scene of Scenes.scenes) {
    const target = Scenes.targets[scene.name]![rampWattsPerSecond]
    const { figures } = Play.scene(scene, { rampWattsPerSecond })
    const worse = Play.scene(scene, { ...ClosedLoop.worseUnit, rampWattsPerSecond })
    const line = await Virtual.run(OverTheLine.cost(scene, rampWattsPerSecond))
    row(
      scene.name,
      text(target),
      text(figures),
      figures.writes,
      text(worse.figures),
      text(line),
      line.setpoints
    )
    isMet &&= Scenes.isMet(figures, target) && Scenes.isMet(line, target)
  }
  const { outcome, from } = Play.scene(Scenes.step, { ...ClosedLoop.worseUnit, rampWattsPerSecond })
  const up = Figures.settledAfter(outcome.moments, from, from + 50_000, 20, 60)
  const down = Figures.settledAfter(outcome.moments, from + 50_000, from + 100_000, 20, 60)
  console.log(`step of the unit that is off, within 60 W: after ${up / 1000} s up, ${down / 1000} s down`)
}

console.log(`\ntarget: each scene at least as good, in tenths of a watt-hour: ${isMet ? "met" : "missed"}`)
process.exitCode = isMet ? 0 : 1

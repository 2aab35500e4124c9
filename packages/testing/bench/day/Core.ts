/**
 * A stretch of plant time through the pure core. The line is paced as a real one, so every byte of the host arrives by
 * itself. Not in it: decoding the answers, and waiting for them.
 */
import { type Profile, Simulator } from "@vebus/simulator"
import * as PollSet from "./PollSet.ts"
import { heapUsed, PARTS, type Run } from "./Run.ts"

/** Sends a poll set a second, its frames spread over the second. */
export const run = (profile: Profile.Profile, plantSeconds: number): Run => {
  const frames = PollSet.frames(profile.device.phases.value)
  const pause = 1000 / frames.length
  const heaps = [heapUsed()]
  let simulation = Simulator.make({ profile, address: 0, winmonMode: "long" })
  let requests = 0
  let answers = 0
  const started = performance.now()
  for (let second = 0; second < plantSeconds; second++) {
    for (const [place, frame] of frames.entries()) {
      const [next, sent] = Simulator.step(simulation, second * 1000 + place * pause, frame)
      simulation = next
      requests++
      for (const { truth } of sent) if (truth !== undefined) answers++
    }
    if ((second + 1) % (plantSeconds / PARTS) === 0) heaps.push(heapUsed())
  }
  return { plantSeconds, requests, answers, seconds: (performance.now() - started) / 1000, heaps }
}

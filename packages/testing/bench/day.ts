/**
 * A day of plant time with a host that polls once a second: `npm run bench -- day`. First through the pure core, which
 * is fed bytes, then the same through a session of the runtime on the test clock.
 *
 * The heap is measured at the start and after each sixth, once it has been swept. `npm run bench -- day 2` lets the
 * session run for two hours alone; the day is then reckoned from them.
 */
import { Profile } from "@vebus/simulator"
import * as Conversation from "./day/Conversation.ts"
import * as Core from "./day/Core.ts"
import { DAY_SECONDS, daySeconds, HEADING, isFlat, PARTS, row, type Run, TARGET_GROWTH } from "./day/Run.ts"

const TARGET_SECONDS = 60

const hours = Number(process.argv[2] ?? 24)
if (!(hours > 0 && hours <= 24)) {
  console.error(`bench: expected hours for the session, above 0 to 24, found ${process.argv[2]}`)
  process.exit(2)
}

const show = (name: string, run: Run): Run => {
  console.log(row(name, run))
  return run
}

console.log(`Node ${process.versions.node}, one poll set a second`)
console.log(HEADING)
const single = Profile.profiles["multiplus-ii-48-3000-230v"]
const three = Profile.profiles["three-phase-48-3000"]
const cores = [single, three].map((profile) => show(`core, ${profile.id}`, Core.run(profile, DAY_SECONDS)))
const session = show(
  `session, ${three.id}`,
  await Conversation.run(three, Math.round((hours * 3600) / PARTS) * PARTS)
)

if (hours < 24) console.log(`the session ran for ${hours} h; its day is reckoned from them`)
const isMet = cores.every((run) => daySeconds(run) < TARGET_SECONDS) && [...cores, session].every(isFlat)
console.log(
  `target: a day of the core under ${TARGET_SECONDS} s, the heap flat within ${TARGET_GROWTH * 100} %, all answered: ${isMet ? "met" : "missed"}`
)
process.exitCode = isMet ? 0 : 1

/**
 * The page of the present state. Its first screen answers: is there mains, what do the loads draw, is the battery filling, is
 * anything wrong.
 */
import type { Store } from "../store/Store.ts"
import { BatteryTile } from "./BatteryTile.tsx"
import { FlowPicture } from "./FlowPicture.tsx"
import { LimitTile } from "./LimitTile.tsx"
import { LinkCard } from "./LinkCard.tsx"
import { Panel } from "./Panel.tsx"
import { PhasesTile } from "./PhasesTile.tsx"
import { Stage } from "./Stage.tsx"
import { Today } from "./Today.tsx"
import { Trend } from "./Trend.tsx"
import { TroubleList } from "./TroubleList.tsx"

/** The page. */
export const Live = ({ store }: { readonly store: Store }) => {
  const reading = store.live.value
  return (
    <div class="live">
      <TroubleList reading={reading} />
      <FlowPicture reading={reading}>
        {store.state.value.capabilities.history ? <Today store={store} /> : null}
      </FlowPicture>
      <Panel reading={reading} />
      {store.state.value.capabilities.stage ? <Stage source={store.source} /> : null}
      <BatteryTile reading={reading} />
      <PhasesTile side="input" reading={reading} />
      <PhasesTile side="output" reading={reading} />
      <LimitTile reading={reading} />
      <Trend store={store} />
      <LinkCard store={store} />
    </div>
  )
}

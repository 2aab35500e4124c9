/**
 * A: selects the unit that winmon reaches. An absent unit can be selected, it then does not answer; an address above
 * 31 gets no answer at all. Reference: protocol.md 3.2, 8.
 */
import type { Address } from "@vebus/codec"
import * as System from "../System.ts"

const HIGHEST = 31

export const answer = (system: System.State, { action, address }: Address.Request): System.Outcome => {
  if (action === "get") return [system, [reply(action, system.adapter.address ?? 0)]]
  if (action !== "set" || address > HIGHEST) return [system, System.SILENCE]
  return [{ ...system, adapter: { ...system.adapter, address } }, [reply(action, address)]]
}

const reply = (action: Address.Reply["action"], address: number): Address.Reply => ({
  _tag: "AddressReply",
  action,
  address,
  spare: []
})

/**
 * 3A: opens protected settings for a while. This project knows no password: unless somebody gives the simulation one,
 * every password is wrong. Reference: protocol.md 4.5.11, 8.
 */
import type { Password } from "@vebus/codec"
import type * as Device from "../Device.ts"
import { type Context, notUnderstood, type Outcome } from "./Command.ts"

const OPEN_MILLIS = 30_000
const WRONG = 0x01

export const answer = (
  device: Device.State,
  { data }: Password.Request,
  { at, password }: Context
): Outcome =>
  password !== null && data.length === password.length && data.every((byte, n) => byte === password[n])
    ? [{ ...device, unlockedUntil: at + OPEN_MILLIS }, [{ _tag: "PasswordAccepted", spare: [] }]]
    : [device, [notUnderstood(WRONG)]]

/**
 * The flags of `vebus fleet`.
 */
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Flags from "../command/Flags.ts"

const URL_EXPECTED =
  "the URL of a broker like mqtt://127.0.0.1:1883 or mqtts://broker:8883, without name and password"

const isBroker = (text: string): boolean =>
  /^(mqtts?|wss?):\/\/./.test(text) &&
  URL.canParse(text) &&
  new URL(text).username === "" &&
  new URL(text).password === ""

export const flags = {
  broker: Flag.String("broker").pipe(
    Flag.withAlias("b"),
    Flag.withMetavar("URL"),
    Flag.withDescription("The broker. Several, each with its own flag: the first that answers is used"),
    Flag.filter(isBroker, () => URL_EXPECTED),
    Flag.atLeast(1)
  ),
  base: Flag.String("base").pipe(
    Flag.withMetavar("TOPIC"),
    Flag.withDescription("What all topics begin with, as mqtt.base of the gateways"),
    Flag.filter(
      (text) => /^[^$/+#\0][^+#\0]*$/.test(text) && !/\/(?:\/|$)/.test(text),
      () => "the beginning of topics like vebus or home/vebus"
    ),
    Flag.withDefault("vebus")
  ),
  username: Flags.text("username", "NAME", "Who we are to the broker"),
  passwordFile: Flags.text("password-file", "FILE", "A file with the password, and nothing else"),
  caFile: Flags.text("ca-file", "FILE", "Who signed the certificate of the broker, in PEM"),
  once: Flags.whether("once", "Print what is so now, and end"),
  json: Flags.whether("json", "One JSON document (vebus.fleet/1), and end"),
  jsonl: Flags.jsonl("site that says something or changes", "vebus.fleet.site/1")
}

export type Input = Command.Command.Config.Infer<typeof flags>

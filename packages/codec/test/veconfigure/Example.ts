/**
 * A settings file as its format describes it: invented, of one unit with five settings, shorter than any real one.
 */
import { Hex } from "@vebus/codec"
import * as Result from "effect/Result"

export const example: Uint8Array = Result.getOrThrow(
  Hex.fromHex(`
1d 00 56 45 43 6f 6e 66 69 67 20 73 65 74 74 69
6e 67 20 73 65 63 74 69 6f 6e 20 66 69 6c 65 0a
00 4d 6b 32 76 73 63 49 6e 66 6f 3d 00 00 00 01
00 00 00 04 00 31 2e 33 30 fa 14 58 6c 0f 00 42
61 72 65 53 65 74 74 69 6e 67 49 6e 66 6f 93 00
00 00 04 00 00 00 6f 21 28 00 02 32 00 01 00 00
00 b4 89 00 00 fc 6f 01 00 00 00 fe 4d 00 00 ff
ff 9c ff 00 00 80 16 c0 12 00 19 9c ff 00 00 90
15 c0 12 00 19 01 00 00 00 23 00 00 00 23 00 9f
67 ad 52 0f 00 42 61 72 65 53 65 74 74 69 6e 67
44 61 74 61 01 01 00 00 03 00 00 00 78 56 34 12
6f 21 28 00 ff 01 01 6f 21 28 00 06 00 08 19 00
00 00 00 02 01 01 01 00 00 00 00 f0 00 0b 00 48
51 30 30 30 30 54 45 53 54 30 00 00 00 00 00 00
00 00 00 00 00 d2 49 6b 00 00 00 00 0a 00 54 81
fe 4d 40 15 18 15 23 00 00 00 ff 00 0b 02 2e 01
97`)
)

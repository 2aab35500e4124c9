// Assertions without the proxy that tells apart a misspelt one: the types do that, and it takes most of the time of a
// suite that asserts a million times.
import { chai } from "vitest"

chai.config.useProxy = false

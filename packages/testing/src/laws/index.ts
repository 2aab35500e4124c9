/**
 * The laws of the line as fast-check properties, to run on a codec or a deframer of your own.
 *
 * Each function gives laws by name; a test is made of each:
 * `it.each(Object.entries(frameLaws(row)))("%s", (_, law) => fc.assert(law))`.
 */
export { codecLaws, frameLaws } from "./CodecLaws.ts"
export { deframerLaws, type DeframerModule, findAll, type Found } from "./DeframerLaws.ts"
export { type Laws } from "./Law.ts"

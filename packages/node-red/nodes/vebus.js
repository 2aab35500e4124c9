/**
 * What Node-RED loads; the forms of the nodes stand in `vebus.html` beside it.
 */
export { default } from "../dist/index.js"

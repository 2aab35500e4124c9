/**
 * The start of the page.
 */
import { render } from "preact"
import { App } from "./shell/App.tsx"
import * as Router from "./shell/Router.ts"
import * as Visit from "./shell/Visit.ts"

Router.follow()
render(<App />, document.querySelector("#page")!)
void Visit.begin()

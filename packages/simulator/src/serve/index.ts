/**
 * Serves a simulation to other programs, over TCP or as a pseudo-terminal. For Node alone.
 */
export { controlLines, type Controlled, serveControl } from "./ControlChannel.ts"
export type { Port } from "./Connect.ts"
export * as ControlProtocol from "./ControlProtocol.ts"
export * as Plug from "./Plug.ts"
export { servePty, type PtyOptions, type PtyServed } from "./Pty.ts"
export { ServeError } from "./ServeError.ts"
export { serveTcp, type TcpOptions, type TcpServed } from "./Tcp.ts"
export { truthFile } from "./TruthFile.ts"

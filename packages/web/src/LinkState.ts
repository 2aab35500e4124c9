/** The state of a link, as the session of the runtime has it. */
export type LinkState = "opening" | "connected" | "asleep" | "unplugged" | "closed"

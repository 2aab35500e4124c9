/** What a link does, as the session of the runtime has it. */
export type LinkState = "opening" | "connected" | "asleep" | "unplugged" | "closed"

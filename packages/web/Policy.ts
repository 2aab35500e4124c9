/**
 * What the page may do, as a Content Security Policy: run its own scripts and workers, talk to its own host, nothing else. It
 * stands in the page itself, so that it holds on any static host; the gateway says it again, and who may frame the page.
 */

/** All that a `<meta>` can say. */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

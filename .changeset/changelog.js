/**
 * How a changeset becomes an entry of a changelog: its text, and nothing else. A commit says nothing to whoever uses a package,
 * and all packages have the same version, so that which of them needs which is no news.
 */
export default {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replace(/\n(?=.)/g, "\n  ")}`,
  getDependencyReleaseLine: async () => ""
}

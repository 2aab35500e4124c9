/**
 * Configurations: a backup of one, how two differ, and what restores one.
 */
export * as Backup from "./Backup.ts"
export * as Diff from "./Diff.ts"
export * as Difference from "./Difference.ts"
export * as Restore from "./Restore.ts"

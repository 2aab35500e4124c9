/**
 * The files of the runtime. For Node alone.
 */
export * as CacheFiles from "./CacheFiles.ts"
export * as CaptureFile from "./CaptureFile.ts"
export * as DurableFile from "./DurableFile.ts"
export * as FileError from "./FileError.ts"
export * as LockFile from "./LockFile.ts"
export * as Places from "./Places.ts"
export * as ReadFile from "./ReadFile.ts"
export * as StateFiles from "./StateFiles.ts"

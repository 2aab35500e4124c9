/**
 * What the runtime keeps in files. For Node alone.
 */
export * as CaptureFile from "./CaptureFile.ts"

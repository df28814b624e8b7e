/**
 * The code that Node or SQLite gave an error, such as "ENOENT" or "SQLITE_FULL", or its cause; null where
 * there is none.
 */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") return error.code;
  return errorCode(error.cause);
}

/** Another process was writing. */
export const isBusy = (error: unknown): boolean => errorCode(error)?.startsWith("SQLITE_BUSY") === true;

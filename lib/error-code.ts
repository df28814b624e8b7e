/** The code that Node or SQLite gave an error, such as "ENOENT" or "SQLITE_FULL"; null where there is none. */
export const errorCode = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

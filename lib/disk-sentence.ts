import { errorCode } from "#lib/error-code.ts";

/** What to tell the person when the disk, not the program, is to blame; null for any other error. */
export function diskSentence(error: unknown): string | null {
  const code = errorCode(error);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "SQLITE_FULL":
    case "SQLITE_IOERR_SHMSIZE": // SQLite asks for room for its shared memory first
      return "The disk is full; make room and try again. Everything stored so far is kept.";
    case "EROFS":
    case "EACCES":
    case "EPERM":
    case "SQLITE_CANTOPEN":
      return `${pathOf(error)} may not be read or written; check its owner, its permissions, and whether its disk is mounted read-only.`;
    case "EIO":
      return "The disk reported an error; look at the system’s log.";
    default:
      if (code?.startsWith("SQLITE_READONLY"))
        return "The database may not be written; check its owner, its permissions, and whether its disk is mounted read-only.";
      return code?.startsWith("SQLITE_IOERR")
        ? "The disk reported an error; look at the system’s log."
        : null;
  }
}

const pathOf = (error: unknown): string =>
  error instanceof Error && "path" in error && typeof error.path === "string"
    ? error.path
    : "A file or folder";

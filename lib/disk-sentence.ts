import { errorCode } from "#lib/error-code.ts";

/** What to tell the person when the disk, not the program, is to blame; null for any other error. */
export function diskSentence(error: unknown): string | null {
  switch (errorCode(error)) {
    case "ENOSPC":
    case "SQLITE_FULL":
      return "The disk is full; make room and try again. Everything stored so far is kept.";
    case "EROFS":
    case "EACCES":
    case "EPERM":
    case "SQLITE_READONLY":
    case "SQLITE_CANTOPEN":
      return "A file or folder may not be read or written; check its permissions.";
    default:
      return null;
  }
}

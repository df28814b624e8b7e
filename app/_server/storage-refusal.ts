import { Refusal } from "./refusal.ts";
import { isBucketError } from "#db/packs/bucket-error.ts";
import { errorCode, isBusy } from "#lib/error-code.ts";

const full = new Set(["ENOSPC", "EDQUOT", "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"]);

/**
 * What a person is told when the disk, the bucket or the database, not the program, is to blame. Nothing of what they
 * asked for was stored, and everything before it is.
 * @returns null for any other error
 */
export function storageRefusal(error: unknown): Refusal | null {
  if (isBusy(error))
    return new Refusal(503, "The database is busy, so nothing was saved. Please try again in a moment.");
  if (isBucketError(error))
    return new Refusal(503, "The server cannot get at its pictures just now. Please try again in a moment.");
  const code = errorCode(error) ?? "";
  if (full.has(code))
    return new Refusal(507, "The server’s disk is full, so nothing was saved. Please tell an administrator.");
  if (/^(EROFS|EIO|SQLITE_(READONLY|IOERR|CANTOPEN))/.test(code))
    return new Refusal(
      503,
      "The server cannot write to its disk, so nothing was saved. Please tell an administrator.",
    );
  return null;
}

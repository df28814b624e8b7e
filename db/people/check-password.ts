import { type Db, write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { decoyHash, noPassword, passwordQueue, verifyPassword } from "#db/people/password.ts";
import { isFamiliar } from "#db/people/sessions.ts";
import { countTry, takeOffTry, type TrySource } from "#db/people/sign-in-throttle.ts";
import type { User } from "#db/schema.ts";

export type PasswordVerdict =
  | { kind: "right" }
  | { kind: "wrong" }
  | { kind: "wait"; seconds: number }
  /** too many passwords are being checked just now, whoever gave them */
  | { kind: "busy" };

/**
 * Is this the account's password? The only way to ask: each try counts (docs/decisions/0037). An unknown
 * name, a locked account and one without a password cost as much time as any other and are always wrong.
 * @param given.account sign-in name as it was typed, lower case
 * @param user whose name that is, if anybody's
 */
export async function checkPassword(
  db: Db,
  given: { account: string; password: string; address: string },
  user: User | undefined,
  now: number,
): Promise<PasswordVerdict> {
  const { account, password, address } = given;
  if (passwordQueue.full()) return { kind: "busy" };
  const from: TrySource = {
    account,
    address,
    familiar: user !== undefined && isFamiliar(db, user.id, address),
  };
  const tried = countTry(db, from, now);
  if (!tried.allowed) return { kind: "wait", seconds: Math.ceil(tried.waitMs / 1000) };
  const has = user?.disabledAt === null && user.passwordHash !== noPassword;
  const hash = has ? user.passwordHash : decoyHash;
  if (await verifyPassword(password, hash)) {
    takeOffTry(db, from);
    return { kind: "right" };
  }
  write(db, (tx) => {
    // What was typed as an unknown name may be a password: it is written down nowhere.
    const entry = { userId: null, ...(user && { subjectId: user.id }) };
    const detail = { user: user?.name ?? null, address };
    recordAuditEntry(tx, { ...entry, action: "sign-in.failed", detail }, now);
    for (const scope of tried.blocked)
      recordAuditEntry(tx, { ...entry, action: "sign-in.blocked", detail: { ...detail, scope } }, now);
  });
  return { kind: "wrong" };
}

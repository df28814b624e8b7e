import { createHash } from "node:crypto";
import { and, eq, gte, lt, or } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { signInFailures } from "#db/schema.ts";
import { networkOf } from "#lib/address.ts";

/**
 * How often a password may be guessed (docs/decisions/0037). A try is counted before the password is
 * looked at, so that forty at once are no more than forty one after the other, and taken off again when
 * the password was right.
 */

/** Free tries, then a wait after each further one: the first, and the longest it doubles up to. */
const limits = {
  /** one account from one network: nobody elsewhere can use it up */
  pair: { free: 5, firstMs: 30_000, longestMs: 15 * 60_000 },
  /** one account from anywhere it is not known to sign in from: slow, but never slower than that */
  account: { free: 20, firstMs: 10_000, longestMs: 10_000 },
  /** all accounts from one network, which may stand for a whole class room */
  address: { free: 50, firstMs: 30_000, longestMs: 15 * 60_000 },
} as const;
type Scope = keyof typeof limits;
const forgetAfterMs = 24 * 60 * 60_000;

/** @property account sign-in name as it was typed, lower case */
export type TrySource = { account: string; address: string; familiar: boolean };

/** Short on purpose: what was typed, a password in the wrong field perhaps, cannot be told from it. */
const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 10);

function keyOf(scope: Scope, { account, address }: TrySource): string {
  const [who, where] = [shortHash(account), shortHash(networkOf(address))];
  return scope === "pair" ? `pair:${who}:${where}` : `${scope}:${scope === "account" ? who : where}`;
}

/** Where somebody has signed in before, strangers' tries at their account or from their network do not count. */
const scopesOf = ({ familiar }: TrySource): readonly Scope[] =>
  familiar ? ["pair"] : ["pair", "account", "address"];

export type TryCount =
  | { allowed: false; waitMs: number }
  /** `blocked`: limits that this try has reached */
  | { allowed: true; blocked: readonly Scope[] };

/** Count a try, if one is allowed now. */
export function countTry(db: Db, from: TrySource, now: number): TryCount {
  return write(db, (tx) => {
    tx.delete(signInFailures)
      .where(lt(signInFailures.updatedAt, now - forgetAfterMs))
      .run();
    const counted = scopesOf(from).map((scope) => {
      const key = keyOf(scope, from);
      const row = tx.select().from(signInFailures).where(eq(signInFailures.key, key)).get();
      return { scope, key, row };
    });
    const waitMs = Math.max(0, ...counted.map(({ row }) => (row ? row.blockedUntil - now : 0)));
    if (waitMs > 0) return { allowed: false, waitMs };
    const blocked: Scope[] = [];
    for (const { scope, key, row } of counted) {
      const { free, firstMs, longestMs } = limits[scope];
      const failures = (row?.failures ?? 0) + 1;
      const wait = failures < free ? 0 : Math.min(longestMs, firstMs * 2 ** (failures - free));
      if (failures === free) blocked.push(scope);
      const values = { failures, blockedUntil: now + wait, updatedAt: now };
      tx.insert(signInFailures)
        .values({ key, ...values })
        .onConflictDoUpdate({ target: signInFailures.key, set: values })
        .run();
    }
    return { allowed: true, blocked };
  });
}

/**
 * Take a try off again: the password was right. The pair starts anew; of the other two only this try
 * goes, since one good account must not unlock guessing at others.
 */
export function takeOffTry(db: Db, from: TrySource): void {
  write(db, (tx) => {
    for (const scope of scopesOf(from)) {
      const key = eq(signInFailures.key, keyOf(scope, from));
      const row = tx.select().from(signInFailures).where(key).get();
      if (!row) continue;
      const failures = scope === "pair" ? 0 : row.failures - 1;
      const blockedUntil = failures < limits[scope].free ? 0 : row.blockedUntil;
      if (failures <= 0) tx.delete(signInFailures).where(key).run();
      else tx.update(signInFailures).set({ failures, blockedUntil }).where(key).run();
    }
  });
}

/** An admin has given the account a new password or let it in again: whoever guessed before starts anew too. */
export function forgetTries(tx: Db, account: string): void {
  const who = shortHash(account);
  const pairs = and(gte(signInFailures.key, `pair:${who}:`), lt(signInFailures.key, `pair:${who};`));
  tx.delete(signInFailures)
    .where(or(eq(signInFailures.key, `account:${who}`), pairs))
    .run();
}

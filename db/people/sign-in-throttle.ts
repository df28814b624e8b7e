import { eq } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { signInFailures } from "#db/schema.ts";

/** Sign-in is throttled: some free tries, then a wait that doubles, up to a quarter of an hour. */

/** An address may stand for a whole class room, an account stands for one person. */
const freeTries = { account: 5, address: 50 };
const longestWaitMs = 15 * 60_000;
const forgetAfterMs = 24 * 60 * 60_000;

export type SignInSource = { account: string; address: string };

const sources = ["account", "address"] as const;
const keyOf = (source: (typeof sources)[number], from: SignInSource) => `${source}:${from[source]}`;

/** @returns ms to wait before the next try; 0 when it may go ahead */
export function signInWait(db: Db, from: SignInSource, now: number): number {
  const waits = sources.map((source) => {
    const key = keyOf(source, from);
    const row = db.select().from(signInFailures).where(eq(signInFailures.key, key)).get();
    return row ? row.blockedUntil - now : 0;
  });
  return Math.max(0, ...waits);
}

/** A success clears the account's count only: one good account must not unlock guessing at others from its address. */
export function noteSignIn(db: Db, from: SignInSource, succeeded: boolean, now: number): void {
  write(db, (tx) => {
    if (succeeded) {
      tx.delete(signInFailures)
        .where(eq(signInFailures.key, keyOf("account", from)))
        .run();
      return;
    }
    for (const source of sources) {
      const key = keyOf(source, from);
      const row = tx.select().from(signInFailures).where(eq(signInFailures.key, key)).get();
      const failures = row && now - row.updatedAt < forgetAfterMs ? row.failures + 1 : 1;
      const beyond = failures - freeTries[source];
      const waitMs = beyond < 0 ? 0 : Math.min(longestWaitMs, 1000 * 2 ** beyond);
      const values = { failures, blockedUntil: now + waitMs, updatedAt: now };
      tx.insert(signInFailures)
        .values({ key, ...values })
        .onConflictDoUpdate({ target: signInFailures.key, set: values })
        .run();
    }
  });
}

import { and, eq, lt } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { apiReplies } from "#db/schema.ts";

/** An answer of the API, kept for whoever sends the same request again. */
export type Reply = { status: number; body: string | null };

/** Answers are kept so long, ms. */
const keepMs = 24 * 60 * 60_000;

export type Begun =
  /** it is new: do it, then keepReply() or forgetReply() */
  | { kind: "new" }
  /** `streamed` is the digest of the body that it came with, where that streamed */
  | { kind: "again"; reply: Reply; streamed: string | null }
  /** another request of this key was something else */
  | { kind: "other" }
  /** this process is doing it */
  | { kind: "busy" }
  /** a process that is gone had begun it; nobody knows how far it came */
  | { kind: "unknown" };

export type Keyed = { tokenId: number; key: string };
const of = ({ tokenId, key }: Keyed) => and(eq(apiReplies.tokenId, tokenId), eq(apiReplies.key, key));

/**
 * Begin a request that carries a key.
 * @param asked digest of the request
 * @param process random name of this process
 */
export function beginReply(db: Db, keyed: Keyed, asked: string, process: string, now: number): Begun {
  return write(db, (tx): Begun => {
    tx.delete(apiReplies)
      .where(lt(apiReplies.at, now - keepMs))
      .run();
    const row = tx.select().from(apiReplies).where(of(keyed)).get();
    if (!row) {
      tx.insert(apiReplies)
        .values({ ...keyed, asked, doneBy: process, at: now })
        .run();
      return { kind: "new" };
    }
    const [before, streamed = null] = row.asked.split(" ");
    if (before !== asked) return { kind: "other" };
    const { status, body } = row;
    if (status !== null) return { kind: "again", reply: { status, body }, streamed };
    return { kind: row.doneBy === process ? "busy" : "unknown" };
  });
}

/** @param asked digest of the request @param streamed of its body, where that streamed: it is known only now */
export function keepReply(
  db: Db,
  keyed: Keyed,
  { status, body }: Reply,
  { asked, streamed }: { asked: string; streamed: string | null },
): void {
  const set = { status, body, doneBy: null, asked: streamed === null ? asked : `${asked} ${streamed}` };
  write(db, (tx) => void tx.update(apiReplies).set(set).where(of(keyed)).run());
}

/** Nothing was done: the key is free again. */
export const forgetReply = (db: Db, keyed: Keyed): void =>
  write(db, (tx) => void tx.delete(apiReplies).where(of(keyed)).run());

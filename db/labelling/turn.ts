import type { RootDb } from "#db/client.ts";
import { type Desk, deskOf, forgetAll } from "#db/labelling/desk.ts";
import type { Topic } from "#db/events.ts";

/**
 * Some work at the desk in one immediate transaction. When this returns, all of it is on the disk.
 * @throws what `work` throws; nothing has happened then
 */
export function inTurn<T>(db: RootDb, work: (desk: Desk) => T): T {
  const desk = deskOf(db);
  const { begin, commit, rollback } = desk.statements;
  desk.announced.clear();
  begin.run();
  try {
    const result = work(desk);
    commit.run();
    return result;
  } catch (error) {
    forgetAll(desk);
    // A failed commit can have ended the transaction already.
    if (desk.sqlite.inTransaction) rollback.run();
    throw error;
  }
}

/** Tell the live pages, once a project and transaction. */
export function announceOnce(desk: Desk, projectId: number, topic: Topic, now: number): void {
  const key = `${topic} ${projectId}`;
  if (desk.announced.has(key)) return;
  desk.announced.add(key);
  desk.statements.announce.run(projectId, topic, now);
}

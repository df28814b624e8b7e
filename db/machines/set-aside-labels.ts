import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { Run } from "#db/schema.ts";

/** How many answers that stood when a run read its labels are set aside now. */
export function answersGone(db: Db, { projectId, cursor }: Pick<Run, "projectId" | "cursor">): number {
  if (cursor === null) return 0;
  return (
    db.get<{ n: number }>(sql`
      select count(*) as n
      from asides
        join judgments taken on taken.asideId = asides.id and taken.outcome = 'withdrawn' and taken.id > ${cursor}
        join judgments given on given.id = taken.supersedes and given.id <= ${cursor}
      where asides.projectId = ${projectId} and asides.state in ('setting', 'set')`)?.n ?? 0
  );
}

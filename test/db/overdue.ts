import type { Db } from "#db/client.ts";
import { newJobWatch, type Overdue } from "#db/jobs/watch.ts";

/** What a worker finds overdue that has watched the jobs for so long, with a look every second, ms. */
export function overdueAfter(db: Db, ms: number): Overdue[] {
  const watch = newJobWatch();
  let found = watch(db, 0);
  for (let at = 1000; at <= ms; at += 1000) found = watch(db, at);
  return found;
}

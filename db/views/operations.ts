import { and, count, eq, gt } from "drizzle-orm";
import type { RootDb } from "#db/client.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { queueState } from "#db/labelling/routes.ts";
import type { QueueState } from "#db/labelling/tally.ts";
import { jobs, leases } from "#db/schema.ts";

/** What a monitor wants to know of the whole: how much waits, how much is held. */
export type Operations = {
  /** by the project's short name */
  queues: Map<string, QueueState>;
  /** leases that have not run out */
  leases: number;
  /** by state */
  jobs: Map<string, number>;
};

export function operations(db: RootDb, now: number): Operations {
  return {
    queues: new Map(listProjects(db).map((project) => [project.slug, queueState(db, project)])),
    leases:
      db
        .select({ n: count() })
        .from(leases)
        .where(and(eq(leases.live, true), gt(leases.expiresAt, now)))
        .get()?.n ?? 0,
    jobs: new Map(
      db
        .select({ state: jobs.state, n: count() })
        .from(jobs)
        .groupBy(jobs.state)
        .all()
        .map(({ state, n }) => [state, n]),
    ),
  };
}

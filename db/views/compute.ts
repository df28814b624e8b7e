import { and, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { type ElsewhereNote, elsewhereNote } from "#lib/launching.ts";
import type { Db } from "#db/client.ts";
import { type Job, jobs, projects, runs } from "#db/schema.ts";

/** Where the work of machines is done, what waits there, and what it has cost. */

export type WorkElsewhere = ElsewhereNote["elsewhere"] & {
  job: Job;
  project: { slug: string; name: string } | null;
  /** of a training */
  run: { id: number; name: string } | null;
};

/** Jobs that schedulers do or are to do, the oldest first. */
export function workElsewhere(db: Db): WorkElsewhere[] {
  return db
    .select({
      job: jobs,
      slug: projects.slug,
      project: projects.name,
      runId: runs.id,
      run: runs.name,
    })
    .from(jobs)
    .leftJoin(projects, eq(projects.id, jobs.projectId))
    .leftJoin(runs, eq(runs.jobId, jobs.id))
    .where(and(eq(jobs.state, "running"), inArray(jobs.kind, ["train", "embed", "predict"])))
    .orderBy(jobs.id)
    .all()
    .flatMap(({ job, slug, project, runId, run }) => {
      const note = elsewhereNote.safeParse(job.note).data;
      if (!note) return [];
      return [
        {
          ...note.elsewhere,
          job,
          project: slug === null || project === null ? null : { slug, name: project },
          run: runId === null || run === null ? null : { id: runId, name: run },
        },
      ];
    });
}

/** What trainings of a project took in one place, however they ended. */
export type Spent = {
  project: { slug: string; name: string };
  launcher: string;
  runs: number;
  /** of these, those that failed or were stopped */
  unfinished: number;
  workedSeconds: number;
  cardSeconds: number;
};

export const spent = (db: Db): Spent[] =>
  db
    .select({
      project: { slug: projects.slug, name: projects.name },
      launcher: sql<string>`${runs.launcher}`,
      runs: sql<number>`count(*)`,
      unfinished: sql<number>`sum(${runs.state} <> 'finished')`,
      workedSeconds: sql<number>`coalesce(sum(${runs.workedSeconds}), 0)`,
      cardSeconds: sql<number>`coalesce(sum(${runs.cardSeconds}), 0)`,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(and(isNotNull(runs.launcher), inArray(runs.state, ["finished", "failed", "cancelled"])))
    .groupBy(runs.projectId, runs.launcher)
    .orderBy(desc(sql`sum(${runs.cardSeconds})`), desc(sql`sum(${runs.workedSeconds})`))
    .all();

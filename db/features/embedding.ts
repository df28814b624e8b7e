import { and, asc, desc, eq, gt, gte, isNull, lt, sql } from "drizzle-orm";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { enqueue } from "#db/job-queue.ts";
import { listEncoders } from "#db/features/encoders.ts";
import { markOf } from "#db/features/feature-files.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import {
  type Encoder,
  encoders,
  features,
  type Image,
  images,
  items,
  type Job,
  jobs,
  type Project,
} from "#db/schema.ts";

/** Which pictures an encoder goes through, and when. */

/** The payload of a job that lets an encoder go through what is new in a project. */
export type EmbedJob = { projectId: number; encoderId: number };
export const embedKind = "embed";

/** The pictures of the items with ordinals in [from, to), in their order: ordinals have no holes. */
export const picturesBetween = (db: Db, projectId: number, from: number, to: number): Image[] =>
  db
    .select({ image: images })
    .from(items)
    .innerJoin(images, eq(images.hash, items.hash))
    .where(and(eq(items.projectId, projectId), gte(items.ordinal, from), lt(items.ordinal, to)))
    .orderBy(asc(items.ordinal))
    .all()
    .map(({ image }) => image);

/** The newest job that embeds a project's pictures by an encoder. */
export const newestEmbedding = (db: Db, { projectId, encoderId }: EmbedJob): Job | undefined =>
  db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.projectId, projectId),
        eq(jobs.kind, embedKind),
        sql`${jobs.payload} ->> 'encoderId' = ${encoderId}`,
      ),
    )
    .orderBy(sql`${jobs.id} desc`)
    .limit(1)
    .get();

/** How far an encoder is with a project. */
export type FeatureState = {
  /** pictures with features, of all */
  embedded: number;
  pictures: number;
  /** the newest job that makes them by themselves; a training makes them too */
  job: Job | null;
};

export const featureState = (db: Db, of: EmbedJob): FeatureState => ({
  embedded: markOf(db, of),
  pictures: itemsOf(db, of.projectId),
  job: newestEmbedding(db, of) ?? null,
});

/** Encoders that a project's trainings can choose from, and how many of its pictures each has yet to see. */
export const encoderChoices = (db: Db, projectId: number): { id: number; name: string; missing: number }[] =>
  listEncoders(db).map(({ id, name }) => {
    const { embedded, pictures } = featureState(db, { projectId, encoderId: id });
    return { id, name, missing: pictures - embedded };
  });

/** The newest encoder that somebody has let go through the project's pictures, or some of them. */
export const encoderAtHand = (db: Db, projectId: number): Encoder | null =>
  db
    .select({ encoder: encoders })
    .from(features)
    .innerJoin(encoders, eq(encoders.id, features.encoderId))
    .where(and(eq(features.projectId, projectId), gt(features.embeddedTo, 0), isNull(encoders.removedAt)))
    .orderBy(desc(encoders.id))
    .limit(1)
    .get()?.encoder ?? null;

/** Ask for it; a job that waits or runs already comes to all pictures too. */
export function askToEmbed(
  db: Db,
  project: Authorized<Project, "admin">,
  encoder: Pick<Encoder, "id" | "name">,
  now: number,
): Job {
  const payload: EmbedJob = { projectId: project.id, encoderId: encoder.id };
  return write(db, (tx) => {
    const newest = newestEmbedding(tx, payload);
    const open = newest?.state === "queued" || newest?.state === "running";
    if (newest && open && !newest.cancelRequested) return newest;
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "features.embed",
        projectId: project.id,
        detail: { encoder: encoder.name },
      },
      now,
    );
    const job = { kind: embedKind, payload, projectId: project.id, createdBy: project.by };
    return enqueue(tx, job, now);
  });
}

import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { annotatorSettings, type Project } from "#db/schema.ts";

/** How a person wants to label in a project, as their page sends it. */
export const ownSettings = z.object({
  /** class indices in the order of the buttons; null: the project's */
  order: z.array(z.int().min(0)).max(10_000).nullable(),
  /** keys of their own by class index; no key twice */
  keys: z
    .record(z.string().regex(/^\d{1,5}$/), z.string().regex(/^[a-z0-9]$/))
    .refine((keys) => new Set(Object.values(keys)).size === Object.keys(keys).length, {
      message: "Each key answers with one class.",
    }),
  /** answers that they mean to give in a session */
  goal: z.int().min(1, "A goal is at least one answer.").max(100_000, "At most 100,000.").nullable(),
});
export type OwnSettings = z.output<typeof ownSettings>;

const mine = (projectId: number, userId: number) =>
  and(eq(annotatorSettings.projectId, projectId), eq(annotatorSettings.userId, userId));

/** What a person has set in a project, and which instructions they have read (a digest; null: none). */
export function settingsOf(
  db: Db,
  projectId: number,
  userId: number,
): OwnSettings & { instructionsRead: string | null } {
  const row = db.select().from(annotatorSettings).where(mine(projectId, userId)).get();
  return {
    order: row?.classOrder ?? null,
    keys: row?.classKeys ?? {},
    goal: row?.sessionGoal ?? null,
    instructionsRead: row?.instructionsRead ?? null,
  };
}

/** Keep a person's settings for a project. */
export function saveOwnSettings(
  db: Db,
  project: Authorized<Project, "annotator">,
  userId: number,
  { order, keys, goal }: OwnSettings,
  now: number,
): Result<null> {
  const known = (label: number) => label < project.classes.length;
  if (order && (!order.every(known) || new Set(order).size !== order.length))
    return fail("The classes have changed meanwhile. Please load the page again.");
  if (!Object.keys(keys).every((label) => known(Number(label))))
    return fail("The classes have changed meanwhile. Please load the page again.");
  put(db, project, userId, { classOrder: order, classKeys: keys, sessionGoal: goal, updatedAt: now });
  return ok(null);
}

/** The person has read the instructions as they are now. @param digest of db/dataset/instructions.ts */
export function noteInstructionsRead(
  db: Db,
  project: Authorized<Project, "annotator">,
  userId: number,
  digest: string,
  now: number,
): void {
  put(db, project, userId, { instructionsRead: digest, updatedAt: now });
}

function put(
  db: Db,
  { id: projectId }: Project,
  userId: number,
  set: Partial<typeof annotatorSettings.$inferInsert> & { updatedAt: number },
): void {
  write(db, (tx) =>
    tx
      .insert(annotatorSettings)
      .values({ userId, projectId, ...set })
      .onConflictDoUpdate({ target: [annotatorSettings.userId, annotatorSettings.projectId], set })
      .run(),
  );
}

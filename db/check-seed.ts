import { randomInt } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Project, projects } from "#db/schema.ts";

/**
 * A project's key, never 0: it decides which questions get a check (db/labelling/checks.ts) and which pictures are
 * practised with (db/labelling/practice-pictures.ts).
 */
export const newCheckSeed = (): number => randomInt(1, 2 ** 47);

/** Without a key nothing of the project can have been a check, or practised with. */
export const hasKey = ({ checkSeed }: Pick<Project, "checkSeed">): boolean => checkSeed !== 0;

/** The key that a project has, or else a new one, to be stored with it. */
export function checkSeedOf(tx: Db, projectId: number): number {
  const row = tx.select({ seed: projects.checkSeed }).from(projects).where(eq(projects.id, projectId)).get();
  return row && row.seed > 0 ? row.seed : newCheckSeed();
}

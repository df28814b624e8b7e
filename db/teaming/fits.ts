import { desc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Fit, fits } from "#db/schema.ts";

/** What policies were fitted to. */

export const findFit = (db: Db, id: number): Fit | undefined =>
  db.select().from(fits).where(eq(fits.id, id)).get();

/** A fit without its parameters, which can be long. */
export type FitSummary = Omit<Fit, "params">;

const short = {
  id: fits.id,
  projectId: fits.projectId,
  policy: fits.policy,
  runId: fits.runId,
  cursor: fits.cursor,
  answers: fits.answers,
  imported: fits.imported,
  gold: fits.gold,
  weak: fits.weak,
  seconds: fits.seconds,
  createdBy: fits.createdBy,
  createdAt: fits.createdAt,
};

export const fitSummary = (db: Db, id: number): FitSummary | null =>
  db.select(short).from(fits).where(eq(fits.id, id)).get() ?? null;

/** The project's fits, newest first. */
export const listFits = (db: Db, projectId: number, most = 50): FitSummary[] =>
  db.select(short).from(fits).where(eq(fits.projectId, projectId)).orderBy(desc(fits.id)).limit(most).all();

export const storeFit = (tx: Db, fit: Omit<Fit, "id">): number =>
  tx.insert(fits).values(fit).returning({ id: fits.id }).get().id;

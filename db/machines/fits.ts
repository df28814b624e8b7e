import { desc, eq, getTableColumns } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Fit, fits } from "#db/schema.ts";

/** What policies were fitted to. */

export const findFit = (db: Db, id: number): Fit | undefined =>
  db.select().from(fits).where(eq(fits.id, id)).get();

/** A fit without its parameters, which can be long. */
export type FitSummary = Omit<Fit, "params">;

const { params: _, ...short } = getTableColumns(fits);

export const fitSummary = (db: Db, id: number): FitSummary | null =>
  db.select(short).from(fits).where(eq(fits.id, id)).get() ?? null;

/** The project's fits, newest first. */
export const listFits = (db: Db, projectId: number, most = 50): FitSummary[] =>
  db.select(short).from(fits).where(eq(fits.projectId, projectId)).orderBy(desc(fits.id)).limit(most).all();

export const storeFit = (tx: Db, fit: Omit<Fit, "id">): number =>
  tx.insert(fits).values(fit).returning({ id: fits.id }).get().id;

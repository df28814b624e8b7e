import { and, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Project, type Rater, raters, users } from "#db/schema.ts";

export type RaterOf = {
  (id: number): Pick<Rater, "name" | "source">;
  /** what somebody is called who may have answered nothing here */
  person(userId: number): string;
};

/**
 * Raters by id as they leave the house, looked up when first met: somebody may give a first answer while the export
 * runs. People are person-<number of the rater> unless their names are asked for: the same in every export.
 */
export function namesOfRaters(db: Db, project: Pick<Project, "id">, names: boolean): RaterOf {
  const known = new Map<number, Pick<Rater, "name" | "source">>();
  const called = (row: Rater): string => (row.source === "person" && !names ? `person-${row.id}` : row.name);
  const raterOf = (id: number) => {
    const found = known.get(id);
    if (found) return found;
    const row = db
      .select()
      .from(raters)
      .where(and(eq(raters.id, id), eq(raters.projectId, project.id)))
      .get();
    if (!row) throw new Error(`rater ${id} does not belong to project ${project.id}`);
    const rater = { source: row.source, name: called(row) };
    known.set(id, rater);
    return rater;
  };
  const person = (userId: number): string => {
    const row = db
      .select()
      .from(raters)
      .where(and(eq(raters.projectId, project.id), eq(raters.userId, userId)))
      .get();
    if (row) return called(row);
    return names
      ? (db.select({ name: users.name }).from(users).where(eq(users.id, userId)).get()?.name ?? "somebody")
      : "somebody";
  };
  return Object.assign(raterOf, { person });
}

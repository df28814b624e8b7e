import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { completeOrder } from "#lib/class-order.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { maxClasses } from "#lib/formats/classes.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { classDescriptions, type Project, projects } from "#db/schema.ts";

/*
 * What a project says of its classes beside their names: a line or two about each, and the order in which people find
 * them. Class indices stay what they are: answers, predictions and exports refer to them.
 */

export const longestDescription = 300;

export const classNotes = z.object({
  /** class indices in the order of the buttons, all of them; null: as they are numbered */
  order: z.array(z.int().min(0)).max(maxClasses).nullable(),
  /** by class index, those that were changed; "" for none */
  descriptions: z.record(
    z.string().regex(/^\d{1,5}$/),
    z
      .string()
      .transform((text) => text.trim().replace(/[\s\p{Cc}]+/gu, " "))
      .pipe(z.string().max(longestDescription, `At most ${longestDescription} characters each.`)),
  ),
});
export type ClassNotes = z.output<typeof classNotes>;

/** @returns what is said of each class, by its index; "" of one that nothing is said of */
export function descriptionsOf(db: Db, { id, classes }: Pick<Project, "id" | "classes">): string[] {
  const descriptions = classes.map(() => "");
  const rows = db.select().from(classDescriptions).where(eq(classDescriptions.projectId, id)).all();
  for (const { label, description } of rows) if (label in descriptions) descriptions[label] = description;
  return descriptions;
}

/**
 * Describe classes, and put them into another order for everybody who has made none of their own.
 * @returns whether anything was changed
 */
export function saveClassNotes(
  db: Db,
  project: Authorized<Project, "admin">,
  given: ClassNotes,
  now: number,
): Result<boolean> {
  return write(db, (tx) => {
    const stored = findProjectById(tx, project.id);
    const classes = stored?.classes ?? [];
    const numbered = classes.map((_, label) => label);
    const { order } = given;
    if (order && order.toSorted((a, b) => a - b).join() !== numbered.join())
      return fail("The order has to name each class once.");
    const said = Object.entries(given.descriptions).map(([label, text]) => [Number(label), text] as const);
    if (said.some(([label]) => label >= classes.length)) return fail("This project has no such class.");
    const classOrder = order === null || order.join() === numbered.join() ? null : order;
    const moved = (classOrder ?? []).join() !== (stored?.classOrder ?? []).join();
    const before = descriptionsOf(tx, { id: project.id, classes });
    const changed = said.filter(([label, text]) => before[label] !== text);
    if (!moved && changed.length === 0) return ok(false);
    if (moved) tx.update(projects).set({ classOrder }).where(eq(projects.id, project.id)).run();
    for (const [label, text] of changed) describe(tx, project.id, label, text);
    const names = (some: typeof changed) => some.map(([label]) => classes[label] ?? "?");
    const detail = {
      described: names(changed.filter(([, text]) => text !== "")),
      undescribed: names(changed.filter(([, text]) => text === "")),
      order: !moved ? null : classOrder === null ? "original" : "other",
    };
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.class-notes", projectId: project.id, detail },
      now,
    );
    announce(tx, project.id, "projects", now);
    return ok(true);
  });
}

function describe(tx: Db, projectId: number, label: number, description: string): void {
  if (description === "") {
    const its = and(eq(classDescriptions.projectId, projectId), eq(classDescriptions.label, label));
    tx.delete(classDescriptions).where(its).run();
    return;
  }
  tx.insert(classDescriptions)
    .values({ projectId, label, description })
    .onConflictDoUpdate({
      target: [classDescriptions.projectId, classDescriptions.label],
      set: { description },
    })
    .run();
}

/** Into a copy, whose classes may be others: one that keeps its name keeps what is said of it, and its place. */
export function copyClassNotes(
  tx: Db,
  from: Pick<Project, "id" | "classes" | "classOrder">,
  to: Pick<Project, "id" | "classes">,
): void {
  const labels = new Map(to.classes.map((name, label) => [name, label]));
  const kept = (label: number) => labels.get(from.classes[label] ?? "");
  for (const [label, description] of descriptionsOf(tx, from).entries()) {
    const its = kept(label);
    if (its !== undefined && description !== "") describe(tx, to.id, its, description);
  }
  if (from.classOrder === null) return;
  const order = from.classOrder.map(kept).filter((label) => label !== undefined);
  const classOrder = completeOrder(to.classes.length, order);
  tx.update(projects).set({ classOrder }).where(eq(projects.id, to.id)).run();
}

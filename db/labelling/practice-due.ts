import { checkMemory, type Desk } from "#db/labelling/desk.ts";
import type { Project } from "#db/schema.ts";

const keyOf = (projectId: number, userId: number): string => `${projectId} ${userId}`;

/**
 * Whether somebody has to pass practice before they are asked. Looked up once a person and remembered: every change
 * of it goes through the desk, which forgets then.
 */
export function practiceDue(desk: Desk, project: Project, userId: number): boolean {
  const { practiceAll, practiceSince: since } = project;
  if (since === null) return false;
  checkMemory(desk);
  const key = keyOf(project.id, userId);
  const known = desk.practiceDue.get(key);
  if (known !== undefined) return known;
  const asked = { project: project.id, user: userId };
  const row = desk.statements.practiceDue.get({ ...asked, all: Number(practiceAll), since });
  const due = row?.due === 1;
  desk.practiceDue.set(key, due);
  return due;
}

/** Something about one person's practice, or everybody's, has changed. */
export function forgetPracticeDue(desk: Desk, projectId: number, userId?: number): void {
  if (userId === undefined) desk.practiceDue.clear();
  else desk.practiceDue.delete(keyOf(projectId, userId));
}

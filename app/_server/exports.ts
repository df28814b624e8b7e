import { z } from "zod";
import { db, dir } from "./database.ts";
import { projectFor, projectOf } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { exportFolder, findExport } from "#db/exports/export.ts";
import { findJob } from "#db/job-queue.ts";
import type { DatasetExport, Project, User } from "#db/schema.ts";
import type { Authorized } from "#db/access.ts";
import { join } from "node:path";

const number = z.coerce.number().int().positive();

export type FoundExport = {
  project: Authorized<Project, "researcher">;
  row: DatasetExport;
  /** may cancel and remove it */
  mayEnd: boolean;
};

/**
 * An export by its number: for researchers of its project, and for its admins alone where it has the names of people.
 * @throws Refusal 404 where there is none for this person
 */
export function exportOf(user: Pick<User, "id" | "role">, slug: string, id: string): FoundExport {
  const project = projectOf(slug, user, "researcher");
  const admin = projectFor(user, slug, "admin") !== null;
  const asked = number.safeParse(id);
  const row = asked.success ? findExport(db(), asked.data) : undefined;
  if (row?.projectId !== project.id || (row.names && !admin))
    throw new Refusal(404, "There is no such export.");
  return { project, row, mayEnd: admin || row.userId === user.id };
}

/** How an export does, for programs. */
export function exportState({ project, row }: FoundExport) {
  const job = findJob(db(), row.jobId);
  const base = `/api/export/${encodeURIComponent(project.slug)}/${row.id}`;
  const files = row.goneAt === null ? (row.files ?? []) : [];
  return {
    id: row.id,
    format: row.format,
    state: row.goneAt !== null ? "removed" : (job?.state ?? "failed"),
    progress: job?.progress ?? 0,
    error: job?.error ?? null,
    items: row.items,
    readyAt: row.readyAt,
    expiresAt: row.expiresAt,
    files: files.map((file) => ({ ...file, address: `${base}/${encodeURIComponent(file.name)}` })),
  };
}

/** A file of a finished export, and where it lies. @throws Refusal 404 where there is none */
export function exportedFile({ row }: FoundExport, name: string) {
  const file = row.goneAt === null ? row.files?.find((each) => each.name === name) : undefined;
  if (!file) throw new Refusal(404, "There is no such file, or it has expired. Ask for the export again.");
  return { ...file, path: join(exportFolder(dir(), row), file.name) };
}

import { z } from "zod";
import { db, dir } from "./database.ts";
import { projectFor, projectOf } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { mostChosen } from "#db/changes/change.ts";
import { askForExport, askForExportWithNames, exportFolder, findExport } from "#db/exports/export.ts";
import { findJob } from "#db/job-queue.ts";
import type { DatasetExport, Project, User } from "#db/schema.ts";
import type { Authorized } from "#db/access.ts";
import { exportFormats } from "#lib/formats/exports/index.ts";
import { wholeFilter } from "#lib/items/filter.ts";
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

/** What somebody wants as files. */
export const exportRequest = z.strictObject({
  format: z.enum(
    exportFormats.map(({ id }) => id),
    "There is no such format.",
  ),
  names: z.boolean().default(false).describe("people by their sign-in names; for admins of the project"),
  licence: z.string().trim().max(300, "At most 300 characters.").default(""),
  only: wholeFilter
    .optional()
    .describe(
      "a filter of the item browser, as the search part of its address; what it names, and nothing else",
    ),
  items: z
    .array(z.int().positive())
    .max(mostChosen, "That are too many single items: select all that fit a filter.")
    .optional()
    .describe("or single items, by their numbers"),
});

/** Ask for an export; a job writes it. @returns its number @throws Refusal 403, Expected */
export function askForExportOf(
  user: Pick<User, "id" | "role">,
  project: Authorized<Project, "researcher">,
  { format, names, licence, only, items }: z.output<typeof exportRequest>,
): number {
  const selection = only !== undefined ? { search: only } : items ? { chosen: items } : null;
  const wanted = { format, licence, selection };
  if (!names) return askForExport(db(), project, wanted, Date.now());
  const admins = projectFor(user, project.slug, "admin");
  if (!admins) throw new Refusal(403, "Only admins of the project may export people’s names.");
  return askForExportWithNames(db(), admins, wanted, Date.now());
}

/** Where a page fetches a file of an export. */
export const pageFile =
  (slug: string) =>
  (id: number, name: string): string =>
    `/api/export/${encodeURIComponent(slug)}/${id}/${encodeURIComponent(name)}`;

/** How an export does, for programs. @param address of a file */
export function exportState({ project, row }: FoundExport, address = pageFile(project.slug)) {
  const job = findJob(db(), row.jobId);
  const files = row.goneAt === null ? (row.files ?? []) : [];
  return {
    id: row.id,
    format: row.format,
    state: row.goneAt !== null ? ("removed" as const) : (job?.state ?? ("failed" as const)),
    progress: job?.progress ?? 0,
    error: job?.error ?? null,
    items: row.items,
    readyAt: row.readyAt,
    expiresAt: row.expiresAt,
    files: files.map((file) => ({ ...file, address: address(row.id, file.name) })),
  };
}

/** A file of a finished export, and where it lies. @throws Refusal 404 where there is none */
export function exportedFile({ row }: FoundExport, name: string) {
  const file = row.goneAt === null ? row.files?.find((each) => each.name === name) : undefined;
  if (!file) throw new Refusal(404, "There is no such file, or it has expired. Ask for the export again.");
  return { ...file, path: join(exportFolder(dir(), row), file.name) };
}

import "server-only";
import { db, dir } from "./database.ts";
import { Refusal } from "./refusal.ts";
import { type ImportFiles, uploadsOf } from "./uploads/of-import.ts";
import type { PreviewRequest } from "../admin/new/preview-request.ts";
import { openImportOf } from "#db/dataset/import-record.ts";
import { findProject } from "#db/dataset/projects.ts";
import { touchUpload, uploadPath } from "#db/dataset/uploads.ts";
import type { Import } from "#db/schema.ts";
import { parseClasses } from "#lib/formats/classes.ts";
import { type ImportOptions, importOptions } from "#lib/formats/import-options.ts";
import type { ImportPreview } from "#lib/formats/import-preview.ts";
import { previewImport } from "#lib/formats/preview.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** The paths of uploads. @throws Refusal when they are gone */
export function uploadedPaths(given: Pick<PreviewRequest, "images" | "labels">) {
  const images = uploadPath(dir(), given.images, "images");
  const labels = given.labels === null ? null : uploadPath(dir(), given.labels, "labels");
  if (images === null || (labels === null && given.labels !== null))
    throw new Refusal(404, "The upload is gone; please upload the files again.");
  return { images, labels };
}

/** Look at uploaded files as an import would. @throws Refusal when they are gone or cannot be read */
export async function previewUploads(request: PreviewRequest): Promise<ImportPreview> {
  const { into, roles } = request;
  const { images, labels } = uploadedPaths(request);
  for (const id of [request.images, request.labels])
    if (id !== null) await touchUpload(dir(), id, Date.now());
  const known = into === null ? null : (findProject(db(), into)?.classes ?? null);
  try {
    return await previewImport({ images, labels, roles, known, classes: parseClasses(request.classes) });
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, error.message);
    throw error;
  }
}

/** What an import was asked to do, and what has become of its uploads. */
export type Repeatable = {
  options: ImportOptions;
  /** null when they are gone or another import is using them */
  files: ImportFiles | null;
  /** number of the import that waits or runs with the same files */
  usedBy: number | null;
};

/** @returns null for an import that an older version wrote and this one cannot repeat */
export function requestOf(row: Import): Repeatable | null {
  const options = importOptions.safeParse(row.options);
  if (!options.success) return null;
  const usedBy = openImportOf(db(), options.data.images)?.id ?? null;
  return { options: options.data, files: usedBy === null ? uploadsOf(options.data) : null, usedBy };
}

import "server-only";
import { db } from "./database.ts";
import { Refusal } from "./route.ts";
import { type ImportFiles, uploadPath, uploadsOf } from "./uploads.ts";
import type { PreviewRequest } from "../admin/new/preview-request.ts";
import { findProject } from "#db/dataset/projects.ts";
import type { Import } from "#db/schema.ts";
import { parseClasses } from "#lib/formats/classes.ts";
import { type ImportOptions, importOptions } from "#lib/formats/import-options.ts";
import type { ImportPreview } from "#lib/formats/import-preview.ts";
import { previewImport } from "#lib/formats/preview.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** Look at uploaded files as an import would. @throws Refusal when they are gone or cannot be read */
export async function previewUploads(request: PreviewRequest): Promise<ImportPreview> {
  const { into, roles } = request;
  const images = uploadPath(request.images, "images");
  const labels = request.labels === null ? null : uploadPath(request.labels, "labels");
  if (images === null || (labels === null && request.labels !== null))
    throw new Refusal(404, "The upload is gone; please upload the files again.");
  const known = into === null ? null : (findProject(db(), into)?.classes ?? null);
  try {
    return await previewImport({ images, labels, roles, known, classes: parseClasses(request.classes) });
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, error.message);
    throw error;
  }
}

/**
 * What an import was asked to do, and its uploads as far as they are still there.
 * @returns null for one that an older version wrote and this one cannot repeat
 */
export function requestOf(row: Import): { options: ImportOptions; files: ImportFiles | null } | null {
  const options = importOptions.safeParse(row.options);
  return options.success ? { options: options.data, files: uploadsOf(options.data) } : null;
}

import { db, dir } from "./database.ts";
import { projectFor } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { type ImportFiles, uploadsOf } from "./uploads/of-import.ts";
import type { PreviewRequest } from "../admin/new/preview-request.ts";
import { may } from "#db/access.ts";
import { findImport, openImportOf } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { discardUpload, findUpload, touchUpload, type UploadKind, uploadPath } from "#db/dataset/uploads.ts";
import type { Import, User } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { parseClasses } from "#lib/formats/classes.ts";
import { type ImportOptions, importOptions } from "#lib/formats/import-options.ts";
import type { ImportPreview } from "#lib/formats/import-preview.ts";
import { previewImport } from "#lib/formats/preview.ts";
import { calledBy, FormatError } from "#lib/formats/problem.ts";

/** An import, for admins of all and of the project that it is for; null where there is none for this person. */
export function importFor(user: User, id: number): Import | null {
  const row = findImport(db(), id);
  if (!row) return null;
  const own = may(user, "admin") || (row.projectId !== null && projectFor(user, row.projectId, "admin"));
  return own ? row : null;
}

/** The paths of a person's own uploads. @throws Refusal when they are gone */
export function uploadedPaths(user: Pick<User, "id">, given: Pick<PreviewRequest, "images" | "labels">) {
  const own = (id: string, kind: UploadKind): string => {
    const path = findUpload(dir(), id)?.by === user.id ? uploadPath(dir(), id, kind) : null;
    if (path === null) throw new Refusal(404, "The upload is gone; please upload the files again.");
    return path;
  };
  return {
    images: own(given.images, "images"),
    labels: given.labels === null ? null : own(given.labels, "labels"),
  };
}

/** Look at uploaded files as an import would. @throws Refusal when they are gone or cannot be read */
export async function previewUploads(
  user: Pick<User, "id">,
  request: PreviewRequest,
): Promise<ImportPreview> {
  const { into, roles } = request;
  const { images, labels } = uploadedPaths(user, request);
  for (const id of [request.images, request.labels])
    if (id !== null) await touchUpload(dir(), id, Date.now());
  const known = into === null ? null : (findProject(db(), into)?.classes ?? null);
  const own = (id: string | null) => (id === null ? null : findUpload(dir(), id)?.name);
  const inTheirWords = (sentence: string) =>
    calledBy(sentence, [images, own(request.images)], [labels, own(request.labels)]);
  try {
    const classes = parseClasses(request.classes);
    const preview = await previewImport({ images, labels, roles, known, classes });
    return { ...preview, refusal: preview.refusal === null ? null : inTheirWords(preview.refusal) };
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, inTheirWords(error.message));
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

const inUse = fail("Another import is using these files just now.");
const notFailed = fail("This import has not failed.");
const hasFailed = ({ state }: Import): boolean => state === "failed" || state === "cancelled";

/** The same files and settings once more; what the first try stored is then unchanged. @returns the new import */
export function retryImport(row: Import, user: Pick<User, "id">): Result<Import> {
  if (!hasFailed(row)) return notFailed;
  const request = requestOf(row);
  if (request?.usedBy) return inUse;
  if (!request?.files) return fail("The uploaded files are no longer on the server.");
  return ok(startImport(db(), request.options, user.id, Date.now()).import);
}

/** Delete the uploads of an import that will not be tried again. */
export async function discardFilesOf(row: Import): Promise<Result<null>> {
  if (!hasFailed(row)) return notFailed;
  const request = requestOf(row);
  if (request?.usedBy) return inUse;
  const files = request?.files;
  if (files) await discardUpload(dir(), files.images.upload);
  if (files?.labels) await discardUpload(dir(), files.labels.upload);
  return ok(null);
}

/** @returns null for an import that an older version wrote and this one cannot repeat */
export function requestOf(row: Import): Repeatable | null {
  const options = importOptions.safeParse(row.options);
  if (!options.success) return null;
  const usedBy = openImportOf(db(), options.data.images)?.id ?? null;
  return { options: options.data, files: usedBy === null ? uploadsOf(options.data) : null, usedBy };
}

import { db, dir } from "./database.ts";
import { Refusal } from "./refusal.ts";
import type { Uploaded } from "../_ui/upload.tsx";
import { openImportOf } from "#db/dataset/import-record.ts";
import { findUpload, touchUpload, uploadPath } from "#db/dataset/uploads.ts";
import type { Import, Project } from "#db/schema.ts";
import { type PreviewAsked, previewTable } from "#db/tables/preview.ts";
import { type TableOptions, tableOptions } from "#lib/formats/item-tables/options.ts";
import type { TablePreview } from "#lib/formats/item-tables/preview.ts";
import { calledBy, FormatError } from "#lib/formats/problem.ts";
import { basename, dirname } from "node:path";

/** The path of an uploaded table. @throws Refusal when it is gone */
export function uploadedTable(upload: string): string {
  const path = uploadPath(dir(), upload, "table");
  if (path === null) throw new Refusal(404, "The upload is gone; please upload the file again.");
  return path;
}

/** Look at an uploaded table as the import would. @throws Refusal when it is gone or cannot be read */
export async function previewUploadedTable(
  project: Project,
  upload: string,
  asked: Omit<PreviewAsked, "table">,
): Promise<TablePreview> {
  const table = uploadedTable(upload);
  await touchUpload(dir(), upload, Date.now());
  const own = findUpload(dir(), upload)?.name;
  try {
    const preview = await previewTable(db(), project, { ...asked, table });
    const { refusal } = preview;
    return { ...preview, refusal: refusal === null ? null : calledBy(refusal, [table, own]) };
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, calledBy(error.message, [table, own]));
    throw error;
  }
}

/** What the import of a table was asked to do, and what has become of its upload. */
export type RepeatableTable = {
  options: TableOptions;
  /** null when it is gone or another import is using it */
  file: Uploaded | null;
};

/** @returns null for an import of pictures, or one that another version wrote */
export function tableRequestOf(row: Import): RepeatableTable | null {
  const parsed = tableOptions.safeParse(row.options);
  if (!parsed.success) return null;
  const options = parsed.data;
  const upload = findUpload(dir(), basename(dirname(options.table)));
  const there = upload?.finished === true && uploadPath(dir(), upload.id, "table") === options.table;
  if (!there || openImportOf(db(), options.table)) return { options, file: null };
  return {
    options,
    file: { upload: upload.id, fileName: options.uploaded ?? upload.name, bytes: upload.bytes },
  };
}

import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { dir } from "../database.ts";
import type { Uploaded } from "../../_ui/upload.tsx";
import { uploadId, type UploadKind, uploadPath } from "#db/dataset/uploads.ts";
import type { ImportOptions } from "#lib/formats/import-options.ts";

/** The uploads of one import. */
export type ImportFiles = { images: Uploaded; labels: Uploaded | null };

/** The uploads that an import was given; null when it was given other files, or they are gone. */
export function uploadsOf({ images, labels, uploaded }: ImportOptions): ImportFiles | null {
  if (!uploaded) return null;
  const first = uploadedFile(images, "images", uploaded.images);
  const second = labels === null ? null : uploadedFile(labels, "labels", uploaded.labels ?? "labels.csv");
  return first && (second || labels === null) ? { images: first, labels: second } : null;
}

function uploadedFile(path: string, kind: UploadKind, fileName: string): Uploaded | null {
  const id = uploadId.safeParse(basename(dirname(path)));
  if (!id.success || uploadPath(dir(), id.data, kind) !== path) return null;
  return { upload: id.data, fileName, bytes: statSync(path).size };
}

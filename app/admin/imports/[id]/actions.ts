"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db, dir } from "../../../_server/database.ts";
import { importFor, requestOf } from "../../../_server/imports.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { discardUpload } from "#db/dataset/uploads.ts";
import { cancelImport } from "#db/jobs/cancel.ts";

const chosen = z.object({ import: z.coerce.number().int() });
const missing = { ok: false, message: "There is no such import." };
const inUse = { ok: false, message: "Another import is using these files just now." };

export const stopImport = action(chosen, "project admin", ({ import: id }, user) => {
  if (!importFor(user, id)) return missing;
  const stopped = cancelImport(db(), id, user.id, Date.now());
  if (!stopped.ok) return stopped;
  revalidatePath(`/admin/imports/${id}`);
  return { ok: true, message: "It stops after the current batch; everything imported so far stays." };
});

/** The same files and settings once more; what the first try stored is then unchanged. */
export const retryImport = action(chosen, "admin", ({ import: id }, user) => {
  const row = findImport(db(), id);
  if (!row) return missing;
  if (row.state !== "failed" && row.state !== "cancelled")
    return { ok: false, message: "This import has not failed." };
  const request = requestOf(row);
  if (request?.usedBy) return inUse;
  if (!request?.files) return { ok: false, message: "The uploaded files are no longer on the server." };
  const started = startImport(db(), request.options, user.id, Date.now());
  redirect(`/admin/imports/${started.import.id}`);
});

/** Delete the uploads of an import that will not be tried again. */
export const discardImport = action(chosen, "admin", async ({ import: id }) => {
  const row = findImport(db(), id);
  if (!row) return missing;
  if (row.state !== "failed" && row.state !== "cancelled")
    return { ok: false, message: "This import has not failed." };
  const request = requestOf(row);
  if (request?.usedBy) return inUse;
  const files = request?.files;
  if (files) await discardUpload(dir(), files.images.upload);
  if (files?.labels) await discardUpload(dir(), files.labels.upload);
  revalidatePath(`/admin/imports/${id}`);
  return { ok: true, message: "The uploaded files are deleted." };
});

"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { discardFilesOf, importFor, retryImport as retry } from "../../../_server/imports.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { cancelImport } from "#db/jobs/cancel.ts";

const chosen = z.object({ import: z.coerce.number().int() });
const missing = { ok: false, message: "There is no such import." };

export const stopImport = action(chosen, "project admin", ({ import: id }, user) => {
  if (!importFor(user, id)) return missing;
  const stopped = cancelImport(db(), id, user.id, Date.now());
  if (!stopped.ok) return stopped;
  revalidatePath(`/admin/imports/${id}`);
  return { ok: true, message: "It stops after the current batch; everything imported so far stays." };
});

/** The same files and settings once more. */
export const retryImport = action(chosen, "admin", ({ import: id }, user) => {
  const row = findImport(db(), id);
  if (!row) return missing;
  const started = retry(row, user);
  if (!started.ok) return started;
  redirect(`/admin/imports/${started.value.id}`);
});

/** Delete the uploads of an import that will not be tried again. */
export const discardImport = action(chosen, "admin", async ({ import: id }) => {
  const row = findImport(db(), id);
  if (!row) return missing;
  const done = await discardFilesOf(row);
  if (!done.ok) return done;
  revalidatePath(`/admin/imports/${id}`);
  return { ok: true, message: "The uploaded files are deleted." };
});

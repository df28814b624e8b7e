"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../../../../_server/action.ts";
import { db } from "../../../../../_server/database.ts";
import { projectFor } from "../../../../../_server/project.ts";
import { previewUploadedTable, uploadedTable } from "../../../../../_server/tables.ts";
import { typedJson } from "../../../../../_server/typed-json.ts";
import { uploadId } from "#db/dataset/uploads.ts";
import { startTableImport } from "#db/tables/table-imports.ts";
import { tableColumns, tableOptions } from "#lib/formats/item-tables/options.ts";

const json = typedJson("Choose what the columns are used for.");

const { kind, name, workers, onProblem } = tableOptions.shape;
const form = z.object({
  project: z.string(),
  table: uploadId,
  fileName: z.string().max(200),
  kind,
  name,
  columns: json.pipe(tableColumns),
  workers: workers.unwrap(),
  onProblem: onProblem.unwrap(),
});

/** Start the import of an uploaded table. */
export const startUploadedTable = action(form, "project admin", async (values, user) => {
  const { project: slug, table, fileName, ...asked } = values;
  const project = projectFor(user, slug, "admin");
  if (!project) return { ok: false, message: "There is no such project." };
  // The page showed this already; what is stored must not depend on the page.
  const { refusal } = await previewUploadedTable(project, table, asked);
  if (refusal !== null) return { ok: false, message: refusal };
  const request = { ...asked, project: slug, table: uploadedTable(table), uploaded: fileName };
  const started = startTableImport(db(), request, user.id, Date.now());
  redirect(`/admin/imports/${started.import.id}`);
});

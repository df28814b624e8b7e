import { z } from "zod";
import { previewUploadedTable } from "../../tables.ts";
import { keptUploads } from "../../uploads/begin.ts";
import { readable } from "../outcome.ts";
import { Problem } from "../problem.ts";
import { forgetUpload, judged, receiveFile, sentName } from "../receive.ts";
import { projectRoute } from "../route.ts";
import { begun, onProblem } from "./tables.ts";
import { type StoredUpload, uploadId, uploadPath } from "#db/dataset/uploads.ts";
import type { DataDir } from "#db/data-dir.ts";
import { startTableImport } from "#db/tables/table-imports.ts";
import { tableKinds, tableOptions } from "#lib/formats/item-tables/options.ts";
import { tablePreview } from "#lib/formats/item-tables/preview.ts";

/** Tables as files, in every format that the page takes: sent, looked at as an import would, and imported. */

const ofTable = {
  tag: "imports",
  action: "write",
  role: "admin",
  params: z.strictObject({ table: uploadId }),
} as const;

const column = (about: string) => z.string().nullable().default(null).describe(about);

const wanted = z.strictObject({
  name: tableOptions.shape.name.describe("what the labels or the machine will be called"),
  kind: z
    .enum(tableKinds)
    .nullable()
    .default(null)
    .describe("counts of labels, an answer a row, or what a model predicted; null: as it looks"),
  columns: z
    .strictObject({
      item: column("file name, or place in the project from 0; null: the rows are the items in their order"),
      worker: column("of answers: who gave it"),
      label: column("of answers: the class, by name or number from 0"),
      ms: column("of answers: response time"),
    })
    .nullable()
    .default(null)
    .describe("which columns are read, by name; null: as they look"),
  workers: tableOptions.shape.workers.describe(
    "of answers: each worker a column of their own, or all of them a crowd; auto: by their number",
  ),
});

/** A table that whoever asks has sent, and no import has yet. @throws Problem 404 */
function mine(dir: DataDir, user: { id: number }, id: string): { upload: StoredUpload; path: string } {
  const upload = keptUploads(user).find((each) => each.id === id && each.kind === "table");
  const path = uploadPath(dir, id, "table");
  if (!upload || path === null) throw new Problem(404, "There is no such table of yours.");
  return { upload, path };
}

export const tableFileRoutes = [
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/tables",
      tag: "imports",
      action: "write",
      role: "admin",
      summary: "Send a table of labels or predictions, in any format that the page takes",
      description:
        "The body is the file: CSV, JSON lines, Parquet, NumPy (npy, npz), PyTorch’s .pt, or what Label Studio, Argilla and COCO write. It waits to be imported, and goes after a week without.",
      query: z.strictObject({
        name: sentName,
      }),
      file: true,
      status: 201,
      response: z.object({ table: z.uuid(), name: z.string(), bytes: z.int() }),
    },
    async ({ dir, user, query: { name }, request }) => {
      const stored = await readable(() =>
        receiveFile(dir, user, { kind: "table", name }, request, judged(dir)),
      );
      return { table: stored.id, name, bytes: stored.bytes };
    },
  ),
  projectRoute(
    {
      ...ofTable,
      method: "post",
      path: "/projects/{project}/tables/{table}/preview",
      summary: "What the import of a table would bring; stores nothing",
      description: "By its first 20,000 rows: `complete` says whether those are all.",
      body: wanted,
      response: tablePreview.meta({ id: "TablePreview" }),
    },
    ({ dir, user, project, params: { table }, body }) => {
      mine(dir, user, table);
      return previewUploadedTable(project, table, body);
    },
  ),
  projectRoute(
    {
      ...ofTable,
      method: "post",
      path: "/projects/{project}/tables/{table}/import",
      summary: "Import a table that was sent",
      description: "A job checks all of its rows before it stores any. The same again changes nothing.",
      body: wanted.extend({ onProblem }),
      status: 202,
      response: begun,
    },
    async ({ db, dir, user, project, params: { table }, body, now }) => {
      const { upload, path } = mine(dir, user, table);
      const { refusal, kind, columns } = await previewUploadedTable(project, table, body);
      if (refusal !== null) throw new Problem(422, refusal);
      const asked = { ...body, kind, columns, project: project.slug, table: path, uploaded: upload.name };
      return { import: startTableImport(db, asked, user.id, now).import.id };
    },
  ),
  projectRoute(
    {
      ...ofTable,
      method: "delete",
      path: "/projects/{project}/tables/{table}",
      summary: "Forget a table that was not imported",
      response: null,
    },
    async ({ db, dir, user, params: { table } }) => {
      await forgetUpload({ db, dir }, mine(dir, user, table).upload);
      return null;
    },
  ),
];

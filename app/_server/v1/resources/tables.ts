import { z } from "zod";
import { previewUploadedTable } from "../../tables.ts";
import { numberIn, pageBy, paged, pageOf, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { receiveFile } from "../receive.ts";
import { projectRoute } from "../route.ts";
import type { Authorized } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { findImport, importsOf, listProblems } from "#db/dataset/import-record.ts";
import { discardUpload, uploadPath } from "#db/dataset/uploads.ts";
import { lookAt } from "#db/tables/guess.ts";
import { startTableImport } from "#db/tables/table-imports.ts";
import { namedRaters } from "#db/views/items/raters.ts";
import { judgmentsAfter } from "#db/views/judgments.ts";
import type { Import, Project } from "#db/schema.ts";
import type { Caller } from "../route.ts";
import { writtenId } from "../written.ts";
import { jobStates, outcomes, servingReasons } from "#lib/domain.ts";
import { tableOptions } from "#lib/formats/item-tables/options.ts";
import { calledBy, FormatError } from "#lib/formats/problem.ts";
import type { IncomingMessage } from "node:http";

const item = z
  .union([z.string(), z.int()])
  .describe("file name; or, in every line, the place in the project from 0");

const judgmentLine = z
  .object({
    item,
    label: z.union([z.string(), z.int()]).describe("class, by name or number from 0"),
    worker: z.string().optional().describe("who gave it; without, all are of one"),
    ms: z.number().optional().describe("response time"),
  })
  .meta({ id: "JudgmentLine", description: "Any other field is a problem of its line." });

const predictionLine = z
  .object({
    item,
    probabilities: z.record(z.string(), z.number()).describe("by class name; they add up to 1"),
  })
  .meta({
    id: "PredictionLine",
    description: "Any other field is a problem of its line, unless it is called as a class is.",
  });

export const importSchema = z
  .object({
    id: z.int(),
    source: z.string(),
    state: z.enum(jobStates),
    rows: z.int(),
    itemsAdded: z.int(),
    labelsAdded: z.int(),
    unchanged: z.int(),
    problems: z.int().describe("rows that could not be used"),
    error: z.string().nullable(),
    createdAt: z.int(),
    finishedAt: z.int().nullable(),
  })
  .meta({ id: "Import" });

export const begun = z.object({ import: z.int().describe("its number; ask for it until it is finished") });

/** @param projectId into one project alone @throws Problem 404 */
export function importOf(db: Db, id: number, projectId?: number): Import {
  const row = findImport(db, id);
  if (!row || (projectId !== undefined && row.projectId !== projectId))
    throw new Problem(404, "There is no such import.");
  return row;
}

export const onProblem = z
  .enum(["abort", "skip"])
  .default("abort")
  .describe("abort: store nothing when any row is bad; skip: store the good rows");

/** Store lines as they come, look at the first of them as the import will, and put the import in the queue. */
async function takeTable(
  { db, dir, request, now, user }: Caller & { request: IncomingMessage; user: { id: number } },
  project: Authorized<Project, "admin">,
  asked: Pick<z.output<typeof tableOptions>, "kind" | "name" | "workers" | "onProblem">,
): Promise<{ import: number }> {
  const file = { kind: "table", name: `${asked.name}.jsonl` } as const;
  const upload = await receiveFile(dir, user, file, request);
  try {
    const table = uploadPath(dir, upload.id, "table");
    if (table === null) throw new Error("a stored upload is there");
    const { names } = await lookAt(db, project, table);
    const there = (name: string) => (names.includes(name) ? name : null);
    const columns = { item: "item", worker: there("worker"), label: there("label"), ms: there("ms") };
    const strict = true; // as of any body: a field that means nothing is not passed over
    const { refusal } = await previewUploadedTable(project, upload.id, { ...asked, columns, strict });
    if (refusal !== null) throw new Problem(422, refusal);
    const wanted = { ...asked, columns, strict, table, project: project.slug, uploaded: file.name };
    return { import: startTableImport(db, wanted, user.id, now).import.id };
  } catch (error) {
    const path = uploadPath(dir, upload.id, "table");
    await discardUpload(dir, upload.id);
    if (error instanceof FormatError) throw new Problem(422, calledBy(error.message, [path, file.name]));
    throw error;
  }
}

export const tableRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/judgments",
      tag: "judgments",
      action: "read",
      role: "researcher",
      summary: "Judgments in the order in which they came",
      description:
        "All of them: one that was superseded or taken back has a later one that says so. `next` stays good: ask again with it for what has come since.",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z
          .object({
            id: z.int(),
            itemId: z.int(),
            rater: z.string().describe("as in /raters"),
            outcome: z.enum(outcomes),
            label: z.int().nullable().describe("place in the project’s classes"),
            supersedes: z.int().nullable().describe("the judgment that this one replaces"),
            receivedAt: z.int().describe("ms since 1970"),
            reason: z.enum(servingReasons).nullable().describe("why the item was asked"),
            inclusion: z.number().nullable().describe("probability with which it was sent to people"),
            responseMs: z.number().nullable(),
            visibleMs: z.number().nullable(),
            quality: z.string().nullable().describe("ok, imported, or what makes the time doubtful"),
            batchId: z.int().nullable().describe("given with others at once, in the grid"),
          })
          .meta({ id: "Judgment" }),
      ),
    },
    ({ db, project, query }) =>
      pageBy(query, (after, most) => judgmentsAfter(db, project.id, after ?? 0, most)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/raters",
      tag: "judgments",
      action: "read",
      role: "researcher",
      summary: "Who has answered: people, label columns, machines, in the order in which they came",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z.object({ id: z.string(), name: z.string(), kind: z.enum(["person", "column", "run"]) }),
      ),
    },
    ({ db, project, query: { limit, cursor } }) =>
      paged(
        namedRaters(db, project.id, limit + 1, numberIn(cursor) ?? 0),
        limit,
        ({ raterId }) => raterId,
        (rater) => rater,
      ),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/judgments",
      tag: "judgments",
      action: "label",
      role: "admin",
      summary: "Bring in labels that others gave",
      description:
        "Lines of JSON, as many as there are. They become a label column, or one for each worker; a job checks all of them before it stores any. The same again changes nothing.",
      query: z.strictObject({
        name: tableOptions.shape.name.describe("what the labels are called"),
        workers: tableOptions.shape.workers.describe(
          "each worker a column of their own, or all of them a crowd; auto: by their number",
        ),
        onProblem,
      }),
      lines: { line: judgmentLine },
      status: 202,
      response: begun,
    },
    (call) => takeTable(call, call.project, { kind: "answers", ...call.query }),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/predictions",
      tag: "predictions",
      action: "write",
      role: "admin",
      summary: "Bring in what a model predicted elsewhere",
      description:
        "Lines of JSON, as many as there are. They become a machine among the others, once a job has stored all of them. They have to be out of sample: of a model that was not trained on these items.",
      query: z.strictObject({
        name: tableOptions.shape.name.describe("what the machine is called"),
        onProblem,
      }),
      lines: { line: predictionLine },
      status: 202,
      response: begun,
    },
    (call) => takeTable(call, call.project, { kind: "predictions", workers: "auto", ...call.query }),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/imports",
      tag: "imports",
      action: "read",
      role: "admin",
      summary: "Imports into the project, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(importSchema),
    },
    ({ db, project, query }) => pageBy(query, (after, most) => importsOf(db, project.id, most, after)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/imports/{import}",
      tag: "imports",
      action: "read",
      role: "admin",
      summary: "How an import does, and its bad rows",
      params: z.strictObject({ import: writtenId }),
      query: z.strictObject(pageQuery),
      response: z.object({
        import: importSchema,
        problems: pageOf(
          z.object({
            row: z.int().nullable().describe("line, from 1"),
            file: z.string(),
            reason: z.string(),
          }),
        ),
      }),
    },
    ({ db, project, params, query }) => {
      const row = importOf(db, params.import, project.id);
      return {
        import: row,
        problems: pageBy(query, (after, most) => listProblems(db, row.id, after ?? 0, most)),
      };
    },
  ),
];

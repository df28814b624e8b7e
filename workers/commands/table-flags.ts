import { z } from "zod";
import type { TableColumns, TableKind, TableRequest } from "#lib/formats/item-tables/options.ts";
import { tableOptions } from "#lib/formats/item-tables/options.ts";
import { sentenceOf } from "#lib/formats/problem.ts";
import { sentence } from "#lib/validation.ts";
import type { RootDb } from "#db/client.ts";
import { listProblems } from "#db/dataset/import-record.ts";
import type { Project } from "#db/schema.ts";
import { lookAt } from "#db/tables/guess.ts";
import { importTable } from "#db/tables/table-imports.ts";
import { stop } from "./command.ts";
import { counted, numbered } from "#lib/numbers.ts";

/** What the commands that import tables about items have in common. */

const { onProblem } = tableOptions.shape;

export const tableFlags = {
  project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
  file: z.string().describe("the table").meta({ value: "FILE" }),
  name: z.string().describe("what they will be called").meta({ value: "NAME" }),
  item: z
    .string()
    .optional()
    .describe("column of the file names, or of the items' places from 0 (default: as the columns look)")
    .meta({ value: "COLUMN" }),
  onProblem: onProblem
    .describe("abort stores nothing if any row is bad, skip stores the good rows")
    .meta({ value: "WHAT" }),
};

export type TableFlags = {
  file: string;
  name: string;
  item?: string | undefined;
  onProblem: "abort" | "skip";
};

/** Columns that were named on the command line; those that were not are guessed. */
type Given = {
  kinds: readonly TableKind[];
  kind?: TableKind | undefined;
  columns?: { [Name in Exclude<keyof TableColumns, "item">]?: string | undefined };
  workers?: TableRequest["workers"];
};

/** Import a table for the command line: what it is taken for, its progress, its problems, its end. */
export async function importTableAndReport(
  db: RootDb,
  project: Project,
  { file, name, item, onProblem: what }: TableFlags,
  { kinds, kind, columns = {}, workers }: Given,
): Promise<void> {
  const looked = await lookAt(db, project, file).catch((error: unknown) => stop(sentenceOf(error)));
  const asLooked = kinds.includes(looked.kind) ? looked.kind : (kinds[0] ?? looked.kind);
  const request = {
    kind: kind ?? (columns.label !== undefined ? "answers" : asLooked),
    project: project.slug,
    table: file,
    name,
    columns: {
      item: item ?? looked.columns.item,
      worker: columns.worker ?? looked.columns.worker,
      label: columns.label ?? looked.columns.label,
      ms: columns.ms ?? looked.columns.ms,
    },
    onProblem: what,
    ...(workers && { workers }),
  };
  const parsed = tableOptions.safeParse(request, { error: sentence });
  if (!parsed.success) return stop(`--name does not fit: ${parsed.error.issues[0]?.message ?? ""}`);
  console.log(takenFor(request.kind, request.columns));
  let interrupted = false;
  let shown = performance.now();
  process.once("SIGINT", () => (interrupted = true));
  const result = await importTable(db, request, {
    now: Date.now,
    cancelled: () => interrupted,
    progress(done, total, note) {
      if (performance.now() - shown < 1000) return;
      shown = performance.now();
      console.log(`${((100 * done) / total).toFixed(0).padStart(3)} %  ${note}`);
    },
  });
  for (const { row, file: about, reason } of listProblems(db, result.id, 0, 50))
    console.log(
      `  ${row === null ? "" : `row ${row}: `}${about ? `${JSON.stringify(about)}: ` : ""}${reason}`,
    );
  if (result.problems > 50) console.log(`  … ${numbered(result.problems, "problem")} in all`);
  if (result.state === "failed") console.log(`Failed: ${result.error ?? ""}`);
  if (result.state === "cancelled") console.log("Stopped; import again to complete it.");
  console.log(
    `${numbered(result.rows, "row")}: ${counted(result.labelsAdded)} added, ${counted(result.unchanged)} unchanged, ${numbered(result.problems, "problem")}.`,
  );
  if (result.state !== "finished") process.exitCode = 1;
}

function takenFor(kind: TableKind, { item, worker, label, ms }: TableColumns): string {
  const rows = item === null ? "the items in their order" : `items by “${item}”`;
  if (kind === "answers")
    return `Rows are answers: ${rows}, ${worker === null ? "all of one worker" : `worker “${worker}”`}, label “${label ?? "?"}”${ms === null ? "" : `, time “${ms}”`}.`;
  return `Rows are ${rows}, with a number for each class.`;
}

import { z } from "zod";
import { labelKinds, manyWorkers, tableOptions } from "#lib/formats/item-tables/options.ts";
import { defineCommand } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { importTableAndReport, tableFlags } from "./table-flags.ts";

const column = (about: string) => z.string().optional().describe(about).meta({ value: "COLUMN" });
const { workers } = tableOptions.shape;

export const command = defineCommand({
  about: `Adds people's labels to the items of a project, from CSV, JSON lines, NumPy or Parquet: how often each
class was answered (counts or shares, a column a class; in NumPy the rows are the items in their order), or
one answer a row, in any order. Everything is checked before anything is stored; importing again changes nothing.`,
  flags: z.object({
    ...tableFlags,
    kind: z.enum(labelKinds).optional().describe("counts or answers (default: as the columns look)"),
    worker: column("of answers: who gave it"),
    label: column("of answers: the class, by name or number"),
    ms: column("of answers: how long it took, in ms"),
    workers: workers
      .describe(
        `of answers: each worker a rater, or all of them one crowd; auto makes a crowd of ${manyWorkers} or more`,
      )
      .meta({ value: "HOW" }),
  }),
  run: ({ kind, worker, label, ms, workers: how, ...values }) =>
    withDatabase((db) =>
      importTableAndReport(db, projectCalled(db, values.project), values, {
        kinds: labelKinds,
        kind,
        columns: { worker, label, ms },
        workers: how,
      }),
    ),
});

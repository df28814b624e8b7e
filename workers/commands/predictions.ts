import { z } from "zod";
import { defineCommand } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { importTableAndReport, tableFlags } from "./table-flags.ts";

export const command = defineCommand({
  about: `Makes a machine of what a model from elsewhere predicted, from CSV, JSON lines, NumPy or Parquet: a
probability for each class, a column a class (in NumPy the rows are the items in their order). It routes,
teams up and is studied like a run that was trained here. Everything is checked before anything is stored.
Bring only predictions of items that the model did not learn from.`,
  flags: z.object(tableFlags),
  run: (values) =>
    withDatabase((db) =>
      importTableAndReport(db, projectCalled(db, values.project), values, { kinds: ["predictions"] }),
    ),
});

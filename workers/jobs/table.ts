import { z } from "zod";
import { calledBy, FormatError } from "#lib/formats/problem.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { ImportCancelled } from "#db/dataset/import-rows.ts";
import { removeImported } from "#db/dataset/upload-sweep.ts";
import { tableImportForJob, tableJobKind, tableOptionsOf } from "#db/tables/table-imports.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Import what a table says of a project's items; see db/tables/table-imports.ts. */
export const tableJob = defineJob({
  kind: tableJobKind,
  payload: z.object({ importId: z.int() }),
  async run({ db, dir, fence, now, cancelled, report, log }, { importId }) {
    const row = findImport(db, importId);
    const options = tableOptionsOf(db, importId);
    if (!row || !options) throw new JobFailure("The import is gone.");
    try {
      const { labelsAdded, problems } = await tableImportForJob(db, row, fence, {
        now,
        cancelled,
        progress: (done, total, note) =>
          report(total === 0 ? 1 : Math.min(1, done / total), { done, total, note }),
      });
      log.info({ importId, kind: options.kind, labelsAdded, problems }, "table imported");
    } catch (error) {
      if (error instanceof ImportCancelled) throw new JobCancelled();
      if (error instanceof FormatError)
        throw new JobFailure(calledBy(error.message, [options.table, options.uploaded]));
      throw error;
    }
    removeImported(dir, options.table);
  },
});

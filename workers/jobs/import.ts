import { z } from "zod";
import { importOptions } from "#lib/formats/import-options.ts";
import { calledBy, FormatError } from "#lib/formats/problem.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { ImportCancelled } from "#db/dataset/import-rows.ts";
import { importForJob } from "#db/dataset/imports.ts";
import { removeImported } from "#db/dataset/upload-sweep.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Import uploaded files in the background; see startImport() of db/dataset/imports.ts. */
export const importJob = defineJob({
  kind: "import",
  payload: z.object({ importId: z.int() }),
  async run({ db, dir, fence, now, cancelled, report, log }, { importId }) {
    const row = findImport(db, importId);
    if (!row) throw new JobFailure("The import is gone.");
    const { images, labels, uploaded } = importOptions.parse(row.options);
    try {
      const { itemsAdded, problems } = await importForJob(db, dir, row, fence, {
        now,
        cancelled,
        progress: (done, total, note) => report(total === 0 ? 1 : done / total, { done, total, note }),
      });
      log.info({ importId, itemsAdded, problems }, "imported");
    } catch (error) {
      if (error instanceof ImportCancelled) throw new JobCancelled();
      if (error instanceof FormatError)
        throw new JobFailure(calledBy(error.message, [images, uploaded?.images], [labels, uploaded?.labels]));
      throw error;
    }
    for (const path of [images, labels]) if (path !== null) removeImported(dir, path);
  },
});

import { rmdirSync, rmSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { z } from "zod";
import { importOptions } from "#lib/formats/import-options.ts";
import { giveUpImport } from "#db/dataset/import-record.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Import uploaded files in the background; see startImport() of db/imports.ts. */
export const importJob = defineJob({
  kind: "import",
  payload: z.object({ importId: z.int(), options: importOptions }),
  async run(context, { importId, options }) {
    const { db, dir, job, log } = context;
    const result = await importDataset(db, dir, options, {
      now: () => context.now(),
      cancelled: () => context.cancelled(),
      importId,
      userId: job.createdBy,
      progress: (done, total, note) => context.report(total === 0 ? 1 : done / total, { done, total, note }),
    });
    if (result.state === "cancelled") throw new JobCancelled();
    if (result.state === "failed") throw new JobFailure(result.error ?? "The import failed.");
    context.commit(() => undefined);
    for (const path of [options.images, options.labels]) if (path !== null) removeUpload(dir.uploads, path);
    log.info({ importId, itemsAdded: result.itemsAdded, problems: result.problems }, "imported");
  },
  ended: (tx, { importId }, state, message, now) => giveUpImport(tx, importId, state, message, now),
});

/** Uploads are temporary; anything outside their folder belongs to somebody and stays. */
function removeUpload(uploads: string, path: string): void {
  const inside = relative(uploads, resolve(path));
  const [folder = ""] = inside.split(/[\\/]/);
  if (inside === "" || folder === "" || folder === ".." || resolve(inside) === inside) return;
  rmSync(resolve(path), { recursive: true, force: true });
  // An upload may have a folder of its own; it goes with its last file.
  const own = dirname(resolve(path));
  if (own !== resolve(uploads)) removeIfEmpty(own);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // not empty yet
  }
}

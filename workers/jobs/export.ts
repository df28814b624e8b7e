import { mkdir, rm } from "node:fs/promises";
import { Expected } from "#lib/expected.ts";
import { projectAddress } from "#lib/formats/exports/address.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import {
  exportFolder,
  exportKind,
  exportOfJob,
  exportPayload,
  exportReady,
  selectionOf,
} from "#db/exports/export.ts";
import { datasetSource } from "#db/exports/source.ts";
import { codeVersion } from "#workers/code-version.ts";
import { keptMs } from "#workers/exports/kept.ts";
import { writeExport } from "#workers/exports/write-export.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/**
 * Write a dataset's files. They are nobody's before the row says that they are whole; another attempt begins anew, as
 * an export is of one moment.
 */
export const exportJob = defineJob({
  kind: exportKind,
  payload: exportPayload,
  async run({ db, dir, fence, now, report, cancelled, log }) {
    const row = exportOfJob(db, fence.id);
    const project = row && findProjectById(db, row.projectId);
    const format = row && findExportFormat(row.format);
    if (!project || !format) throw new JobFailure("The export or its project is not there any more.");
    const folder = exportFolder(dir, row);
    await rm(folder, { recursive: true, force: true }); // of an attempt that was cut off
    await mkdir(folder, { recursive: true });
    const began = now();
    try {
      const { licence, names } = row;
      const asked = {
        tandem: codeVersion(),
        at: began,
        address: projectAddress(process.env.NEXTAUTH_URL, project.slug),
        licence,
        names,
      };
      const source = datasetSource(db, dir, project, selectionOf(row), asked);
      const { files, items } = await writeExport(source, format, folder, {
        report: (share, done) => report(0.99 * share, { items: done }),
        check: () => {
          if (cancelled()) throw new JobCancelled();
        },
      });
      exportReady(db, fence, row, { files, items }, { now: now(), keepMs: keptMs() });
      log.info({ project: project.id, export: row.id, format: format.id, items }, "an export is ready");
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (error instanceof Expected) throw new JobFailure(error.message);
      throw error;
    }
  },
});

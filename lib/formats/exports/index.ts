import { coco } from "#lib/formats/exports/coco.ts";
import { counts } from "#lib/formats/exports/counts.ts";
import { crowdTable } from "#lib/formats/exports/crowd-table.ts";
import { csv } from "#lib/formats/exports/csv.ts";
import type { ExportFormat } from "#lib/formats/exports/format.ts";
import { imageFolder } from "#lib/formats/exports/image-folder.ts";
import { jsonl } from "#lib/formats/exports/jsonl.ts";
import { labelStudio } from "#lib/formats/exports/label-studio.ts";
import { noisyLabels } from "#lib/formats/exports/noisy-labels.ts";
import { parquet } from "#lib/formats/exports/parquet.ts";
import { webdataset } from "#lib/formats/exports/webdataset.ts";

/** Every format that a dataset can be exported in. A new one is a new file and a line here. */
export const exportFormats: readonly ExportFormat[] = [
  csv,
  jsonl,
  parquet,
  imageFolder,
  webdataset(),
  coco,
  labelStudio,
  crowdTable,
  noisyLabels,
  counts,
];

export const findExportFormat = (id: string): ExportFormat | undefined =>
  exportFormats.find((format) => format.id === id);

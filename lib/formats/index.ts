import type { DatasetWriter } from "#lib/formats/export.ts";
import { csvWriter } from "#lib/formats/export-csv.ts";
import { jsonlWriter } from "#lib/formats/export-jsonl.ts";

/** Every format that a dataset can be exported in. */
export const datasetWriters: readonly DatasetWriter[] = [csvWriter, jsonlWriter];

export const findWriter = (id: string): DatasetWriter | undefined =>
  datasetWriters.find((writer) => writer.id === id);

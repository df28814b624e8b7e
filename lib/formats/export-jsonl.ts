import type { DatasetWriter } from "#lib/formats/export.ts";

/** JSON lines: one object an item, its judgments in a list; names and values as in ExportedItem. */
export const jsonlWriter: DatasetWriter = {
  id: "jsonl",
  name: "JSONL, one object an item",
  mime: "application/jsonl; charset=utf-8",
  extension: "jsonl",
  head: "",
  item: (item) => `${JSON.stringify(item)}\n`,
};

import { type ExportFormat, textFile } from "#lib/formats/exports/format.ts";
import { itemJson } from "#lib/formats/exports/item-json.ts";

/** JSON lines: one object an item, its judgments in a list; names and values as in ExportedItem. */
export const jsonl: ExportFormat = {
  id: "jsonl",
  name: "JSON lines",
  about: "One object an item, with everything, texts as they are.",
  extension: "jsonl",
  table: {
    kind: "jsonl",
    columns: [
      ...["item", "ordinal", "sha256", "split", "gold", "goldSource", "machine", "eta", "deferred"],
      ...["team", "review", "tags", "flags", "judgments"],
    ],
  },
  *files({ facts, pages }) {
    yield textFile(facts, jsonl, "application/jsonl; charset=utf-8", function* () {
      for (const page of pages) yield page.map((item) => `${itemJson(item)}\n`).join("");
    });
  },
};

import type { CsvCell } from "#lib/formats/csv-row.ts";
import type { ExportedItem } from "#lib/formats/exports/dataset.ts";

export type ItemColumn = readonly [name: string, value: (item: ExportedItem) => CsvCell];

/** What stands beside arrays whose rows are items: which item a row is. */
export const itemColumns: readonly ItemColumn[] = [
  ["item", (i) => i.item],
  ["ordinal", (i) => i.ordinal],
  ["sha256", (i) => i.sha256],
  ["split", (i) => i.split],
  ["gold", (i) => i.gold],
  ["team_label", (i) => i.team.label],
];

/** What the columns of a label table hold, counted without knowing what they mean. */
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { numberOf, textOf } from "#lib/formats/tables/table.ts";

export type ColumnScan = {
  name: string;
  /** cells that are not blank */
  filled: number;
  /** different texts with how often each stands there, in order of appearance; at most the limit of distinct */
  values: ReadonlyMap<string, number>;
  /** there are more different texts than `values` holds */
  more: boolean;
  /** longest text, characters */
  longest: number;
  /** cells that hold a finite number */
  numbers: number;
};

export type TableScan = {
  columns: ColumnScan[];
  /** rows there are, where they are the pictures in their order and name no file */
  places?: number | undefined;
  /** rows that were read */
  rows: number;
  /** whether these are all */
  complete: boolean;
};

/** Bounds the time and the memory of a scan: some 20 MB of texts at worst. */
const limits = { rows: 100_000, distinct: 2_000 };

/**
 * Read a label table once and count what its columns hold. Texts are trimmed and in NFC, as in planImport.
 * @param path as openLabels takes it
 * @param limit most rows that are read, and most different texts that are kept a column
 * @throws FormatError as openLabels does
 */
export async function scanColumns(path: string, limit = limits): Promise<TableScan> {
  const { columns: names, rows: all, places } = await openAnyTable(path);
  const columns = names.map((name) => ({
    name,
    filled: 0,
    values: new Map<string, number>(),
    more: false,
    longest: 0,
    numbers: 0,
  }));
  let rows = 0;
  for await (const { cells } of all) {
    if (rows === limit.rows) return { columns, rows, places, complete: false };
    rows++;
    for (const [index, column] of columns.entries()) {
      const text = textOf(cells[index]);
      if (text === "") continue;
      column.filled++;
      column.longest = Math.max(column.longest, text.length);
      if (Number.isFinite(numberOf(text))) column.numbers++;
      const seen = column.values.get(text);
      if (seen !== undefined) column.values.set(text, seen + 1);
      else if (column.values.size < limit.distinct) column.values.set(text, 1);
      else column.more = true;
    }
  }
  return { columns, rows, places, complete: true };
}

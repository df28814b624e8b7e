import { openTable } from "#lib/formats/labels-csv.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** CSV with a heading, in UTF-8, separated by commas, semicolons or tabs. */
export const csvTables: TableFormat = {
  id: "csv",
  name: "CSV",
  extensions: [".csv", ".tsv", ".txt"],
  begins: () => true, // the last one asked: whatever is no text is refused when it is opened
  async open(path): Promise<Table> {
    const { names, records } = await openTable(path);
    async function* rows(): AsyncGenerator<TableRow> {
      for await (const { line, cells } of records) {
        if (cells.length !== names.length)
          yield {
            row: line,
            cells,
            problem: `The row has ${cells.length} cells where the heading has ${names.length}.`,
          };
        else if (cells.some((cell) => cell.includes("\uFFFD")))
          yield { row: line, cells, problem: "The row is not valid UTF-8." };
        else yield { row: line, cells };
      }
    }
    return { columns: names, rows: rows() };
  },
};

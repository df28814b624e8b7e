import { guessTable, type TableGuess } from "#lib/formats/item-tables/guess.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import type { TableRow } from "#lib/formats/tables/table.ts";
import { FormatError } from "#lib/formats/problem.ts";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { namesItems } from "#db/tables/match.ts";

/** Rows that a guess is made from. */
const lookedAt = 200;

export type Looked = TableGuess & {
  /** names of the table's columns */
  names: readonly string[];
  /** the first rows' cells, as they are shown */
  examples: string[][];
};

/**
 * Look at the beginning of a table and say what it probably is.
 * @throws FormatError when it cannot be read, or has no rows
 */
export async function lookAt(db: Db, { id, classes }: Project, path: string): Promise<Looked> {
  const table = await openAnyTable(path);
  const rows: TableRow[] = [];
  for await (const row of table.rows) {
    rows.push(row);
    if (rows.length === lookedAt) break;
  }
  if (rows.length === 0) throw new FormatError("The table has no rows.");
  const cells = rows.filter(({ problem }) => problem === undefined).map((row) => row.cells);
  const texts = [
    ...new Set(cells.flatMap((row) => row.flatMap((cell) => (typeof cell === "string" ? [cell] : [])))),
  ];
  const known = namesItems(db, id, texts);
  const guess = guessTable(table.columns, cells, classes, (name) => known.has(name), table.questions);
  return {
    ...guess,
    names: table.columns,
    examples: table.columns.map((_, place) =>
      cells.slice(0, 3).map((row) => {
        const cell = row[place];
        if (cell instanceof Float64Array)
          return `[${[...cell.slice(0, 3)].join(", ")}${cell.length > 3 ? ", …" : ""}]`;
        return String(cell ?? "").slice(0, 40);
      }),
    ),
  };
}

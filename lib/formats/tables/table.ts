import type { Split } from "#lib/domain.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** Tables of values about items, in whatever format they come. To add one: a file with a TableFormat and a line in index.ts. */

/** A text, a number, nothing, or (in formats that have them) a list of numbers; NaN stands for what is no number. */
export type Cell = string | number | null | Float64Array;

export type TableRow = {
  /** 1-based: a line of a text file, where the row ends; else its place among the rows */
  row: number;
  /** in the order of the columns; fewer or more where the row is broken */
  cells: readonly Cell[];
  /** why the row cannot be used, as one sentence */
  problem?: string;
};

export type Table = {
  /** names, trimmed; one unnamed column where the format has none */
  columns: readonly string[];
  /** rows there are, where they are the items in their order and no column names them */
  places?: number | undefined;
  /** places of items are counted within this part of the project, where it has one */
  part?: Split | undefined;
  /** items are addresses of pictures: whatever folders stand before a name may be others than the project's */
  addresses?: boolean | undefined;
  /** columns that each are the answers to a question: not every person answers every one */
  questions?: readonly string[] | undefined;
  /** streamed; throws FormatError where the file is damaged */
  rows: AsyncIterable<TableRow>;
};

export type TableFormat = {
  id: string;
  /** for people */
  name: string;
  /** of file names, with the dot */
  extensions: readonly string[];
  /** Is a file that begins like this of the format? */
  begins(this: void, head: Uint8Array): boolean;
  /** @throws FormatError with one sentence that names the file only by its own name */
  open(this: void, path: string): Promise<Table>;
};

/**
 * Names of columns, trimmed. Blank ones may repeat: nobody can choose them.
 * @param file for messages
 * @throws FormatError for two columns of one name: what stands in the second would be lost
 */
export function distinct(file: string, headings: readonly string[]): string[] {
  const names = headings.map((heading) => heading.trim());
  const second = names.findIndex((name, place) => name !== "" && names.indexOf(name) < place);
  const name = names[second];
  if (name === undefined) return names;
  throw new FormatError(
    `Two columns of ${quote(file)} are called ${quote(name)}: column ${names.indexOf(name) + 1} and column ${second + 1}.`,
  );
}

/** A cell as text, trimmed and in NFC; "" where there is none. */
export function textOf(cell: Cell | undefined): string {
  if (typeof cell === "string") return cell.trim().normalize("NFC");
  return typeof cell === "number" ? String(cell) : "";
}

/** Decimal, with an exponent or not: what Number() takes besides, such as 0x10, is a text here. */
const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A cell as a number; NaN where it is none. */
export function numberOf(cell: Cell | undefined): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && decimal.test(cell) ? Number(cell) : NaN;
}

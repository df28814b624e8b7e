import { FormatError, quote } from "#lib/formats/problem.ts";
import { type Cell, numberOf } from "#lib/formats/tables/table.ts";

/** A row's numbers, one a class [K], or why there are none, as one sentence. */
export type ClassValues = (cells: readonly Cell[]) => Float64Array | string;

/**
 * Find the numbers of the classes in a table: a column for each, called as the class or with its number from 0
 * behind a common beginning (p0, p1, …), or one column of lists.
 * @param columns names of the table's columns
 * @param classes names of the project's classes, K
 * @param example cells of the first row, which show the lists
 * @throws FormatError with one sentence when a class has no column
 */
export function classValues(
  columns: readonly string[],
  classes: readonly string[],
  example: readonly Cell[],
): ClassValues {
  const list = example.findIndex((cell) => cell instanceof Float64Array);
  if (list >= 0) return fromList(list, classes.length);
  const places = named(columns, classes) ?? numbered(columns, classes.length);
  if (places) return fromColumns(places, columns);
  const missing = classes.find((name) => !columns.some((column) => alike(column, name))) ?? "";
  throw new FormatError(
    `The table has no column for the class ${quote(missing)}; it has ${columns
      .slice(0, 12)
      .map((column) => quote(column))
      .join(", ")}${columns.length > 12 ? ", …" : ""}.`,
  );
}

/**
 * Beside counts of the classes, another column of numbers is most likely the counts of a class that the project
 * lacks: without them the rest would say something else. A row's total is known by its value.
 * @param item name of the column that names the item
 * @returns the column's name
 */
export function numbersBeside(
  columns: readonly string[],
  classes: readonly string[],
  example: readonly Cell[],
  item: string | null,
): string | null {
  const places = named(columns, classes) ?? numbered(columns, classes.length);
  if (!places || example.some((cell) => cell instanceof Float64Array)) return null;
  const total = places.reduce((sum, place) => sum + numberOf(example[place]), 0);
  return (
    columns.find((name, place) => {
      const value = numberOf(example[place]);
      return name !== item && !places.includes(place) && !Number.isNaN(value) && value !== total;
    }) ?? null
  );
}

const fromList =
  (place: number, classes: number): ClassValues =>
  (cells) => {
    const cell = cells[place];
    if (!(cell instanceof Float64Array)) return "The row has no list of numbers.";
    if (cell.length !== classes) return `The row has ${cell.length} numbers for ${classes} classes.`;
    return cell;
  };

const fromColumns =
  (places: readonly number[], columns: readonly string[]): ClassValues =>
  (cells) => {
    const values = Float64Array.from(places, (place) => numberOf(cells[place]));
    const bad = places[values.findIndex(Number.isNaN)];
    if (bad === undefined) return values;
    const cell = cells[bad];
    const said = typeof cell === "string" && cell.trim() !== "" ? quote(cell.trim()) : "Nothing";
    return `${said} stands under ${quote(columns[bad] ?? "")} instead of a number.`;
  };

const alike = (column: string, name: string) =>
  column.normalize("NFC").toLowerCase() === name.normalize("NFC").toLowerCase();

function named(columns: readonly string[], classes: readonly string[]): number[] | null {
  const places = classes.map((name) => {
    const exact = columns.indexOf(name);
    return exact >= 0 ? exact : columns.findIndex((column) => alike(column, name));
  });
  return places.includes(-1) ? null : places;
}

/** Columns 0, 1, … K − 1 behind one beginning: "p0" or "class_3". */
function numbered(columns: readonly string[], classes: number): number[] | null {
  for (const column of columns) {
    const start = /^(.*?)0$/.exec(column)?.[1];
    if (start === undefined) continue;
    const places = Array.from({ length: classes }, (_, k) => columns.indexOf(`${start}${k}`));
    // a column too many would be a class that the project does not have
    if (!places.includes(-1) && !columns.includes(`${start}${classes}`)) return places;
  }
  return null;
}

import { FormatError, quote } from "#lib/formats/problem.ts";
import { type Cell, numberOf } from "#lib/formats/tables/table.ts";
import { numbered } from "#lib/numbers.ts";

export type ClassValues = {
  /** the columns that they are read from, by place */
  places: readonly number[];
  /** a row's numbers, one a class [K], or why there are none, as one sentence */
  of(this: void, cells: readonly Cell[]): Float64Array | string;
};

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
  const list = listIn(columns, classes.length, example);
  if (list !== null) return { places: [list], of: fromList(list, classes.length) };
  const places = named(columns, classes) ?? numberedColumns(columns, classes.length);
  if (places) return { places, of: fromColumns(places, columns) };
  const missing = classes.find((name) => !columns.some((column) => alike(column, name))) ?? "";
  throw new FormatError(
    `The table has no column for the class ${quote(missing)}; it has ${columns
      .slice(0, 12)
      .map((column) => quote(column))
      .join(", ")}${columns.length > 12 ? ", …" : ""}.`,
  );
}

/** The column of lists, if there is one; of several the one with a number for each class. @throws FormatError for two */
function listIn(columns: readonly string[], classes: number, example: readonly Cell[]): number | null {
  const lists = example.flatMap((cell, place) => (cell instanceof Float64Array ? [{ cell, place }] : []));
  const fitting = lists.filter(({ cell }) => cell.length === classes);
  if (fitting.length > 1)
    throw new FormatError(
      `Several columns are lists with a number for each class: ${fitting
        .map(({ place }) => quote(columns[place] ?? ""))
        .join(", ")}. Leave the one that is meant.`,
    );
  return (fitting[0] ?? lists[0])?.place ?? null;
}

const fromList =
  (place: number, classes: number): ClassValues["of"] =>
  (cells) => {
    const cell = cells[place];
    if (!(cell instanceof Float64Array)) return "The row has no list of numbers.";
    if (cell.length !== classes)
      return `The row has ${numbered(cell.length, "number")} for ${classes} classes.`;
    return cell;
  };

const fromColumns =
  (places: readonly number[], columns: readonly string[]): ClassValues["of"] =>
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
function numberedColumns(columns: readonly string[], classes: number): number[] | null {
  for (const column of columns) {
    const start = /^(.*?)0$/.exec(column)?.[1];
    if (start === undefined) continue;
    const places = Array.from({ length: classes }, (_, k) => columns.indexOf(`${start}${k}`));
    // a column too many would be a class that the project does not have
    if (!places.includes(-1) && !columns.includes(`${start}${classes}`)) return places;
  }
  return null;
}

import { unguarded } from "#lib/formats/csv-row.ts";
import { classByNumber } from "#lib/formats/classes.ts";
import { classValues } from "#lib/formats/item-tables/class-columns.ts";
import type { TableColumns, TableOptions } from "#lib/formats/item-tables/options.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { type Cell, numberOf, type Table, type TableRow, textOf } from "#lib/formats/tables/table.ts";

/** What rows of tables say, before anybody knows whether the items exist. */

/** The item a row is about: its name, or its place in the project. */
export type ItemKey = string | number;
export type BadRow = { row: number; item: ItemKey; problem: string };
export type ValuesRow = { row: number; item: ItemKey; values: Float64Array };
export type AnswerRow = { row: number; item: ItemKey; worker: string; label: number; ms: number | null };

/** Longest names that are kept, characters. */
const longestItem = 1024;
const longestWorker = 100;

type Wanted = Pick<TableOptions, "columns"> & Partial<Pick<TableOptions, "strict">>;

/** What the numbers of a row have to be. */
export type Measure = {
  /** why they cannot be used, as one sentence; null when they can. It may change them */
  problem(this: void, values: Float64Array): string | null;
  /**
   * Another number of the row: would the numbers say something else with it? It may be of a class that the project
   * lacks, and must not be passed over then.
   */
  lack(this: void, other: number, sum: number): boolean;
};

/** The first row of a table, which shows what its columns hold, and all of them with it. */
async function peek({ rows }: Table): Promise<{ first: readonly Cell[]; all: AsyncGenerator<TableRow> }> {
  const rest = rows[Symbol.asyncIterator]();
  const begun = await rest.next();
  if (begun.done) throw new FormatError("The table has no rows.");
  const opening = begun.value;
  async function* all(): AsyncGenerator<TableRow> {
    try {
      yield opening;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  return { first: opening.cells, all: all() };
}

/**
 * Rows with a number for each class.
 * @param classes names of the project's classes, K
 * @param measure what the numbers [K] must be
 * @throws FormatError where a column is missing
 */
export async function* readValues(
  table: Table,
  { columns, strict = false }: Wanted,
  classes: readonly string[],
  { problem: problemOf, lack }: Measure,
): AsyncGenerator<ValuesRow | BadRow> {
  const key = keyOf(table.columns, columns);
  const { first, all } = await peek(table);
  const { places, of } = classValues(table.columns, classes, first);
  const others = othersThan(table.columns, [columns.item], places);
  // a list has a number for each class, so nothing beside it is one
  const apart = strict || first[places[0] ?? 0] instanceof Float64Array ? [] : others;
  let place = 0;
  for await (const { row, cells, problem } of all) {
    const item = key(cells, place++);
    const unknown = strict ? others.find(({ at }) => isSaid(cells[at])) : undefined;
    const values = problem ?? nameProblem(item) ?? (unknown ? unknownField(unknown.name) : of(cells));
    if (typeof values === "string") {
      yield { row, item, problem: values };
      continue;
    }
    const sum = sumOf(values);
    const stray = apart.find(({ at }) => lack(numberOf(cells[at]), sum));
    const reason = stray ? strayNumber(stray.name) : problemOf(values);
    yield reason === null ? { row, item, values } : { row, item, problem: reason };
  }
}

/** Columns that nothing is read from. */
function othersThan(
  columns: readonly string[],
  named: readonly (string | null)[],
  places: readonly number[],
) {
  return columns.flatMap((name, at) => (named.includes(name) || places.includes(at) ? [] : [{ name, at }]));
}

const isSaid = (cell: Cell | undefined) => cell !== null && cell !== undefined && cell !== "";

const unknownField = (name: string): string =>
  `${quote(name)} is neither a class of the project nor another field of such a line.`;

const strayNumber = (name: string): string =>
  `${quote(name)} holds a number, but the project has no such class: take it out of the table, or give the project the class.`;

/**
 * Rows with one answer each. Without a column of workers all of them are of one, who is called as the table.
 * @throws FormatError where a column is missing
 */
export async function* readAnswers(
  table: Table,
  { columns, name, strict = false }: Wanted & Pick<TableOptions, "name">,
  classes: readonly string[],
): AsyncGenerator<AnswerRow | BadRow> {
  const key = keyOf(table.columns, columns);
  if (columns.label === null)
    throw new FormatError(
      `Say which column holds the label: ${(table.questions ?? table.columns).map((each) => quote(each)).join(", ")}.`,
    );
  const labelAt = find(table.columns, columns.label);
  const workerAt = columns.worker === null ? null : find(table.columns, columns.worker);
  const msAt = columns.ms === null ? null : find(table.columns, columns.ms);
  const numberOfClass = classNumbers(classes);
  const others = strict ? othersThan(table.columns, Object.values(columns), []) : [];
  let place = 0;
  for await (const { row, cells, problem } of table.rows) {
    const item = key(cells, place++);
    const bad = (reason: string): BadRow => ({ row, item, problem: reason });
    const reason = problem ?? nameProblem(item);
    const stray = others.find(({ at }) => isSaid(cells[at]));
    const worker = workerAt === null ? name : textOf(cells[workerAt]);
    const label = numberOfClass(textOf(cells[labelAt]));
    const ms = msAt === null || textOf(cells[msAt]) === "" ? null : numberOf(cells[msAt]);
    if (reason !== null) yield bad(reason);
    else if (stray) yield bad(`${quote(stray.name)} is not a field of such a line.`);
    // a picture that one column says nothing of, or a question that somebody left out
    else if ((workerAt === null || table.questions) && textOf(cells[labelAt]) === "") continue;
    else if (worker === "") yield bad("The row names no worker.");
    else if (worker.includes("\uFFFD")) yield bad("The row is not valid UTF-8.");
    else if (worker.length > longestWorker) yield bad("The worker’s name is over 100 characters.");
    else if (label === null) yield bad(`${quote(textOf(cells[labelAt]))} is not one of the classes.`);
    else if (ms !== null && !(ms >= 0 && Number.isFinite(ms)))
      yield bad(`${quote(textOf(cells[msAt ?? 0]))} is not a response time in milliseconds.`);
    else yield { row, item, worker, label, ms };
  }
}

/** @throws FormatError when there is no such column, or two */
function find(columns: readonly string[], name: string): number {
  const place = columns.indexOf(name);
  if (place < 0)
    throw new FormatError(
      `The table has no column ${quote(name)}; it has ${columns.map((each) => quote(each)).join(", ")}.`,
    );
  if (columns.indexOf(name, place + 1) >= 0)
    throw new FormatError(`The table has two columns ${quote(name)}.`);
  return place;
}

function keyOf(columns: readonly string[], { item }: TableColumns) {
  if (item === null) return (_: readonly Cell[], place: number): ItemKey => place;
  const at = find(columns, item);
  return (cells: readonly Cell[]): ItemKey => textOf(cells[at]);
}

function nameProblem(item: ItemKey): string | null {
  if (item === "") return "The row names no item.";
  return typeof item === "string" && item.length > longestItem
    ? "The item’s name is over 1,024 characters."
    : null;
}

/** A class by its name, or by its number from 0 where no class is called by a number; null for none. */
function classNumbers(classes: readonly string[]): (text: string) => number | null {
  const byName = new Map(classes.map((name, place) => [name, place]));
  const byKey = new Map(classes.map((name, place) => [name.toLowerCase(), place]));
  const byNumber = classByNumber(classes);
  const known = (text: string) => byName.get(text) ?? byKey.get(text.toLowerCase()) ?? byNumber(text);
  return (text) => known(text) ?? known(unguarded(text));
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** How far the probabilities of a row may be from 1 in all: rounded to a few digits, or of half precision. */
const sumTolerance = 0.01;

/** Probabilities: between 0 and 1, and 1 in all. What rounding left of the sum is divided out. */
function probabilitiesProblem(values: Float64Array): string | null {
  if (values.some((value) => !Number.isFinite(value))) return "A probability is not a finite number.";
  const sum = sumOf(values);
  const outside = values.find((value) => value < 0 || value > 1 + sumTolerance);
  if (outside !== undefined)
    return `${quote(String(outside))} is not a probability; logits must go through softmax first.`;
  if (Math.abs(sum - 1) > sumTolerance)
    return `The probabilities add up to ${Number(sum.toPrecision(4))} instead of 1.`;
  for (const [label, value] of values.entries()) values[label] = value / sum;
  return null;
}

/** Counts or shares: none negative, at least one above 0. */
function countsProblem(values: Float64Array): string | null {
  if (values.some((value) => !Number.isFinite(value) || value < 0))
    return "A count is negative or not a number.";
  return values.some((value) => value > 0) ? null : "All counts are 0.";
}

/** A share that the others lack brings their sum nearer to 1; a loss, a confidence or the number of a class does not. */
export const probabilityMeasure: Measure = {
  problem: probabilitiesProblem,
  lack: (other, sum) => Math.abs(sum + other - 1) < Math.abs(sum - 1),
};

/** Beside counts only their total may stand. */
export const countMeasure: Measure = {
  problem: countsProblem,
  lack: (other, sum) => Math.abs(other - sum) > 1e-6 * Math.abs(sum),
};

import { unguarded } from "#lib/formats/csv-row.ts";
import { classByNumber } from "#lib/formats/classes.ts";
import { classValues, numbersBeside } from "#lib/formats/item-tables/class-columns.ts";
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

type Wanted = Pick<TableOptions, "columns">;

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
 * Rows with a number for each class. What the numbers must be is checked by `check`.
 * @param classes names of the project's classes, K
 * @param alone whether a column of other numbers is refused
 * @param check why the numbers [K] cannot be used, as one sentence; null when they can. It may change them
 * @param alone whether a column of other numbers is refused
 * @throws FormatError where a column is missing
 */
export async function* readValues(
  table: Table,
  { columns }: Wanted,
  classes: readonly string[],
  check: (values: Float64Array) => string | null,
  alone = false,
): AsyncGenerator<ValuesRow | BadRow> {
  const key = keyOf(table.columns, columns);
  const { first, all } = await peek(table);
  const numbers = classValues(table.columns, classes, first);
  const beside = alone ? numbersBeside(table.columns, classes, first, columns.item) : null;
  if (beside !== null)
    throw new FormatError(
      `The column ${quote(beside)} holds numbers, but the project has no such class: take it out of the table, or give the project the class.`,
    );
  let place = 0;
  for await (const { row, cells, problem } of all) {
    const item = key(cells, place++);
    const values = problem ?? nameProblem(item) ?? numbers(cells);
    const reason = typeof values === "string" ? null : check(values);
    if (typeof values === "string") yield { row, item, problem: values };
    else if (reason !== null) yield { row, item, problem: reason };
    else yield { row, item, values };
  }
}

/**
 * Rows with one answer each. Without a column of workers all of them are of one, who is called as the table.
 * @throws FormatError where a column is missing
 */
export async function* readAnswers(
  table: Table,
  { columns, name }: Wanted & Pick<TableOptions, "name">,
  classes: readonly string[],
): AsyncGenerator<AnswerRow | BadRow> {
  const key = keyOf(table.columns, columns);
  if (columns.label === null) throw new FormatError("Say which column holds the label.");
  const labelAt = find(table.columns, columns.label);
  const workerAt = columns.worker === null ? null : find(table.columns, columns.worker);
  const msAt = columns.ms === null ? null : find(table.columns, columns.ms);
  const numberOfClass = classNumbers(classes);
  let place = 0;
  for await (const { row, cells, problem } of table.rows) {
    const item = key(cells, place++);
    const bad = (reason: string): BadRow => ({ row, item, problem: reason });
    const reason = problem ?? nameProblem(item);
    const worker = workerAt === null ? name : textOf(cells[workerAt]);
    const label = numberOfClass(textOf(cells[labelAt]));
    const ms = msAt === null || textOf(cells[msAt]) === "" ? null : numberOf(cells[msAt]);
    if (reason !== null) yield bad(reason);
    // a picture that one column says nothing of
    else if (workerAt === null && textOf(cells[labelAt]) === "") continue;
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

/** How far the probabilities of a row may be from 1 in all: rounded to a few digits, or of half precision. */
const sumTolerance = 0.01;

/** Probabilities: between 0 and 1, and 1 in all. What rounding left of the sum is divided out. */
export function probabilitiesProblem(values: Float64Array): string | null {
  if (values.some((value) => !Number.isFinite(value))) return "A probability is no finite number.";
  const sum = values.reduce((all, value) => all + value, 0);
  const outside = values.find((value) => value < 0 || value > 1 + sumTolerance);
  if (outside !== undefined)
    return `${quote(String(outside))} is no probability; logits must go through softmax first.`;
  if (Math.abs(sum - 1) > sumTolerance)
    return `The probabilities add up to ${Number(sum.toPrecision(4))} instead of 1.`;
  for (const [label, value] of values.entries()) values[label] = value / sum;
  return null;
}

/** Counts or shares: none negative, at least one above 0. */
export function countsProblem(values: Float64Array): string | null {
  if (values.some((value) => !Number.isFinite(value) || value < 0))
    return "A count is negative or no number.";
  return values.some((value) => value > 0) ? null : "All counts are 0.";
}

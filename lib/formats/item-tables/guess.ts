/** What a table of labels or predictions is, and what its columns are, from names first and contents second. */
import type { TableColumns, TableKind } from "#lib/formats/item-tables/options.ts";
import { classByNumber } from "#lib/formats/classes.ts";
import { classValues } from "#lib/formats/item-tables/class-columns.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { type Cell, numberOf, textOf } from "#lib/formats/tables/table.ts";

export type TableGuess = { kind: TableKind; columns: TableColumns };

const itemName =
  /^(task|file|file[ _-]?name|image|image[ _-]?(id|name|file)|item|picture|path|name|id|index)$/i;
const itemWords = /file|image|picture|item|idx|index/i;
const workerWords = /worker|annotator|rater|coder|participant|subject|user|labell?er/i;
/** Columns that say the truth, beside which another one says what was answered. */
const truthWords = /^(true|gold|correct|clean|is)[ _-]/i;
const labelWords = /label|answer|category|choice|class|response$/i;
const timeWords = /(^|[_ -])(ms|rt|time|duration|milliseconds)$|reaction|response[_ -]?time/i;

/**
 * @param columns names of the table's columns
 * @param rows its first rows
 * @param classes names of the project's classes
 * @param isItem whether the project has an item of this name
 * @param questions columns of which exactly one is the label, where it is among them
 */
export function guessTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  classes: readonly string[],
  isItem: (name: string) => boolean,
  questions: readonly string[] = [],
): TableGuess {
  const known = new Set(classes.map((name) => name.toLowerCase()));
  const texts = columns.map((_, place) => rows.map((cells) => textOf(cells[place])).filter(Boolean));
  const share = (place: number, fits: (text: string) => boolean) => {
    const of = texts[place] ?? [];
    return of.length === 0 ? 0 : of.filter(fits).length / of.length;
  };
  const taken = new Set<number>();
  /** the first column that has the strongest reason, if it has any */
  const choose = (reason: (name: string, place: number) => number): string | null => {
    const scores = columns.map((name, place) => (taken.has(place) ? 0 : reason(name, place)));
    const best = Math.max(0, ...scores);
    const place = scores.indexOf(best);
    if (best === 0) return null;
    taken.add(place);
    return columns[place] ?? null;
  };
  const isClass = (text: string) => known.has(text.toLowerCase());
  const isNumber = (place: number) => share(place, (text) => !Number.isNaN(numberOf(text))) === 1;
  const classColumns = columns.filter((name) => known.has(name.toLowerCase())).length;
  const hasList = rows.some((cells) => cells.some((cell) => cell instanceof Float64Array));
  const item = choose(
    (name, place) =>
      (known.has(name.toLowerCase()) ? 0 : 1) *
      (4 * share(place, isItem) +
        (itemName.test(name) ? 2 : itemWords.test(name) && isNumber(place) ? 1 : 0)),
  );
  const none: TableColumns = { item, worker: null, label: null, ms: null };
  if (hasList || classColumns * 2 > classes.length || isNumbered(columns))
    return { kind: areProbabilities(columns, rows, classes) ? "predictions" : "counts", columns: none };
  const byNumber = classByNumber(classes);
  const areClasses = (name: string, place: number) =>
    share(place, isClass) > 0.5 ||
    (labelWords.test(name) && share(place, (text) => byNumber(text) !== null) === 1);
  const candidates = questions.filter((name) => share(columns.indexOf(name), isClass) > 0.5);
  const unclear = questions.length > 1 && candidates.length !== 1; // a person knows which is meant
  const label = choose(
    (name, place) =>
      (unclear || (candidates.length === 1 && name !== candidates[0]) ? 0 : 1) *
      (truthWords.test(name) || /^gold$/i.test(name) ? 0.1 : 1) *
      (4 * Number(areClasses(name, place)) + (labelWords.test(name) ? 1 : 0)),
  );
  const worker = choose((name) => (workerWords.test(name) ? 1 : 0));
  const ms = choose((name, place) => (timeWords.test(name) && isNumber(place) ? 1 : 0));
  // without a column of workers all answers are of one, if they plainly are classes
  const plain = label !== null && areClasses(label, columns.indexOf(label));
  if (unclear || (label !== null && (worker !== null || plain)))
    return { kind: "answers", columns: { item, worker, label, ms } };
  return { kind: "counts", columns: none };
}

/** Columns p0, p1, … or 0, 1, … */
const isNumbered = (columns: readonly string[]): boolean =>
  columns.some((name) => /0$/.test(name) && columns.includes(name.replace(/0$/, "1")));

/** Numbers that add up to 1 in each row and are not all whole; shares of people's answers look the same. */
function areProbabilities(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  classes: readonly string[],
): boolean {
  let whole = true;
  try {
    const numbers = classValues(columns, classes, rows[0] ?? []).of;
    return (
      rows.every((cells) => {
        const values = numbers(cells);
        if (typeof values === "string") return true; // the row's own problem
        whole &&= values.every(Number.isInteger);
        return Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) < 0.05;
      }) && !whole
    );
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

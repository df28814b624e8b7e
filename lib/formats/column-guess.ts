/** A proposal of what the columns of a label table mean, from their contents first and their names second. */
import type { ColumnScan, TableScan } from "#lib/formats/column-scan.ts";
import { timeSuffix } from "#lib/formats/import-options.ts";

/** What a column can look like. Imports use file, gold, human and split; time goes with its human column. */
export const looksLike = [
  "file",
  "gold",
  "human",
  "split",
  "time",
  "derived",
  "id",
  "text",
  "empty",
] as const;
export type Looks = (typeof looksLike)[number];

/** `file` is null where the rows are the pictures in their order. */
export type Roles = { file: string | null; gold: string | null; humans: string[]; split: string | null };

const goldName =
  /^(gold|clean|truth|ground[ _-]?truth|gt|true|true[ _-]?label|gold[ _-]?label|clean[ _-]?label)$/i;
const fileName = /^(file|file[ _-]?name|image|picture|path|name)$/i;
/** Columns that were computed from others: no rater gave them. */
export const derivedName = /^(aggre|majority|consensus|worst|worse)/i;
/** CIFAR-100N's superclasses, whose numbers are not those of the classes. */
const superclass = /coarse/i;
const labelName = /label|class|category|answer|human|rater|annotat|worker|coder/i;

/** Longest text that still passes for the name of a class, characters. */
const longestClass = 60;
/** Share of a column's cells that must be among the known classes. */
const enoughOverlap = 0.5;
/** Cells per class that a column must have when nothing else speaks for it. */
const loneRepetition = 5;

/**
 * Guess what every column is.
 *
 * The file column is the one whose cells name images. A gold column goes by its name. A column is taken for
 * human labels when its values repeat, are short, and mostly occur in the gold column; without gold, in
 * another such column, or when it is the only one or is called like one. Everything else is free text, an
 * identifier or a time, and is left alone: better a column that a person has to tick than fifty wrong classes.
 *
 * @param isImage whether there is an image of this name; null where the images are not known
 * @returns one guess a column, in the order of the table
 */
export function guessColumns(
  { columns, places }: TableScan,
  isImage: ((file: string) => boolean) | null,
): Looks[] {
  const file = places === undefined ? fileColumn(columns, isImage) : undefined;
  const names = new Map(columns.map((column) => [column.name, column]));
  const first = columns.map((column): Looks | "labels" => {
    if (column === file) return "file";
    if (column.filled === 0) return "empty";
    if (
      column.name.endsWith(timeSuffix) &&
      names.has(column.name.slice(0, -timeSuffix.length)) &&
      column.numbers === column.filled
    )
      return "time";
    if (saysSplit(column)) return "split";
    if (repeats(column) && column.longest <= longestClass) return "labels";
    return isIdentifier(column) ? "id" : "text";
  });
  const candidates = columns.filter((_, index) => first[index] === "labels");
  const gold = candidates.find(({ name }) => goldName.test(name));
  // numbers under the name of a class are how often it was answered
  const isCount = ({ name, numbers, filled }: ColumnScan) =>
    gold?.values.has(name) === true && numbers === filled;
  const raters = candidates.filter(
    (column) =>
      column !== gold && !derivedName.test(column.name) && !superclass.test(column.name) && !isCount(column),
  );
  const humans = new Set(
    gold ? raters.filter((column) => overlap(column, gold) >= enoughOverlap) : alike(raters),
  );
  return columns.map((column, index) => {
    const looks = first[index];
    if (looks !== undefined && looks !== "labels") return looks;
    if (column === gold) return "gold";
    if (humans.has(column)) return "human";
    return derivedName.test(column.name) || isCount(column) ? "derived" : "text";
  });
}

/** The roles that a guess proposes; the person has the last word. The first column is the file's where none is plain. */
export function rolesOf({ columns, places }: TableScan, looks: readonly Looks[]): Roles {
  const named = (what: Looks) => columns.filter((_, index) => looks[index] === what).map(({ name }) => name);
  const [first = ""] = columns.map(({ name }) => name);
  return {
    file: places === undefined ? (named("file")[0] ?? first) : null,
    gold: named("gold")[0] ?? null,
    humans: named("human"),
    split: named("split")[0] ?? null,
  };
}

/**
 * Values of a label column that none of the other label columns has: the classes that it alone would add.
 * With gold, only gold counts: people may be wrong, but rarely about which classes there are.
 */
export function addedClasses(
  column: ColumnScan,
  gold: ColumnScan | null,
  others: readonly ColumnScan[],
): string[] {
  const known = gold ? [gold] : others.filter((other) => other !== column);
  if (known.length === 0 || known.some(({ more }) => more)) return [];
  return [...column.values.keys()].filter((value) => !known.some(({ values }) => values.has(value)));
}

function fileColumn(columns: readonly ColumnScan[], isImage: ((file: string) => boolean) | null) {
  const byName =
    columns.find(({ name }) => name === "file") ?? columns.find(({ name }) => fileName.test(name));
  if (isImage === null) return byName ?? columns[0];
  let best: ColumnScan | undefined;
  let most = 0;
  for (const column of columns) {
    const sample = [...column.values.keys()].slice(0, 200);
    const share = sample.filter(isImage).length / Math.max(1, sample.length);
    if (share > most || (share === most && share > 0 && column === byName)) [best, most] = [column, share];
  }
  return best ?? byName ?? columns[0];
}

const saysSplit = ({ values }: ColumnScan) =>
  [...values.keys()].every((value) => value === "train" || value === "test");

/** Cells per different text, among the texts that were kept. */
function repetition({ values }: ColumnScan): number {
  let cells = 0;
  for (const n of values.values()) cells += n;
  return cells / values.size;
}

/** Classes come again and again; two different texts are too few to tell. */
const repeats = (column: ColumnScan) => column.values.size <= 2 || repetition(column) >= 2;

const isIdentifier = ({ values, filled, longest, numbers }: ColumnScan) =>
  numbers === filled ||
  (values.size === filled &&
    longest <= longestClass &&
    ![...values.keys()].some((value) => /\s/.test(value)));

/** Share of a column's cells whose value the other column has too. */
function overlap(column: ColumnScan, other: ColumnScan): number {
  let counted = 0;
  let shared = 0;
  for (const [value, n] of column.values) {
    counted += n;
    if (other.values.has(value)) shared += n;
  }
  return shared / counted;
}

/** Without gold: the columns that speak of the same classes as another one; else the one that looks most like labels. */
function alike(candidates: readonly ColumnScan[]): ColumnScan[] {
  const together = candidates.filter((column) =>
    candidates.some(
      (other) =>
        other !== column &&
        overlap(column, other) >= enoughOverlap &&
        overlap(other, column) >= enoughOverlap,
    ),
  );
  if (together.length > 0) return together;
  const named = candidates.filter(({ name }) => labelName.test(name));
  if (named.length > 0) return named;
  const [only, second] = candidates;
  return only && !second && repetition(only) >= loneRepetition ? [only] : [];
}

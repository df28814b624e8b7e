import { checkClasses, classByNumber, sortClasses } from "#lib/formats/classes.ts";
import { cleanPath, commonFolder, imageFinder } from "#lib/formats/image-finder.ts";
import type { ImageSource, OwnLabels } from "#lib/formats/image-source.ts";
import type { ImportOptions } from "#lib/formats/import-options.ts";
import type { LabelRow, LabelTable } from "#lib/formats/label-table.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { assignSplits, splitOfFolder } from "#lib/formats/split.ts";
import { type Split, splits } from "#lib/domain.ts";
import { counted, numbered } from "#lib/numbers.ts";

/** An item to be imported: what the label table says of one image. Small, as all rows are held at once. */
export type PlannedItem = {
  row: number | null;
  /** 0-based place among all rows, good and bad */
  position: number;
  /** the item's name */
  name: string;
  /** its name in the image source */
  image: string;
  gold: number | null;
  /** class index by human column; null = nothing said */
  labels: (number | null)[];
  /** response time by human column, ms; null = nothing said */
  times: (number | null)[];
  split: Split | null;
};

export type Problem = { row: number | null; file: string; reason: string };

export type AddedClasses = { column: string; classes: string[] };

export type Plan = {
  classes: string[];
  humans: readonly string[];
  items: PlannedItem[];
  /** rows that cannot be imported */
  problems: Problem[];
  /** remarks that stop nothing */
  notes: Problem[];
  /** classes that human columns alone would bring, beside a gold column and without a list of classes */
  added: AddedClasses[];
  /** rows of the label table, or images where there is none */
  rows: number;
};

/**
 * Match label table and images, settle the classes and the split; reads no image.
 * @param known class names of the project when it exists already
 * @throws FormatError where the whole cannot be imported, for example for confusable class names
 */
export async function planImport(
  source: ImageSource,
  table: LabelTable | null,
  options: Pick<ImportOptions, "classes" | "split">,
  known: readonly string[] | null,
): Promise<Plan> {
  if (source.names.length === 0) throw new FormatError("There are no images.");
  const problems: Problem[] = source.problems.map(({ file, reason }) => ({ row: null, file, reason }));
  const notes: Problem[] = [];
  const given = options.classes && checkClasses(options.classes);
  if (given && known && given.join("\0") !== known.join("\0"))
    throw new FormatError("The project exists with other classes; leave the classes out.");

  // Class names are interned as they come and settled at the end, when all of them are known.
  const words: string[] = [];
  const wordIndex = new Map<string, number>();
  const intern = (word: string): number | null => {
    if (word === "") return null;
    let index = wordIndex.get(word);
    if (index === undefined) {
      index = words.push(word) - 1;
      wordIndex.set(word, index);
    }
    return index;
  };

  const goldWords = new Set<number>();
  const humanWords = (table?.humans ?? []).map(() => new Set<number>());
  const find = imageFinder(source.names);
  const used = new Map<string, number | null>();
  const raw: PlannedItem[] = [];
  const splitWords: string[] = [];
  let rows = 0;
  const own = source.own ?? null;
  const saying = table && own ? await byName(own, problems) : null;
  const useFolders = table !== null || own !== null || foldersAreClasses(source.names, given || known);
  const places = table?.places === undefined ? null : await imagesInOrder(source, table.places);
  const splitColumn = options.split.kind === "column" || (table === null && options.split.kind === "none");
  for await (const row of table?.rows ?? own?.rows() ?? imagesAsTable(source.names, useFolders)) {
    rows++;
    const file = places ? (places[rows - 1] ?? "") : cleanPath(row.file);
    const image = find(file);
    const reason = row.problem ?? rowProblem(file, image, used);
    if (reason !== null || image === null) {
      problems.push({ row: row.row, file: row.file, reason: reason ?? missing });
      continue;
    }
    used.set(image, row.row);
    const beside = saying?.get(image);
    const gold = intern((row.gold || beside?.gold || "").normalize("NFC"));
    const labels = row.humans.map((label) => intern(label.normalize("NFC")));
    if (gold !== null) goldWords.add(gold);
    for (const [column, label] of labels.entries()) if (label !== null) humanWords[column]?.add(label);
    raw.push({
      row: row.row,
      position: rows - 1,
      name: file,
      image,
      gold,
      labels,
      times: row.times,
      split: null,
    });
    const ownSplit = options.split.kind === "none" ? beside?.split : undefined;
    splitWords.push(splitColumn ? row.split : (ownSplit ?? ""));
  }

  if (!known && !given && !own?.classes && words.length === 0 && raw.length === 0)
    throw new FormatError(nothingFits(rows, problems));
  if (!known && !given && !own?.classes && words.length === 0)
    throw new FormatError(
      `There are no classes yet: choose a label column, sort the pictures into one folder per class, or list the classes.${alsoWrong(problems)}`,
    );
  const classes = known ?? given ?? settled(own?.classes ?? sortClasses(words), problems);
  const classIndex = new Map(classes.map((name, index) => [name, index]));
  const byNumber = classByNumber(classes);
  const classOf = words.map((word) => classIndex.get(word) ?? byNumber(word) ?? -1);
  const items = raw.filter((item, index) => {
    const unknown = [item.gold, ...item.labels].find((word) => word !== null && classOf[word] === -1);
    const word = splitWords[index];
    let reason: string | null = null;
    if (unknown !== undefined && unknown !== null)
      reason = `${quote(words[unknown] ?? "")} is not one of the classes.`;
    else if (word !== undefined && word !== "" && word !== "train" && word !== "test")
      reason = `The split ${quote(word)} is neither train nor test.`;
    if (reason !== null) problems.push({ row: item.row, file: item.name, reason });
    else if (word === "train" || word === "test") item.split = word;
    return reason === null;
  });
  const toClass = (word: number | null) => (word === null ? null : (classOf[word] ?? null));
  for (const item of items) {
    item.gold = toClass(item.gold);
    item.labels = item.labels.map(toClass);
  }
  assignSplits(items, options.split);

  if (!useFolders)
    addNote(
      notes,
      source.names.filter((name) => folderOf(name) !== ""),
      "its folder is not a class, so it has no gold label",
    );
  const unlisted = table || own ? source.names.filter((name) => !used.has(name)) : [];
  addNote(notes, unlisted, "not named in the label file, so not imported");
  addNote(notes, source.skipped, "a system file or a link, so passed over");
  const humans = table?.humans ?? [];
  const added =
    known !== null || given !== null || own?.classes || goldWords.size === 0
      ? []
      : humans.flatMap((column, index) => {
          const alone = [...(humanWords[index] ?? [])].filter((word) => !goldWords.has(word));
          return alone.length === 0
            ? []
            : [{ column, classes: sortClasses(alone.map((word) => words[word] ?? "")) }];
        });
  return { classes: [...classes], humans, items, problems, notes, added, rows };
}

/** What a column would add, as one sentence: people may be wrong, but rarely about which classes there are. */
export function addedSentence({ column, classes }: AddedClasses): string {
  const shown = classes.slice(0, 8).map((name) => name.slice(0, 60));
  const names = `${shown.join(", ")}${classes.length > shown.length ? ", …" : ""}`;
  return `${quote(column)} has ${numbered(classes.length, "class", "classes")} that the gold column lacks: ${names}.`;
}

const missing = "There is no such image.";
const namedBefore = "The image is named before, in row";

/** Rows about a picture that an earlier row is about: many of them make a table of single answers. */
export const repeatedRows = ({ problems }: Plan): number =>
  problems.filter(({ reason }) => reason.startsWith(namedBefore)).length;

/** Why an import would bring nothing. */
export function nothingFits(rows: number, [first]: readonly Problem[]): string {
  if (first === undefined) return "There is no row that says anything.";
  const none = rows === 1 ? "The only row cannot" : `None of the ${counted(rows)} rows can`;
  return `${none} be imported. The first reason${placeOf(first)}: ${first.reason}`;
}

const placeOf = ({ row, file }: Problem): string =>
  (row === null ? "" : `, in row ${row}`) + (file === "" ? "" : ` (${quote(file)})`);

/** Classes that were found; with fewer than two, rows that could not be read are the likely reason. */
function settled(names: readonly string[], problems: readonly Problem[]): string[] {
  try {
    return checkClasses(names);
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(error.message + alsoWrong(problems)) : error;
  }
}

/** What was wrong besides, as sentences behind another; "" where nothing was. */
function alsoWrong(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return "";
  return ` Besides, ${numbered(problems.length, "row")} could not be used; the first${placeOf(first)}: ${first.reason}`;
}

/** @param n items whose picture another item has too; at least two */
export const samePictures = (n: number): string =>
  `Note: ${counted(n)} items share a picture with another item.`;

function rowProblem(
  file: string,
  image: string | null,
  used: ReadonlyMap<string, number | null>,
): string | null {
  if (file === "") return "The row names no file.";
  if (file.length > 1024) return "The file name is over 1,024 characters.";
  if (image === null) return missing;
  const earlier = used.get(image);
  return earlier === undefined ? null : `${namedBefore} ${earlier ?? "?"}.`;
}

/** Is a remark that stops nothing, and no problem? */
export const isNote = (reason: string): boolean => reason.startsWith("Note: ");

/** One row for many files: their number matters, and one name to recognise them by. */
function addNote(notes: Problem[], files: readonly string[], what: string): void {
  const [first] = files;
  if (first === undefined) return;
  const more = files.length - 1;
  const others = more === 0 ? "" : ` (and ${counted(more)} more)`;
  notes.push({ row: null, file: first, reason: `Note: ${what}${others}.` });
}

/**
 * Without a label table folders name the classes (as in ImageNet), unless they plainly do not: all pictures
 * lie in the same folder, or no folder is called like one of the classes that are listed. Pictures in folders
 * of other names, such as batches, are then unlabelled.
 */
function foldersAreClasses(names: readonly string[], classes: readonly string[] | null): boolean {
  const folders = new Set(names.filter((name) => !isText(name)).map(folderOf));
  if (classes === null) return folders.size > 1;
  return classes.some((name) => folders.has(name));
}

/** What a dataset says of its pictures, for a table that says more; what it says wrongly is a problem all the same. */
async function byName(
  own: OwnLabels,
  problems: Problem[],
): Promise<Map<string, Pick<LabelRow, "gold" | "split">>> {
  const rows = new Map<string, Pick<LabelRow, "gold" | "split">>();
  for await (const { row, file, gold, split, problem } of own.rows())
    if (problem === undefined) rows.set(file, { gold, split });
    else problems.push({ row, file, reason: problem });
  return rows;
}

/**
 * The pictures that the rows of a table without names are about: all of them, or those of the train or the test
 * split, whichever there are as many of.
 */
async function imagesInOrder({ names, own }: ImageSource, rows: number): Promise<readonly string[]> {
  if (names.length === rows) return names;
  const parts = { train: [] as string[], test: [] as string[] };
  if (own)
    for await (const { file, split } of own.rows())
      if (split === "train" || split === "test") parts[split].push(file);
  const part = splits.map((split) => parts[split]).find(({ length }) => length === rows);
  if (part) return part;
  const of = splits.filter((split) => parts[split].length > 0);
  const counts = of.map((split) => `${counted(parts[split].length)} ${split}`).join(", ");
  throw new FormatError(
    `The label file names no pictures and has ${numbered(rows, "row")}, but there ${names.length === 1 ? "is" : "are"} ${numbered(names.length, "picture")}${counts && ` (${counts})`}.`,
  );
}

/** By its name no picture, so that its folder is no class. */
const isText = (file: string): boolean => /\.(txt|html?|csv|tsv|jsonl?|ndjson|md|xml|ya?ml|pdf)$/i.test(file);

const folderOf = (file: string): string => (file.split("/").at(-2) ?? "").trim().normalize("NFC");

/** A table that names every image once. @param labelled whether its folder is its gold label */
async function* imagesAsTable(names: readonly string[], labelled: boolean): AsyncGenerator<LabelRow> {
  const splitOf = foldersAreSplits(names);
  for (const file of names) {
    const gold = labelled && !isText(file) ? folderOf(file) : "";
    yield await Promise.resolve({ row: null, file, gold, humans: [], times: [], split: splitOf(file) });
  }
}

/** Where the uppermost folders are called train, test and the like, and nothing else lies beside them, they are the split. */
function foldersAreSplits(names: readonly string[]): (file: string) => Split | "" {
  const root = commonFolder(names);
  const top = (file: string) => file.slice(root.length).split("/", 1)[0] ?? "";
  const said = new Map([...new Set(names.map(top))].map((folder) => [folder, splitOfFolder(folder)]));
  if (said.size < 2 || [...said.values()].includes(null)) return () => "";
  return (file) => said.get(top(file)) ?? "";
}

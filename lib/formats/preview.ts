/** Works out what an import would bring, before anything is stored. */
import { addedClasses, guessColumns, type Looks, type Roles, rolesOf } from "#lib/formats/column-guess.ts";
import { type ColumnScan, scanColumns, type TableScan } from "#lib/formats/column-scan.ts";
import { cleanPath, imageFinder } from "#lib/formats/image-finder.ts";
import type { ImportPreview, PreviewColumn } from "#lib/formats/import-preview.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import type { SplitOption } from "#lib/formats/import-options.ts";
import { type LabelTable, openLabels } from "#lib/formats/label-table.ts";
import { openImages } from "#lib/formats/open-images.ts";
import {
  addedSentence,
  nothingFits,
  type Plan,
  planImport,
  repeatedRows,
  samePictures,
} from "#lib/formats/plan.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { splits } from "#lib/domain.ts";
import { counted, numbered } from "#lib/numbers.ts";

export type PreviewRequest = {
  images: string;
  labels: string | null;
  /** null: as they are guessed */
  roles: Roles | null;
  /** as typed; null: those that occur */
  classes: readonly string[] | null;
  /** class names of the project that is imported into; null: a new one */
  known: readonly string[] | null;
};

/** Most rows that a preview reads. */
const maxRows = 100_000;
/** More classes than this are confirmed first. */
const manyClasses = 200;
const shown = { classes: 24, problems: 20, examples: 3, samples: 6 };

/**
 * Read the files as an import would, up to maxRows, and store nothing.
 * @throws FormatError where a file itself cannot be read
 */
export async function previewImport(request: PreviewRequest): Promise<ImportPreview> {
  const source = await openImages(request.images);
  try {
    const scan = request.labels === null ? null : await scanColumns(request.labels);
    const find = imageFinder(source.names);
    const looks = scan ? guessColumns(scan, (file) => find(cleanPath(file)) !== null) : [];
    const roles = scan && (request.roles ?? rolesOf(scan, looks));
    return await previewOf(request, source, scan, looks, roles);
  } finally {
    await source.close();
  }
}

async function previewOf(
  request: PreviewRequest,
  source: ImageSource,
  scan: TableScan | null,
  looks: readonly Looks[],
  roles: Roles | null,
): Promise<ImportPreview> {
  const columns = scan
    ? scan.columns.map((column, index) => describe(column, looks[index] ?? "text", scan, roles))
    : [];
  const split: SplitOption = roles?.split ? { kind: "column", name: roles.split } : { kind: "none" };
  const plan = await planOrRefusal(request, source, roles, split);
  const common = { columns, roles, complete: scan?.complete ?? true };
  if (typeof plan === "string")
    return {
      ...common,
      rows: scan?.rows ?? source.names.length,
      matched: 0,
      classes: { count: 0, first: [] },
      ownSplit: null,
      labelled: { gold: 0, human: 0 },
      problems: { count: 0, first: [] },
      notes: [],
      samples: [],
      refusal: plan,
      doubts: [],
    };
  return {
    ...common,
    rows: plan.rows,
    matched: plan.items.length,
    classes: { count: plan.classes.length, first: plan.classes.slice(0, shown.classes) },
    ownSplit: split.kind === "none" ? splitOf(plan) : null,
    labelled: {
      gold: count(plan.items, ({ gold }) => gold !== null),
      human: count(plan.items, ({ labels }) => labels.some((label) => label !== null)),
    },
    problems: { count: plan.problems.length, first: plan.problems.slice(0, shown.problems) },
    notes: [...plan.notes, ...sameNote(source, plan)],
    samples: spread(plan.items, shown.samples).map(({ image, gold }) => ({
      image,
      gold: gold === null ? null : (plan.classes[gold] ?? null),
    })),
    refusal: plan.items.length === 0 ? nothingFits(plan.rows, plan.problems) : null,
    doubts: doubtsAbout(request, plan, columns),
  };
}

function splitOf({ items }: Plan): ImportPreview["ownSplit"] {
  const [train, test] = splits.map((each) => count(items, ({ split }) => split === each));
  return train || test ? { train: train ?? 0, test: test ?? 0 } : null;
}

/** Pictures that are probably the same, by checksum and size; the import itself compares their bytes. */
function sameNote(source: ImageSource, { items }: Plan): Plan["notes"] {
  const seen = new Map<string, number>();
  for (const { image } of items) {
    const its = source.mark?.(image);
    if (its !== undefined) seen.set(its, (seen.get(its) ?? 0) + 1);
  }
  let n = 0;
  for (const times of seen.values()) if (times > 1) n += times;
  return n === 0 ? [] : [{ row: null, file: "", reason: samePictures(n) }];
}

/** The plan of the import itself, or why there can be none. */
async function planOrRefusal(
  { labels, classes, known }: PreviewRequest,
  source: ImageSource,
  roles: Roles | null,
  split: SplitOption,
): Promise<Plan | string> {
  try {
    const table = labels === null || roles === null ? null : firstRows(await openLabels(labels, roles));
    return await planImport(source, table, { classes: classes && [...classes], split }, known);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

function firstRows(table: LabelTable): LabelTable {
  async function* rows() {
    let read = 0;
    for await (const row of table.rows) {
      if (read++ === maxRows) return;
      yield row;
    }
  }
  return { ...table, rows: rows() };
}

function describe(column: ColumnScan, looks: Looks, scan: TableScan, roles: Roles | null): PreviewColumn {
  const { name, filled, values, more } = column;
  const adds = roles?.humans.includes(name) ? addedBy(column, scan, roles) : [];
  return {
    name,
    looks,
    filled,
    distinct: values.size,
    more,
    examples: [...values.keys()].slice(0, shown.examples).map((text) => text.slice(0, 60)),
    adds:
      adds.length === 0
        ? null
        : { count: adds.length, first: adds.slice(0, 8).map((text) => text.slice(0, 60)) },
  };
}

function addedBy(column: ColumnScan, { columns }: TableScan, roles: Roles): string[] {
  const gold = columns.find(({ name }) => name === roles.gold) ?? null;
  return addedClasses(
    column,
    gold,
    columns.filter(({ name }) => roles.humans.includes(name)),
  );
}

/** Signs of a wrong choice that would be tedious to take back: classes, above all, are there to stay. */
function doubtsAbout(
  { classes, known }: PreviewRequest,
  plan: Plan,
  columns: readonly PreviewColumn[],
): string[] {
  const doubts: string[] = [];
  const n = plan.classes.length;
  if (classes === null && known === null) {
    if (n > manyClasses) doubts.push(`This would make a project with ${numbered(n, "class", "classes")}.`);
    doubts.push(...plan.added.map(addedSentence));
    for (const { name, adds, distinct } of columns)
      if (adds && (adds.count > distinct - adds.count || adds.count > 10))
        doubts.push(
          `${quote(name)} is probably not a label column: it alone would add ${counted(adds.count)} of the classes.`,
        );
  }
  const repeated = repeatedRows(plan);
  if (repeated > plan.rows / 3)
    doubts.push(
      `${counted(repeated)} rows are about a picture that an earlier row is about. If each row is one person’s answer, import the pictures with a list of classes first, and then this table on the project’s Data page.`,
    );
  if (plan.problems.length > plan.rows / 2)
    doubts.push(`${counted(plan.problems.length)} of ${counted(plan.rows)} rows cannot be imported.`);
  return doubts;
}

function count<T>(list: readonly T[], holds: (value: T) => boolean): number {
  let n = 0;
  for (const value of list) if (holds(value)) n++;
  return n;
}

/** Up to n entries, evenly spread over the list. */
const spread = <T>(list: readonly T[], n: number): T[] => {
  const step = Math.max(1, list.length / n);
  return list.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step)).slice(0, n);
};

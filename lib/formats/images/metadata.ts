import { unguarded } from "#lib/formats/csv-row.ts";
import { cleanPath } from "#lib/formats/image-finder.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { streamOf } from "#lib/formats/files/random-file.ts";
import type { LabelRow } from "#lib/formats/label-table.ts";
import type { ImageFormat } from "#lib/formats/images/format.ts";
import { splitOfName } from "#lib/formats/images/numbered.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { csvTable } from "#lib/formats/tables/csv.ts";
import { jsonlTable } from "#lib/formats/tables/jsonl.ts";
import { type Table, textOf } from "#lib/formats/tables/table.ts";

const tables = /(^|\/)metadata\.(jsonl|csv)$/;
/** Beside pictures that Tandem exported in folders. */
const ownTable = "labels.csv";
const ownColumns = ["path", "item", "team_label", "gold"];
const noFile = "The line names no picture under “file_name”.";
const labelNames = [/^gold$/i, /^labels?$/i, /^(class|category|target)$/i];

/**
 * Hugging Face's ImageFolder: pictures, and beside them metadata.jsonl or metadata.csv, whose file_name is the path of
 * a picture from there. A folder for each split may have its own. Pictures that Tandem exported in folders come with
 * such a table too.
 */
export const imageFolder: ImageFormat = {
  id: "image-folder",
  name: "Hugging Face (ImageFolder with metadata)",
  async open(files) {
    const found = files.names.filter((name) => tables.test(name));
    if (await isOwn(files)) found.push(ownTable);
    if (found.length === 0) return null;
    for (const name of found) columnsOf(name, await openMetadata(files, name));
    return {
      names: files.names.filter((name) => !found.includes(name)),
      own: { classes: null, rows: () => rowsOf(files, found) },
      problems: files.problems,
      skipped: files.skipped,
      ...(files.mark && { mark: (name: string) => files.mark?.(name) }),
      read: (name) => files.read(name),
      close: () => files.close(),
    };
  },
};

async function isOwn(files: FileSet): Promise<boolean> {
  if (!files.names.includes(ownTable)) return false;
  const [heading = ""] = (await files.head(ownTable)).toString("utf8").split(/\r?\n/, 1);
  return ownColumns.every((column) => heading.split(",").includes(column));
}

async function openMetadata(files: FileSet, name: string): Promise<Table> {
  const file = await files.open(name);
  if (name.endsWith(".jsonl")) return jsonlTable(name, () => streamOf(file));
  return csvTable(name, await file.read(0, Math.min(65_536, file.size)), () => streamOf(file));
}

/** Which columns name the picture and its class. @throws FormatError where none names the picture */
function columnsOf(name: string, { columns }: Table): { file: number; label: number; split: number } {
  const file = columns.indexOf(name === ownTable ? "path" : "file_name");
  if (file < 0)
    throw new FormatError(
      `${quote(name)} has no column “file_name”; it has ${columns.map((each) => quote(each)).join(", ")}.`,
    );
  const called = labelNames.map((pattern) => columns.findIndex((column) => pattern.test(column)));
  return {
    file,
    label: called.find((place) => place >= 0) ?? -1,
    split: columns.indexOf("split"),
  };
}

async function* rowsOf(files: FileSet, found: readonly string[]): AsyncGenerator<LabelRow> {
  for (const name of found) {
    const table = await openMetadata(files, name);
    const at = columnsOf(name, table);
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    for await (const { row, cells, problem } of table.rows) {
      const file = cleanPath(textOf(cells[at.file]));
      const broken = problem ?? (file === "" ? noFile : undefined);
      const said: LabelRow = {
        row,
        // each folder may have such a table: a line that cannot be used is one of this table
        file: broken === undefined ? folder + file : name,
        gold: name === ownTable ? unguarded(textOf(cells[at.label])) : textOf(cells[at.label]),
        humans: [],
        times: [],
        split: splitOfName(textOf(cells[at.split])) ?? splitOfName(folder.slice(0, -1)) ?? "",
      };
      if (broken !== undefined) said.problem = broken;
      yield said;
    }
  }
}

import { type CsvCell, csvRow } from "#lib/formats/csv-row.ts";
import type { DatasetSource, ExportedItem } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile } from "#lib/formats/exports/format.ts";
import { classFolders, pictureName } from "#lib/formats/exports/names.ts";
import { openShelf } from "#lib/formats/exports/shelf.ts";
import { inPieces, type ZipEntry, zipped } from "#lib/formats/exports/zip.ts";

/** Folder of items without a split, and of items of which the team says nothing: no class of any split. */
const noSplit = "unsplit";
const undecided = "undecided";
const table = "labels.csv";

const columns: readonly (readonly [string, (item: ExportedItem, path: string) => CsvCell])[] = [
  ["path", (_, path) => path],
  ["item", (i) => i.item],
  ["ordinal", (i) => i.ordinal],
  ["sha256", (i) => i.sha256],
  ["split", (i) => i.split],
  ["team_label", (i) => i.team.label],
  ["team_source", (i) => i.team.source],
  ["team_belief", (i) => i.team.belief],
  ["gold", (i) => i.gold],
];

/** Pictures in folders: split, then the class by the team's label; a table says which file was which. */
export const imageFolder: ExportFormat = {
  id: "imagefolder",
  name: "Image folders (zip)",
  about: "split/class/picture by the team’s label, for torchvision, timm, Keras and fastai.",
  extension: "zip",
  table: { kind: "csv", columns: columns.map(([name]) => name), inside: table },
  pictures: "*/*/*",
  *files(source) {
    yield onlyFile(source.facts, imageFolder, "application/zip", zipped(entries(source), source.facts.at));
  },
};

async function* entries({ facts, pages, picture }: DatasetSource): AsyncGenerator<ZipEntry, void, void> {
  const folders = classFolders(facts.project.classes);
  const folderOf = new Map(facts.project.classes.map((name, i) => [name, folders[i]]));
  const rows = openShelf();
  rows.put(csvRow(columns.map(([name]) => name)));
  for (const page of pages)
    for (const item of page) {
      const shown = await picture(item.sha256);
      const folder = item.team.label === null ? undefined : folderOf.get(item.team.label);
      const split = item.split ?? noSplit;
      const name = `${folder === undefined ? `${undecided}/${split}` : `${split}/${folder}`}/${pictureName(item, shown)}`;
      rows.put(csvRow(columns.map(([, cell]) => cell(item, name))));
      yield { name, input: shown.bytes };
    }
  yield { name: table, input: inPieces(rows.take()) };
}

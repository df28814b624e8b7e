import { openZip } from "#lib/formats/files/zip.ts";
import { streamOf } from "#lib/formats/files/random-file.ts";
import { firstInZip } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { arrayTables } from "#lib/formats/tables/arrays.ts";
import { cocoTable, cocoTables } from "#lib/formats/tables/coco.ts";
import { csvTable } from "#lib/formats/tables/csv.ts";
import { jsonTable, jsonTables } from "#lib/formats/tables/json.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";
import { trialsOf } from "#lib/formats/tables/trials.ts";

const isCsv = (name: string) => /\.(csv|tsv)$/i.test(name);

const isJson = (name: string) => /\.json$/i.test(name);
/** What a zip of a labelling tool may begin with: the pictures, or their folder. */
const isPicture = (name: string) => /(\.(jpe?g|png|webp)|\/)$/i.test(name);

/**
 * A zip with a CSV in it, as CIFAR-10H's raw trials come; of several the trials, as Tandem's own export has them. Or
 * one with the tasks of Label Studio or the annotations of COCO, beside pictures.
 */
export const zippedTables: TableFormat = {
  id: "zip",
  name: "Zipped CSV or JSON",
  extensions: [".zip"],
  begins: (head) => [isCsv, isJson, isPicture].some((is) => is(firstInZip(head) ?? "")),
  async open(path): Promise<Table> {
    if (await holdsArrays(path)) return arrayTables.open(path);
    const { close, ...table } = await opened(path);
    await close();
    async function* rows(): AsyncGenerator<TableRow> {
      const again = await opened(path);
      try {
        yield* again.rows;
      } finally {
        await again.close();
      }
    }
    return { ...table, rows: rows() };
  },
};

/** One table beside arrays names their items for people: Tandem's labels as .npz. */
async function holdsArrays(path: string): Promise<boolean> {
  const files = await openZip(path);
  const { names } = files;
  await files.close();
  return names.filter(isCsv).length === 1 && names.some((name) => name.endsWith(".npy"));
}

async function opened(path: string): Promise<Table & { close: () => Promise<void> }> {
  const files = await openZip(path);
  try {
    const name = tableIn(files.names);
    const file = await files.open(name);
    const head = await file.read(0, Math.min(65_536, file.size));
    const from = () => streamOf(file);
    const close = () => files.close();
    if (cocoTables.begins(head)) return { ...(await cocoTable(name, from)), close };
    if (jsonTables.begins(head)) return { ...(await jsonTable(name, from)), close };
    const table = await csvTable(name, head, from);
    return { ...(trialsOf(table) ?? table), close };
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** The table that is meant. @throws FormatError where it cannot be told */
function tableIn(names: readonly string[]): string {
  const csv = names.filter(isCsv);
  const tables = csv.length > 0 ? csv : names.filter(isJson);
  const [only, second] = tables;
  if (only === undefined)
    throw new FormatError("The zip holds no table; give it as the pictures, or give a table of its own.");
  const name = second === undefined ? only : tables.find((each) => /(^|\/)trials\.csv$/.test(each));
  if (name !== undefined) return name;
  throw new FormatError(
    `The zip holds ${tables.length} tables: ${tables
      .slice(0, 5)
      .map((each) => quote(each))
      .join(", ")}. Take out the one that is meant.`,
  );
}

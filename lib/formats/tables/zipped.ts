import { openZip } from "#lib/formats/files/zip.ts";
import { streamOf } from "#lib/formats/files/random-file.ts";
import { firstInZip } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { arrayTables } from "#lib/formats/tables/arrays.ts";
import { csvTable } from "#lib/formats/tables/csv.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";
import { trialsOf } from "#lib/formats/tables/trials.ts";

const isCsv = (name: string) => /\.(csv|tsv)$/i.test(name);

/** A zip with a CSV in it, as CIFAR-10H's raw trials come; of several the trials, as Tandem's own export has them. */
export const zippedTables: TableFormat = {
  id: "zip",
  name: "Zipped CSV",
  extensions: [".zip"],
  begins: (head) => isCsv(firstInZip(head) ?? ""),
  async open(path): Promise<Table> {
    if (await holdsArrays(path)) return arrayTables.open(path);
    const { columns, part, close } = await opened(path);
    await close();
    async function* rows(): AsyncGenerator<TableRow> {
      const again = await opened(path);
      try {
        yield* again.rows;
      } finally {
        await again.close();
      }
    }
    return { columns, part, rows: rows() };
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
    const tables = files.names.filter(isCsv);
    const name = tables.length === 1 ? tables[0] : tables.find((each) => /(^|\/)trials\.csv$/.test(each));
    if (name === undefined)
      throw new FormatError(
        `The zip holds ${tables.length} tables: ${tables
          .slice(0, 5)
          .map((each) => quote(each))
          .join(", ")}. Take out the one that is meant.`,
      );
    const file = await files.open(name);
    const table = await csvTable(name, await file.read(0, Math.min(65_536, file.size)), () => streamOf(file));
    return { ...(trialsOf(table) ?? table), close: () => files.close() };
  } catch (error) {
    await files.close();
    throw error;
  }
}

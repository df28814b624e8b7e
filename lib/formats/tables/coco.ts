import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { jsonElements } from "#lib/formats/json-elements.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

const id = z.union([z.int(), z.string()]);
/** Tandem's own export says what the item is called. */
const image = z.object({ id, file_name: z.string(), original_name: z.string().optional() });
const category = z.object({ id, name: z.string() });
const annotation = z.object({ image_id: id, category_id: id });

/** Most images whose names are held. */
const mostImages = 5_000_000;

/**
 * COCO's categories as labels: an image whose annotations are all of one category has that one. Boxes and outlines are
 * passed over. The file is read three times, so that only names and categories are held.
 */
export const cocoTables: TableFormat = {
  id: "coco",
  name: "COCO",
  extensions: [".json"],
  begins: (head) =>
    /^(\uFEFF)?\s*\{\s*"(info|licenses|images|annotations|categories|type)"\s*:\s*["[{]/.test(
      Buffer.from(head).toString("utf8"),
    ),
  async open(path): Promise<Table> {
    const name = basename(path);
    const under = (key: string) => entriesUnder(path, key);
    const categories = new Map<string, string>();
    for await (const { index, value } of under("categories")) {
      const { id: number, name: word } = valid(category, value, `Entry ${index} of “categories”`, name);
      categories.set(String(number), word);
    }
    if (categories.size === 0)
      throw new FormatError(`${quote(name)} has no “categories”, so it is none of COCO’s.`);
    return { columns: ["item", "label"], addresses: true, rows: rowsOf(name, under, categories) };
  },
};

type Under = (key: string) => AsyncGenerator<{ index: number; value: unknown }>;

async function* entriesUnder(path: string, key: string): AsyncGenerator<{ index: number; value: unknown }> {
  for await (const element of jsonElements(basename(path), () => createReadStream(path)))
    if (element.key === key) yield element;
}

async function* rowsOf(
  file: string,
  under: Under,
  categories: ReadonlyMap<string, string>,
): AsyncGenerator<TableRow> {
  /** of each image: its category, null for several */
  const said = new Map<string, string | null>();
  for await (const { index, value } of under("annotations")) {
    const { image_id, category_id } = valid(annotation, value, `Entry ${index} of “annotations”`, file);
    const word = categories.get(String(category_id));
    if (word === undefined)
      throw new FormatError(
        `Entry ${index} of “annotations” in ${quote(file)} is of category ${category_id}, which is not there.`,
      );
    const key = String(image_id);
    const before = said.get(key);
    said.set(key, before === undefined || before === word ? word : null);
    if (said.size > mostImages)
      throw new FormatError(`${quote(file)} has more than ${counted(mostImages)} images.`);
  }
  for await (const { index, value } of under("images")) {
    const { id: number, file_name, original_name } = valid(image, value, `Entry ${index} of “images”`, file);
    const word = said.get(String(number));
    const item = original_name ?? file_name;
    if (word === null)
      yield {
        row: index + 1,
        cells: [item, null],
        problem: "The image has annotations of several categories.",
      };
    else if (word !== undefined) yield { row: index + 1, cells: [item, word] };
  }
}

function valid<T>(schema: z.ZodType<T>, value: unknown, place: string, file: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FormatError(`${place} in ${quote(file)} lacks ${quote(String(issue?.path.at(-1) ?? ""))}.`);
}

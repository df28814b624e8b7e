import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";
import { jsonElements } from "#lib/formats/json-elements.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

const id = z.union([z.int(), z.string()]);
/** Tandem's own export says what the item is called, its gold label apart from the team's, and its split. */
const image = z.object({
  id,
  file_name: z.string(),
  original_name: z.string().optional(),
  gold: z.string().nullish().catch(undefined),
  split: z.string().nullish(),
});
const category = z.object({ id, name: z.string() });
/** Until version 0.2 gold stood here alone. */
const annotation = z.object({
  image_id: id,
  category_id: id,
  attributes: z.object({ gold: z.string().nullish() }).nullish().catch(null),
});

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
  open: (path) => cocoTable(basename(path), () => createReadStream(path)),
};

/** A table of a file of COCO from streams of it. @throws FormatError where it is none */
export async function cocoTable(name: string, from: () => Readable): Promise<Table> {
  const categories = await cocoCategories(name, from);
  if (categories.size === 0)
    throw new FormatError(`${quote(name)} has no “categories”, so it is not one of COCO’s.`);
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const { index, file, original, label } of cocoImages(name, from, categories)) {
      const cells = [original || file, label ?? null];
      if (label === null) yield { row: index + 1, cells, problem: severalCategories };
      else if (label !== undefined) yield { row: index + 1, cells };
    }
  }
  return { columns: ["item", "label"], addresses: true, rows: rows() };
}

export const severalCategories = "The image has annotations of several categories.";

/** What a file says of an image. */
export type CocoImage = {
  /** place among “images”, from 0 */
  index: number;
  /** where the picture lies */
  file: string;
  /** what Tandem's own export says the item is called; "" elsewhere */
  original: string;
  /** name of its category; null for several, undefined for none */
  label: string | null | undefined;
  /** only Tandem's own export says it apart from the label; null where it knows none */
  gold: string | null | undefined;
  split: string;
};

/** Names of the categories by their ids, in their order; none where the file is not about objects. */
export async function cocoCategories(name: string, from: () => Readable): Promise<Map<string, string>> {
  const categories = new Map<string, string>();
  for await (const { index, value } of entriesUnder(name, from, "categories")) {
    const { id: number, name: word } = valid(category, value, `Entry ${index} of “categories”`, name);
    categories.set(String(number), word);
  }
  return categories;
}

async function* entriesUnder(
  name: string,
  from: () => Readable,
  key: string,
): AsyncGenerator<{ index: number; value: unknown }> {
  for await (const element of jsonElements(name, from)) if (element.key === key) yield element;
}

/** The images of a file one after another. @throws FormatError with the place where it is damaged */
export async function* cocoImages(
  file: string,
  from: () => Readable,
  categories: ReadonlyMap<string, string>,
): AsyncGenerator<CocoImage> {
  const said = new Map<string, Pick<CocoImage, "label" | "gold">>();
  for await (const { index, value } of entriesUnder(file, from, "annotations")) {
    const place = `Entry ${index} of “annotations”`;
    const { image_id, category_id, attributes } = valid(annotation, value, place, file);
    const word = categories.get(String(category_id));
    if (word === undefined)
      throw new FormatError(`${place} in ${quote(file)} is of category ${category_id}, which is not there.`);
    const key = String(image_id);
    const before = said.get(key);
    const label = before === undefined || before.label === word ? word : null;
    said.set(key, { label, gold: attributes?.gold });
    if (said.size > mostImages)
      throw new FormatError(`${quote(file)} has more than ${counted(mostImages)} images.`);
  }
  for await (const { index, value } of entriesUnder(file, from, "images")) {
    const entry = valid(image, value, `Entry ${index} of “images”`, file);
    const { label, gold } = said.get(String(entry.id)) ?? {};
    const { file_name, original_name = "", gold: own = gold, split } = entry;
    yield {
      ...{ index, file: file_name, original: original_name },
      ...{ label, gold: own, split: split ?? "" },
    };
  }
}

function valid<T>(schema: z.ZodType<T>, value: unknown, place: string, file: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FormatError(`${place} in ${quote(file)} lacks ${quote(String(issue?.path.at(-1) ?? ""))}.`);
}

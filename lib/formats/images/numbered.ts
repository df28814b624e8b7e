import { at } from "#lib/array.ts";
import type { Split } from "#lib/domain.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { type ImageSource, maxFiles } from "#lib/formats/image-source.ts";
import type { LabelRow } from "#lib/formats/label-table.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

/** Some pictures of a dataset that keeps many in a file and calls none by a name. */
export type Part = {
  split: Split | null;
  count: number;
  /** what the dataset calls a picture, if it calls it anything */
  nameOf?(this: void, i: number): string;
  /** of a picture, where they differ within the part */
  splitOf?(this: void, i: number): Split | null;
  /** of names by number: ".png", or nothing where a picture may be of any kind */
  extension: ".png" | "";
  /** @param i from 0 @returns an image file */
  picture(this: void, i: number): Promise<Uint8Array>;
  /** class by name or number; "": nothing said */
  gold(this: void, i: number): string;
};

/**
 * Pictures by the names that the dataset gives them, or, where it gives one twice or none, by their numbers, as
 * train/00042.png; numbers go on from part to part of a split. Those of the test split come last.
 * @param files are closed with it
 * @throws FormatError when there are too many
 */
export function numberedPictures(
  files: FileSet,
  found: readonly Part[],
  classes: readonly string[] | null,
): ImageSource {
  const parts = [...found].sort((a, b) => Number(a.split === "test") - Number(b.split === "test"));
  const all = parts.flatMap((part) => Array.from({ length: part.count }, (_, i) => ({ part, i })));
  if (all.length > maxFiles)
    throw new FormatError(`The dataset holds more than ${counted(maxFiles)} pictures.`);
  const names = givenNames(all) ?? numbers(parts);
  const places = new Map(names.map((name, place) => [name, place]));
  async function* rows(): AsyncGenerator<LabelRow> {
    for (const [row, { part, i }] of all.entries()) {
      const split = part.splitOf ? part.splitOf(i) : part.split;
      const file = at(names, row);
      yield { row: null, file, gold: part.gold(i), humans: [], times: [], split: split ?? "" };
    }
    await Promise.resolve();
  }
  return {
    names,
    own: { classes, rows },
    problems: [],
    skipped: [],
    async read(name) {
      const place = places.get(name);
      if (place === undefined) throw new FormatError(`There is no picture ${quote(name)} in the dataset.`);
      const { part, i } = at(all, place);
      return part.picture(i);
    },
    close: () => files.close(),
  };
}

/** The names that a dataset gives its pictures; null where one is blank, too long or there twice. */
function givenNames(all: readonly { part: Part; i: number }[]): string[] | null {
  const names: string[] = [];
  for (const { part, i } of all) {
    const name = part.nameOf?.(i) ?? "";
    if (name === "" || name.length > 1024) return null;
    names.push(name);
  }
  return new Set(names).size === names.length ? names : null;
}

function numbers(parts: readonly Part[]): string[] {
  const next = new Map<Split | null, number>();
  return parts.flatMap(({ split, count, extension }) => {
    const first = next.get(split) ?? 0;
    next.set(split, first + count);
    return Array.from(
      { length: count },
      (_, i) => `${split ?? "picture"}/${String(first + i).padStart(5, "0")}${extension}`,
    );
  });
}

/** The split that the name of a file says, or that of its folder. */
export function splitOfName(name: string): Split | null {
  const [base = "", folder = ""] = name.split("/").reverse();
  return splitIn(base) ?? splitIn(folder);
}

function splitIn(text: string): Split | null {
  if (/(^|[^a-z])(test|t10k|valid|validation|val|dev)([^a-z]|$)/i.test(text)) return "test";
  return /(^|[^a-z])(train|training|data_batch)([^a-z]|$)/i.test(text) ? "train" : null;
}

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
  /** @param i from 0 @returns an image file */
  picture(i: number): Promise<Uint8Array>;
  /** class by name or number; "": nothing said */
  gold(i: number): string;
};

/**
 * Pictures by their numbers, as train/00042.png, those of the test split last; numbers go on from part to part of a split.
 * @param files are closed with it
 * @throws FormatError when there are too many
 */
export function numberedPictures(
  files: FileSet,
  found: readonly Part[],
  classes: readonly string[] | null,
): ImageSource {
  const parts = [...found].sort((a, b) => Number(a.split === "test") - Number(b.split === "test"));
  const names: string[] = [];
  const places = new Map<string, { part: Part; i: number }>();
  const next = new Map<Split | null, number>();
  for (const part of parts) {
    if (names.length + part.count > maxFiles)
      throw new FormatError(`The dataset holds more than ${counted(maxFiles)} pictures.`);
    const first = next.get(part.split) ?? 0;
    next.set(part.split, first + part.count);
    for (let i = 0; i < part.count; i++) {
      const name = `${part.split ?? "picture"}/${String(first + i).padStart(5, "0")}.png`;
      names.push(name);
      places.set(name, { part, i });
    }
  }
  async function* rows(): AsyncGenerator<LabelRow> {
    let row = 0;
    for (const part of parts)
      for (let i = 0; i < part.count; i++) {
        const file = at(names, row++);
        yield { row: null, file, gold: part.gold(i), humans: [], times: [], split: part.split ?? "" };
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
      if (!place) throw new FormatError(`There is no picture ${quote(name)} in the dataset.`);
      return place.part.picture(place.i);
    },
    close: () => files.close(),
  };
}

/** The split that the name of a file says. */
export function splitOfName(name: string): Split | null {
  const base = name.split("/").at(-1) ?? "";
  if (/test|t10k|valid|(^|[^a-z])val([^a-z]|$)/i.test(base)) return "test";
  return /train|data_batch/i.test(base) ? "train" : null;
}

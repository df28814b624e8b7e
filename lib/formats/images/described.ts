import type { FileSet } from "#lib/formats/files/file-set.ts";
import { cleanPath, imageFinder } from "#lib/formats/image-finder.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { splitOfName } from "#lib/formats/images/numbered.ts";
import type { LabelRow } from "#lib/formats/label-table.ts";

/** What a file of a labelling tool says of a picture that lies beside it. */
export type Described = {
  /** path of the picture, as the file says it */
  picture: string;
  /** what the item is called; "": as the path of the picture */
  item: string;
  /** "": nothing said */
  gold: string;
  split: string;
  problem?: string;
};

/** Files in which labelling tools describe pictures: a few, so the sidecars of a dataset are none. */
export function descriptions({ names }: FileSet): string[] {
  const found = names.filter((name) => /\.json$/i.test(name));
  return found.length > mostDescriptions ? [] : found;
}

const mostDescriptions = 100;

/**
 * Pictures with what files of a labelling tool say of them, by the names of their items.
 * @param files are closed with the source
 * @param found what was said, by the file that says it
 * @returns null when none of the pictures lies there
 */
export function describedPictures(
  files: FileSet,
  found: ReadonlyMap<string, readonly Described[]>,
  classes: readonly string[] | null,
): ImageSource | null {
  const others = new Set(files.names.filter((name) => !found.has(name)));
  const find = pathFinder([...others]);
  const paths = new Map<string, string>();
  const rows: LabelRow[] = [];
  for (const [file, entries] of found)
    for (const { picture, item, gold, split, problem } of entries) {
      const path = find(cleanPath(picture), file);
      const name = cleanPath(item || (path ?? picture));
      const said = splitOfName(split) ?? splitOfName(file) ?? "";
      const row: LabelRow = { row: null, file: name, gold, humans: [], times: [], split: said };
      const reason = problem ?? (path === null ? `There is no picture “${picture.slice(0, 200)}”.` : null);
      if (reason !== null) row.problem = reason;
      rows.push(row);
      if (path === null) continue;
      others.delete(path);
      if (!paths.has(name)) paths.set(name, path);
    }
  if (paths.size === 0) return null;
  for (const other of others) if (!paths.has(other)) paths.set(other, other);
  const pathOf = (name: string) => paths.get(name) ?? name;
  return {
    names: [...paths.keys()],
    own: { classes, rows: () => inOrder(rows) },
    problems: files.problems,
    skipped: files.skipped,
    ...(files.mark && { mark: (name: string) => files.mark?.(pathOf(name)) }),
    read: (name) => files.read(pathOf(name)),
    close: () => files.close(),
  };
}

async function* inOrder(rows: readonly LabelRow[]): AsyncGenerator<LabelRow> {
  yield* rows;
  await Promise.resolve();
}

/** A picture by its path from the file that names it, from above, or wherever else it lies alone under this path. */
function pathFinder(names: readonly string[]): (picture: string, from: string) => string | null {
  const exact = new Set(names);
  const find = imageFinder(names);
  const byBase = new Map<string, string[]>();
  for (const name of names) {
    const same = byBase.get(baseOf(name));
    if (same) same.push(name);
    else byBase.set(baseOf(name), [name]);
  }
  return (picture, from) => {
    const beside = from.slice(0, from.lastIndexOf("/") + 1) + picture;
    if (exact.has(beside)) return beside;
    const ends = (byBase.get(baseOf(picture)) ?? []).filter((name) => name.endsWith(`/${picture}`));
    return find(picture) ?? (ends.length === 1 ? (ends[0] ?? null) : null);
  };
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

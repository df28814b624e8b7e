import type { Place } from "#db/packs/local.ts";
import type { Image } from "#db/schema.ts";

/** Pictures that lie close to each other in a pack, to be read at once. */

/** A copy of a picture, and where it lies. */
export type Part = { row: Image; place: Place };
export type Run = { pack: string; offset: number; length: number; parts: Part[] };

/** Bytes between two pictures that cost less than another request. */
const mostBetween = 128 * 1024;
/** A run that is longer than this begins no later part, bytes. */
const mostAtOnce = 8 * 1024 ** 2;

/** The runs of some pictures: each part is in one of them, and lies wholly in it. */
export function runsOf(parts: readonly Part[]): Run[] {
  const sorted = [...parts].sort((a, b) =>
    a.row.pack === b.row.pack ? a.place.offset - b.place.offset : a.row.pack < b.row.pack ? -1 : 1,
  );
  const runs: Run[] = [];
  for (const part of sorted) {
    const { offset, length } = part.place;
    const run = runs.at(-1);
    const fits =
      run?.pack === part.row.pack &&
      offset - (run.offset + run.length) <= mostBetween &&
      offset + length - run.offset <= mostAtOnce;
    if (!fits) runs.push({ pack: part.row.pack, offset, length, parts: [part] });
    else {
      run.length = Math.max(run.length, offset + length - run.offset);
      run.parts.push(part);
    }
  }
  return runs;
}

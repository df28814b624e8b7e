import { listEncoders } from "#db/features/encoders.ts";
import { embeddedTo, readFeatures } from "#db/features/feature-files.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Item, Project } from "#db/schema.ts";
import type { Patience } from "#db/views/items/gallery.ts";

export type Neighbours = {
  /** whose features say what is alike */
  encoder: string;
  /** nearest first; cosine in [−1, 1] */
  items: { id: number; cosine: number }[];
  /** items that it was compared with, and all that have features */
  compared: number;
  of: number;
};

/** Numbers read from the file at a time: 4 MB. */
const chunkNumbers = 1_000_000;

/**
 * The items whose pictures are most like one's, by the cosine of their frozen features. All of them are compared for as
 * long as the patience lasts; it reads the whole file, so it is for a thread.
 * @param most how many are given
 * @returns null where no encoder has seen the item yet
 */
export function neighboursOf(
  db: RootDb,
  dir: DataDir,
  project: Project,
  item: Pick<Item, "ordinal">,
  most: number,
  patience: Patience,
): Neighbours | null {
  const seen = listEncoders(db)
    .map((encoder) => ({ encoder, to: embeddedTo(db, dir, project.id, encoder) }))
    .filter(({ to }) => to > item.ordinal)
    .sort((a, b) => b.to - a.to);
  const [best] = seen;
  if (!best) return null;
  const { encoder, to } = best;
  const { width } = encoder;
  const own = unit(readFeatures(dir, project.id, encoder, item.ordinal, item.ordinal + 1));
  const until = patience.now() + patience.ms;
  const rows = Math.max(1, Math.floor(chunkNumbers / width));
  let nearest: { ordinal: number; cosine: number }[] = [];
  let compared = 0;
  for (let from = 0; from < to && patience.now() < until; from += rows) {
    const end = Math.min(to, from + rows);
    const values = readFeatures(dir, project.id, encoder, from, end);
    const least = nearest.length < most ? -Infinity : (nearest.at(-1)?.cosine ?? -Infinity);
    for (let row = 0; row < end - from; row++) {
      const cosine = cosineOf(own, values, row * width);
      if (cosine > least && from + row !== item.ordinal) nearest.push({ ordinal: from + row, cosine });
    }
    nearest = nearest.sort((a, b) => b.cosine - a.cosine || a.ordinal - b.ordinal).slice(0, most);
    compared = end;
  }
  const idOf = db.$client
    .prepare<[number, number], number>("select id from items where projectId = ? and ordinal = ?")
    .pluck();
  return {
    encoder: encoder.name,
    items: nearest.flatMap(({ ordinal, cosine }) => {
      const id = idOf.get(project.id, ordinal);
      return id === undefined ? [] : [{ id, cosine }];
    }),
    compared,
    of: to,
  };
}

/** Of length 1, unless it is all zeros. */
function unit(values: Float32Array): Float64Array {
  const length = Math.sqrt(values.reduce((sum, each) => sum + each * each, 0));
  return Float64Array.from(values, (each) => (length === 0 ? 0 : each / length));
}

/** @param own of length 1 */
function cosineOf(own: Float64Array, values: Float32Array, from: number): number {
  let [dot, squares] = [0, 0];
  for (let k = 0; k < own.length; k++) {
    const each = values[from + k] ?? 0;
    dot += (own[k] ?? 0) * each;
    squares += each * each;
  }
  return squares === 0 ? 0 : dot / Math.sqrt(squares);
}

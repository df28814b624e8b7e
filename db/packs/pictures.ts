import { hash as digest } from "node:crypto";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type Bucket, ownBucket } from "#db/packs/bucket.ts";
import { BucketError, noBucket } from "#db/packs/bucket-error.ts";
import { bucketPack } from "#db/packs/bucket-packs.ts";
import type { PictureCache } from "#db/packs/cache.ts";
import { type Place, placeOf, readLocal, type Wanted } from "#db/packs/local.ts";
import { type Part, type Run, runsOf } from "#db/packs/runs.ts";
import type { Image } from "#db/schema.ts";

/** The one way to the bytes of pictures, wherever their packs are. */

export type StoredImage = { bytes: Buffer; mime: string; hash: string };

export type Pictures = {
  /**
   * A picture: at once where its bytes are on this disk, so that nobody waits for a promise then, and in time where
   * they have to be fetched. Who asks for one that is being fetched already waits for that.
   * @throws BucketError when it cannot be fetched, or is not what its hash says; Error when its pack is missing or cut off
   */
  read(row: Image, wanted: Wanted): StoredImage | Promise<StoredImage>;
  /** Many pictures, in their order, in few requests. @throws as read() */
  readEach(rows: Iterable<Image>, wanted: Wanted): AsyncGenerator<StoredImage, void, void>;
  /** Somebody will ask for this picture soon; where it cannot be had, they will be told then. */
  fetchAhead(row: Image, wanted: Wanted): void;
};

/** Pictures fetched ahead at a time, at most: who waits for one comes first. */
const mostAhead = 16;
/** readEach() holds so many bytes of pictures, and as many again that are on their way. */
const windowBytes = 8 * 1024 ** 2;
/** Requests of readEach() at a time. */
const requests = 4;

/**
 * @param bucket where packs are that are not in the data folder; by default the environment's
 * @param cache for those who look at pictures more than once
 */
export function openPictures(
  db: Db,
  dir: DataDir,
  { bucket = ownBucket(), cache = null }: { bucket?: Bucket | null; cache?: PictureCache | null } = {},
): Pictures {
  const fetching = new Map<string, Promise<Buffer>>();

  const here = (row: Image, place: Place): Buffer | null =>
    (cache !== null && place.hash !== null ? cache.get(place.hash) : null) ?? readLocal(dir, row, place);

  function fetchPicture(part: Part): Promise<Buffer> {
    const { row, place } = part;
    const name = `${row.pack} ${place.offset}`;
    const begun =
      fetching.get(name) ??
      fetchRun({ pack: row.pack, offset: place.offset, length: place.length, parts: [part] })
        .then(([bytes = Buffer.alloc(0)]) => bytes)
        .finally(() => fetching.delete(name));
    fetching.set(name, begun);
    return begun;
  }

  /** @returns the bytes of each part */
  async function fetchRun({ pack, offset, length, parts }: Run): Promise<Buffer[]> {
    const found = bucketPack(db, pack);
    if (!found) return parts.map((part) => fromDisk(part)); // it has come back meanwhile
    if (!bucket) throw noBucket();
    const all = await bucket.range(found.key, offset, length);
    return parts.map(({ row, place }) => {
      const from = place.offset - offset;
      const bytes = all.subarray(from, from + place.length);
      if (digest("sha256", bytes, "hex") !== place.hash) {
        bucket.noteDamage();
        throw new BucketError("damaged", `Picture ${row.hash} in ${found.key} is not what its hash says.`);
      }
      // A disk that is full, say: then it is fetched again.
      if (place.hash !== null) cache?.put(place.hash, bytes).catch(() => undefined);
      return bytes;
    });
  }

  function fromDisk({ row, place }: Part): Buffer {
    const bytes = readLocal(dir, row, place);
    if (bytes === null) throw new Error(`${row.pack} is missing`);
    return bytes;
  }

  /** Read some pictures, those that are not here in as few requests as can be. */
  async function readWindow(rows: readonly Image[], wanted: Wanted): Promise<StoredImage[]> {
    const found = new Map<Image, Buffer>();
    const missing: Part[] = [];
    for (const row of rows) {
      const place = placeOf(row, wanted);
      const bytes = here(row, place);
      if (bytes === null) missing.push({ row, place });
      else found.set(row, bytes);
    }
    const runs = runsOf(missing);
    const lane = async () => {
      try {
        for (let run = runs.shift(); run; run = runs.shift()) {
          const bytes = await fetchRun(run);
          run.parts.forEach(({ row }, i) => found.set(row, bytes[i] ?? Buffer.alloc(0)));
        }
      } finally {
        runs.length = 0; // one lane failed, or all is done: the others stop
      }
    };
    await Promise.all(Array.from({ length: requests }, lane));
    return rows.map((row) => ({
      bytes: found.get(row) ?? Buffer.alloc(0),
      mime: placeOf(row, wanted).mime,
      hash: row.hash,
    }));
  }

  return {
    read(row, wanted) {
      const place = placeOf(row, wanted);
      const { mime } = place;
      const bytes = here(row, place);
      if (bytes !== null) return { bytes, mime, hash: row.hash };
      return fetchPicture({ row, place }).then((fetched) => ({ bytes: fetched, mime, hash: row.hash }));
    },
    async *readEach(rows, wanted) {
      let next: Promise<StoredImage[]> | null = null;
      for (const window of windows(rows, wanted)) {
        const read = readWindow(window, wanted);
        read.catch(() => undefined); // told when its turn comes
        if (next) yield* await next;
        next = read;
      }
      if (next) yield* await next;
    },
    fetchAhead(row, wanted) {
      const place = placeOf(row, wanted);
      if (fetching.size >= mostAhead || (place.hash !== null && cache?.has(place.hash))) return;
      if (bucketPack(db, row.pack)) fetchPicture({ row, place }).catch(() => undefined);
    },
  };
}

function* windows(rows: Iterable<Image>, wanted: Wanted): Generator<Image[], void, void> {
  let window: Image[] = [];
  let bytes = 0;
  for (const row of rows) {
    window.push(row);
    bytes += placeOf(row, wanted).length;
    if (bytes < windowBytes) continue;
    yield window;
    [window, bytes] = [[], 0];
  }
  if (window.length > 0) yield window;
}

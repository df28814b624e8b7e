import { createHash } from "node:crypto";
import sharp from "sharp";
import { type OpenDatabase, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { insertImages, openPackWriter } from "#db/packs/writer.ts";
import type { Image } from "#db/schema.ts";

/** The n-th number of a stream, in [0, 1): the same for the same seed, whatever was asked before. */
export function uniform(seed: number): (stream: number, i: number) => number {
  return (stream, i) => {
    let z =
      (Math.imul(i + 1, 0x9e3779b9) ^ Math.imul(stream + 1, 0x85ebca6b) ^ Math.imul(seed, 0xc2b2ae35)) | 0;
    for (let round = 0; round < 2; round++) {
      z = Math.imul(z ^ (z >>> 16), 0x7feb352d);
      z = Math.imul(z ^ (z >>> 15), 0x846ca68b);
      z ^= z >>> 16;
    }
    return (z >>> 0) / 2 ** 32;
  };
}

/** Small pictures in a pack, and their hashes in the temporary table bench_pictures (i, hash). */
export async function makePictures(
  { db, sqlite }: OpenDatabase,
  dir: DataDir,
  { pictures, seed }: { pictures: number; seed: number },
): Promise<void> {
  const unit = uniform(seed);
  const packs = openPackWriter(db, dir);
  sqlite.exec("create temp table bench_pictures (i integer primary key, hash text not null)");
  const remember = sqlite.prepare<[number, string]>("insert into bench_pictures (i, hash) values (?, ?)");
  const side = 32;
  const rows: Image[] = [];
  for (let picture = 0; picture < pictures; picture++) {
    // two colours and their mixture: small, and every picture another
    const [a, b] = [0, 1].map((end) => [0, 1, 2].map((c) => 255 * unit(end * 3 + c, picture)));
    const raw = Buffer.alloc(side * side * 3);
    for (let at = 0; at < raw.length; at++) {
      const share = (Math.floor(at / 3) % side) / (side - 1);
      raw[at] = share * (a?.[at % 3] ?? 0) + (1 - share) * (b?.[at % 3] ?? 0);
    }
    const bytes = await sharp(raw, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer();
    const hash = createHash("sha256").update(bytes).digest("hex");
    rows.push(packs.add({ hash, mime: "image/png", width: side, height: side, bytes, shown: null }));
    remember.run(picture, hash);
  }
  packs.close();
  write(db, (tx) => insertImages(tx, rows));
}

import { createHash } from "node:crypto";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import type { Bucket } from "#db/packs/bucket.ts";
import { openPictures, type Pictures } from "#db/packs/pictures.ts";
import { type Image, images } from "#db/schema.ts";
import { newDataset, newStore, runImport, type Store } from "../db/datasets.ts";
import { picture, png } from "../lib/formats/files.ts";

/** A picture with something in it that people are not shown. */
export const withMetadata = (seed: number): Promise<Buffer> =>
  picture(seed, 48)
    .withExif({ IFD0: { ImageDescription: "a cat" } })
    .jpeg()
    .toBuffer();

/** As many bytes, none of which is where another of its kind is. */
export const large = (bytes: number): Buffer =>
  Buffer.from(Uint32Array.from({ length: bytes / 4 }, (_, i) => i).buffer);

/** A store with some pictures, every third with a copy to be shown, that nobody has added to for an hour. */
export async function newFilledStore(pictures = 12): Promise<Store> {
  const store = newStore();
  await addPictures(store, 0, pictures);
  return store;
}

/** Pictures number `from` to before `to`, in a pack of their own. */
export async function addPictures(store: Store, from: number, to: number): Promise<void> {
  const files: Record<string, Buffer> = {};
  for (let i = from; i < to; i++) files[`${i}.png`] = i % 3 === 0 ? await withMetadata(i) : await png(i, 40);
  const csv = `file,clean\n${Object.keys(files)
    .map((name, i) => `${name},${"ab"[i % 2]}`)
    .join("\n")}\n`;
  const request = await newDataset(files, csv);
  await runImport(store, { ...request, columns: { gold: "clean", humans: [] } });
  rested(store);
}

/** Nobody has added to the packs for an hour. */
export function rested({ dir }: Store): void {
  const then = Date.now() / 1000 - 3600;
  for (const name of readdirSync(dir.packs)) utimesSync(join(dir.packs, name), then, then);
}

export const allImages = ({ db }: Pick<Store, "db">): Image[] =>
  db.select().from(images).orderBy(asc(images.hash)).all();

/** SHA-256 of everything that can be read of a store's pictures, by hash: original and shown copy. */
export async function contentOf(store: Store, pictures: Pictures): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const row of allImages(store))
    found[row.hash] = await Promise.all(
      [false, true].map(async (shown) => {
        const { bytes, mime } = await pictures.read(row, { shown });
        return `${mime} ${createHash("sha256").update(bytes).digest("hex")}`;
      }),
    );
  return found;
}

export const picturesOf = ({ db, dir }: Store, bucket: Bucket | null = null): Pictures =>
  openPictures(db, dir, { bucket });

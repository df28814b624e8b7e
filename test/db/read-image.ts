import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { placeOf, readLocal, type Wanted } from "#db/packs/local.ts";
import type { StoredImage } from "#db/packs/pictures.ts";
import { type Image, images } from "#db/schema.ts";

/** A picture of a pack in the data folder, by its hash; null for an unknown one. */
export function readImage(db: Db, dir: DataDir, hash: string, wanted: Wanted): StoredImage | null {
  const row = db.select().from(images).where(eq(images.hash, hash)).get();
  return row ? readPacked(dir, row, wanted) : null;
}

/** readImage when the row is at hand. */
export function readPacked(dir: DataDir, row: Image, wanted: Wanted): StoredImage {
  const place = placeOf(row, wanted);
  const bytes = readLocal(dir, row, place);
  if (!bytes) throw new Error(`${row.pack} is missing`);
  return { bytes, mime: place.mime, hash: row.hash };
}

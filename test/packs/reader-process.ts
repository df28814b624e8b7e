/** Reads every picture of a data folder (its argument) through a cache in it, and prints what it found. */
import { createHash } from "node:crypto";
import { asc } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { openPictureCache } from "#db/packs/cache.ts";
import { openPictures } from "#db/packs/pictures.ts";
import { images } from "#db/schema.ts";

const dir = dataDir(process.argv[2]);
const { db } = openDatabase(dir.database);
const cache = openPictureCache(dir.cache, 1e8);
await cache.ready;
const pictures = openPictures(db, dir, { cache });
process.stdout.write("reading\n");
const found: Record<string, string[]> = {};
for (const row of db.select().from(images).orderBy(asc(images.hash)).all())
  found[row.hash] = await Promise.all(
    [false, true].map(async (shown) => {
      const { bytes, mime } = await pictures.read(row, { shown });
      return `${mime} ${createHash("sha256").update(bytes).digest("hex")}`;
    }),
  );
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));

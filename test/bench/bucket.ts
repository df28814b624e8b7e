/**
 * `npm run bench:bucket`: pictures from the disk, the cache and a bucket of a local S3 server, and an import whose
 * packs go there.
 *   npm run bench:bucket -- --pictures 5000 --side 256
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asc } from "drizzle-orm";
import sharp from "sharp";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { openPictureCache } from "#db/packs/cache.ts";
import { openPictures, type Pictures } from "#db/packs/pictures.ts";
import { type Image, images } from "#db/schema.ts";
import { moveNow } from "../packs/move-now.ts";
import { bucketOf, newS3Server } from "../packs/s3-server.ts";

const { values } = parseArgs({
  options: { pictures: { type: "string", default: "5000" }, side: { type: "string", default: "256" } },
});
const [pictures, side] = [Number(values.pictures), Number(values.side)];
const looked = Math.min(1000, pictures);

const ends: (() => void | Promise<void>)[] = [];
const folder = mkdtempSync(join(tmpdir(), "tandem-bench-bucket-"));
ends.push(() => rmSync(folder, { recursive: true, force: true }));
const server = await newS3Server((end) => ends.push(end));
const bucket = bucketOf(server);
const dir = dataDir(join(folder, "data"));
const database = openDatabase(dir.database);
migrateDatabase(database);
const { db } = database;

const source = join(folder, "pictures");
for (const label of ["a", "b"]) mkdirSync(join(source, label), { recursive: true });
for (let i = 0; i < pictures; i++) {
  const noise = { type: "gaussian" as const, mean: i % 256, sigma: 30 };
  const drawn = sharp({ create: { width: side, height: side, channels: 3, background: "black", noise } });
  writeFileSync(join(source, "ab"[i % 2] ?? "a", `${i}.jpg`), await drawn.jpeg().toBuffer());
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
const imported = await seconds(() =>
  importDataset(db, dir, { project: { slug: "bench" }, images: source }, { now: Date.now }),
);
const rows = db.select().from(images).orderBy(asc(images.pack), asc(images.offset)).all();
if (rows.length !== pictures) throw new Error(`${rows.length} of ${pictures} pictures came in`);
const bytes = rows.reduce((sum, { length }) => sum + length, 0);
console.log(
  `${rows.length} pictures of ${Math.round(bytes / rows.length / 100) / 10} kB; load ${loadavg()[0]?.toFixed(1)}`,
);
console.log(`import: ${imported.toFixed(1)} s`);

const ms = (sorted: readonly number[], share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(3);
async function latency(name: string, from: Pictures, of: readonly Image[], atOnce: number): Promise<void> {
  const times: number[] = [];
  const waiting = [...of];
  const lane = async () => {
    for (let row = waiting.pop(); row; row = waiting.pop()) {
      const began = performance.now();
      const found = from.read(row, { shown: true });
      if (found instanceof Promise) await found;
      times.push(performance.now() - began);
    }
  };
  const whole = await seconds(() => Promise.all(Array.from({ length: atOnce }, lane)));
  times.sort((a, b) => a - b);
  console.log(
    `${name}: median ${ms(times, 0.5)} ms, p99 ${ms(times, 0.99)} ms, ${Math.round(times.length / whole)} pictures/s`,
  );
}
/** In no order, as annotators are handed them. */
const some = rows.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, looked);
await latency("disk", openPictures(db, dir, { bucket: null }), some, 1);

for (const name of readdirSync(dir.packs)) utimesSync(join(dir.packs, name), 1, 1);
const there = await seconds(() => moveNow({ ...database, dir }, bucket, "s3"));
console.log(`to the bucket, read back: ${there.toFixed(1)} s, ${(bytes / 1e6 / there).toFixed(0)} MB/s`);

const cache = openPictureCache(dir.cache, 1e9);
await cache.ready;
const cached = openPictures(db, dir, { bucket, cache });
await latency("bucket, one at a time", openPictures(db, dir, { bucket }), some, 1);
await latency("bucket, 16 at a time", cached, some, 16);
await new Promise((resolve) => setTimeout(resolve, 1000));
await latency("cache", cached, some, 1);
let many = 0;
const all = await seconds(async () => {
  for await (const { hash } of openPictures(db, dir, { bucket }).readEach(rows, { shown: false }))
    many += hash.length / 64;
});
console.log(`all in order, as an export reads them: ${Math.round(many / all)} pictures/s`);
const back = await seconds(() => moveNow({ ...database, dir }, bucket, "disk"));
console.log(`to the disk: ${back.toFixed(1)} s, ${(bytes / 1e6 / back).toFixed(0)} MB/s`);
database.close();
for (const end of ends.toReversed()) await end();

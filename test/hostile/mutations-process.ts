/**
 * Imports mutated files of one format in a process of its own, whose memory can be told.
 * Arguments: format, how many, a folder for its data. Prints one line of JSON: a Tally.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, crc32 } from "node:zlib";
import sharp from "sharp";
import { importDataset } from "#db/dataset/imports.ts";
import { randomSource } from "#lib/random.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { mutate, withSums } from "./mutate.ts";
import { newMutationStore, type Tally } from "./mutation-store.ts";

const seed = 20261126;
const { format, n, root, dir, database, db } = newMutationStore();
const now = () => 1;
const classes = ["cat", "dog"];

/** A small picture whose bytes depend on `index`. */
function drawn(index: number) {
  const side = 24 + (index % 3) * 8;
  const rgb = Buffer.from(
    Array.from({ length: side * side * 3 }, (_, i) => (i * (index + 3) + (i >> 4) * 5) % 256),
  );
  return sharp(rgb, { raw: { width: side, height: side, channels: 3 } });
}

const png = (index: number) =>
  drawn(index)
    .png({ palette: index % 4 === 0 })
    .toBuffer();

/** Good pictures of every kind that encoders write of a format, to begin with. */
const pictures: Record<string, (index: number) => Promise<Buffer>> = {
  png,
  jpeg: (index) =>
    drawn(index)
      .withMetadata({ orientation: 1 + (index % 8) })
      .jpeg({ progressive: index % 2 === 0 })
      .toBuffer(),
  webp: (index) =>
    drawn(index)
      .withIccProfile("p3")
      .webp({ lossless: index % 2 === 0 })
      .toBuffer(),
};

/** All mutated pictures in one folder: each is an item, or a problem with a sentence. */
async function importPictures(make: (index: number) => Promise<Buffer>): Promise<Omit<Tally, "memory">> {
  const images = join(root, "images");
  mkdirSync(images);
  for (let index = 0; index < n; index++) {
    const bytes = mutate(await make(index % 12), randomSource(seed, index));
    writeFileSync(join(images, `${index}`), format === "png" && index % 2 === 0 ? withSums(bytes) : bytes);
  }
  const row = await importDataset(
    db,
    dir,
    { project: { slug: "mutated" }, images, classes, imageSize: 16 },
    { now },
  );
  return { imported: row.itemsAdded, refused: row.problems };
}

/** Each mutated file is an import of its own. */
async function importEach(write: (index: number) => Promise<{ images: string; labels: string | null }>) {
  const tally = { imported: 0, refused: 0 };
  for (let index = 0; index < n; index++) {
    const files = await write(index);
    const columns = files.labels === null ? {} : { columns: { gold: "label", humans: ["anna"] } };
    const request = { project: { slug: `mutated-${index}` }, ...files, ...columns, imageSize: 16 };
    const row = await importDataset(
      db,
      dir,
      { ...request, classes: files.labels === null ? classes : null },
      { now },
    );
    if (row.state === "finished") tally.imported++;
    else if (row.state === "failed" && row.error) tally.refused++;
  }
  return tally;
}

async function zips() {
  const bytes = await Promise.all([0, 1, 2].map(png));
  const good = rawZip(
    bytes.map((data, index) =>
      index === 0
        ? { name: "cat/0.png", data }
        : {
            name: `dog/${index}.png`,
            data: deflateRawSync(data),
            method: 8,
            claimedSize: data.length,
            crc: crc32(data),
          },
    ),
  );
  const images = join(root, "pictures.zip");
  return importEach((index) => {
    writeFileSync(images, mutate(good, randomSource(seed, index)));
    return Promise.resolve({ images, labels: null });
  });
}

async function tables() {
  const images = join(root, "images");
  mkdirSync(images);
  for (const index of [0, 1, 2, 3]) writeFileSync(join(images, `${index}.png`), await png(index));
  const good = Buffer.from(
    'file,label,anna,anna_ms\r\n0.png,cat,dog,812\r\n1.png,dog,dog,\r\n2.png,"cat",cat,1034.5\r\n3.png,dog,"",77\r\n',
  );
  const labels = join(root, "labels.csv");
  return importEach((index) => {
    writeFileSync(labels, mutate(good, randomSource(seed, index)));
    return Promise.resolve({ images, labels });
  });
}

const make = pictures[format];
const counts = make ? await importPictures(make) : await (format === "zip" ? zips() : tables());
database.close();
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ ...counts, memory } satisfies Tally)}\n`);

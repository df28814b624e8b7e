/**
 * A process that imports and is killed in the middle, by itself, so that the place is certain.
 * Arguments: data folder, image folder, label file, number of pictures read before it dies.
 */
import { openLabels } from "#lib/formats/label-table.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importFrom } from "#db/dataset/imports.ts";

const [root = "", images = "", labels = "", last = ""] = process.argv.slice(2);
const dir = dataDir(root);
const columns = { file: null, gold: "clean", humans: ["human1"] };
const source = await openImages(images);
let read = 0;
await importFrom(
  openDatabase(dir.database).db,
  dir,
  {
    ...source,
    read(name) {
      if (++read > Number(last)) process.kill(process.pid, "SIGKILL");
      return source.read(name);
    },
  },
  await openLabels(labels, { ...columns, split: null }),
  { project: { slug: "pets" }, images, labels, columns, imageSize: 256 },
  { now: () => 1 },
);

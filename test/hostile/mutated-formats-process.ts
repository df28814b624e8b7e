/**
 * Imports mutated files of the formats that other tools write, in a process of its own.
 * Arguments: format, how many, a folder for its data. Prints one line of JSON: a Tally.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import sharp from "sharp";
import { importDataset } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { items, judgments, labelCounts, predictions, raters, runs } from "#db/schema.ts";
import { lookAt } from "#db/tables/guess.ts";
import { importTable } from "#db/tables/table-imports.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { randomSource } from "#lib/random.ts";
import { fixture } from "../lib/formats/fixtures.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { npy } from "../lib/formats/tables/npy.ts";
import { mutate } from "./mutate.ts";
import { newMutationStore, type Tally } from "./mutation-store.ts";

const seed = 20261203;
const { format, n, root, dir, database, db } = newMutationStore();
const now = () => 1;

/** A dataset of pictures in which `file` is damaged; alone where it is the whole. */
type Dataset = { folder: string | null; file: string };
const ofFixture = (name: string, file: string): Dataset => ({ folder: fixture(name), file });
const alone = (name: string): Dataset => ({ folder: null, file: name });

const datasets: Record<string, Dataset> = {
  "cifar-python.tar.gz": alone("cifar-10-python.tar.gz"),
  "cifar-python": ofFixture("cifar-100-python", "train"),
  idx: ofFixture("mnist", "train-images-idx3-ubyte.gz"),
  "idx labels": ofFixture("mnist", "train-labels-idx1-ubyte"),
  parquet: alone("hugging-face-bare.parquet"),
  "parquet of datasets": ofFixture("hugging-face", "train-00000-of-00001.parquet"),
  "metadata.jsonl": ofFixture("image-folder", "train/metadata.jsonl"),
  webdataset: ofFixture("webdataset", "pets-000000.tar"),
  tar: alone("long-names-pax.tar"),
};

/** Labels of twelve pictures of three classes, in their order. */
const labels: Record<string, string> = {
  torch: "labels/tensors.pt",
  "torch before 1.6": "labels/tensors-old.pt",
  npz: "labels/packed.npz",
  npy: "labels/dictionary.npy",
  pickle: "labels/protocol2.pkl",
};

const names = [0, 1, 2, 3, 4, 5].map((i) => `${i}.png`);
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const lines = (line: (name: string, i: number) => object) =>
  Buffer.from(names.map((name, i) => `${JSON.stringify(line(name, i))}\n`).join(""));
const word = (i: number) => (i % 2 === 0 ? "cat" : "dog");

/** Tables about six pictures that are there. */
const tables: Record<string, { file: string; bytes: Buffer }> = {
  "label-studio": {
    file: "studio.json",
    bytes: json(
      names.map((name, id) => ({
        ...{ id, data: { image: `/data/upload/1/1a2b3c4d-${name}` } },
        annotations: [
          { completed_by: 1, lead_time: 1.5, result: [{ type: "choices", value: { choices: [word(id)] } }] },
        ],
      })),
    ),
  },
  argilla: {
    file: "records.json",
    bytes: json(
      names.map((name, i) => ({
        ...{ id: `r${i}`, fields: { text: "x" }, metadata: { file_name: name } },
        responses: {
          comment: [{ value: "blurred", user_id: "anna" }],
          animal: [{ value: word(i), user_id: "anna" }],
        },
      })),
    ),
  },
  coco: {
    file: "instances.json",
    bytes: json({
      images: names.map((file_name, id) => ({ id, file_name })),
      annotations: names.map((_, id) => ({ id, image_id: id, category_id: id % 2 })),
      categories: ["cat", "dog"].map((name, id) => ({ id, name })),
    }),
  },
  "answers.jsonl": {
    file: "answers.jsonl",
    bytes: lines((item, i) => ({ item, worker: `w${i % 3}`, label: word(i), ms: 812 })),
  },
  "predictions.jsonl": {
    file: "predictions.jsonl",
    bytes: lines((item, i) => ({ item, probabilities: { cat: i / 8, dog: 1 - i / 8 } })),
  },
  "crowd.csv": {
    file: "crowd.csv",
    bytes: Buffer.from(
      `task,worker,label\n${names.map((name, i) => `${name},w${i % 3},${word(i)}\n`).join("")}`,
    ),
  },
  "crowd.zip": {
    file: "crowd.zip",
    bytes: rawZip([
      {
        name: "crowd.csv",
        data: Buffer.from(`task,worker,label\n${names.map((name, i) => `${name},w,${word(i)}\n`).join("")}`),
      },
    ]),
  },
  "counts.npy": { file: "counts.npy", bytes: npy(names.map((_, i) => [i, 6 - i])) },
};

const stored = () =>
  [items, judgments, labelCounts, predictions, raters, runs].map(
    (table) => db.select().from(table).all().length,
  );

/** Sentences about the whole of what came, not about a place in a file. */
const aboutAll =
  /classes|no column for the class|There are no images|rows can be imported|only row cannot|no rows?/;

/** A refused import stores nothing, and says why in one sentence that names the file. */
function checkRefusal(error: string | null, file: string, before: readonly number[]): void {
  const [stem = ""] = basename(file).split("."); // what is in a zip is called alike
  if (error === null || !/^[^\n]{10,600}[.?]$/.test(error) || error.includes(root))
    throw new Error(`no sentence: ${error}`);
  if (!error.includes(stem) && !aboutAll.test(error) && format !== "crowd.zip")
    throw new Error(`without the file: ${error}`);
  if (stored().join() !== before.join()) throw new Error(`something was stored: ${error}`);
}

/** The same files again and again, one of them damaged in another way each time. */
async function importEach({ folder, file }: Dataset, beside: string | null) {
  const tally = { imported: 0, refused: 0 };
  const good = readFileSync(folder === null ? fixture(file) : join(folder, file));
  const place = join(root, "files");
  mkdirSync(place);
  if (folder !== null) cpSync(folder, place, { recursive: true });
  const target = join(place, folder === null ? basename(file) : file);
  for (let index = 0; index < n; index++) {
    writeFileSync(target, mutate(good, randomSource(seed, index)));
    const before = stored();
    const request = {
      project: { slug: `mutated-${index}` },
      images: beside ?? (folder === null ? target : place),
      ...(format === "tar" && { classes: ["cat", "dog"] }),
      ...(beside !== null && {
        ...{ labels: target, columns: { humans: ["random_label1"] }, classes: ["cat", "dog", "owl"] },
      }),
    };
    const row = await importDataset(db, dir, { ...request, imageSize: 16 }, { now });
    if (row.state === "finished") tally.imported++;
    else if (row.state === "failed") {
      checkRefusal(row.error, file, before);
      tally.refused++;
    }
  }
  return tally;
}

/** A folder of so many pictures. */
async function pictures(many: number): Promise<string> {
  const folder = join(root, "pictures");
  mkdirSync(folder);
  for (let i = 0; i < many; i++) {
    const background = { r: 20 * i, g: 9, b: 9 };
    await sharp({ create: { width: 16, height: 16, channels: 3, background } }).toFile(
      join(folder, `${i}.png`),
    );
  }
  return folder;
}

async function importTables({ file, bytes }: { file: string; bytes: Buffer }) {
  const tally = { imported: 0, refused: 0 };
  const request = {
    project: { slug: "pets" },
    images: await pictures(names.length),
    classes: ["cat", "dog"],
  };
  await importDataset(db, dir, request, { now });
  const project = findProject(db, "pets");
  if (!project) throw new Error("there are no pets");
  const table = join(root, file);
  for (let index = 0; index < n; index++) {
    rmSync(table, { force: true });
    writeFileSync(table, mutate(bytes, randomSource(seed, index)));
    const before = stored();
    try {
      const { kind, columns } = await lookAt(db, project, table);
      const request = { kind, columns, project: "pets", table, name: `m${index}` };
      const row = await importTable(db, request, { now });
      if (row.state === "finished") tally.imported++;
      else if (row.state === "failed") {
        if (row.problems === 0) checkRefusal(row.error, file, before);
        if (stored().join() !== before.join()) throw new Error(`something was stored: ${row.error}`);
        tally.refused++;
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      checkRefusal(error.message, file, before);
      tally.refused++;
    }
  }
  return tally;
}

/** Pictures in one folder with what a labelling tool says of them. */
async function withPictures({ file, bytes }: { file: string; bytes: Buffer }): Promise<Dataset> {
  const folder = await pictures(names.length);
  writeFileSync(join(folder, file), bytes);
  return { folder, file };
}

const described = tables[/^(.+) with pictures$/.exec(format)?.[1] ?? ""];
const dataset = described ? await withPictures(described) : datasets[format];
const [beside, table] = [labels[format], tables[format]];
const counts = dataset
  ? await importEach(dataset, null)
  : beside !== undefined
    ? await importEach(alone(beside), await pictures(12))
    : table
      ? await importTables(table)
      : null;
if (!counts) throw new Error(`there is no format ${format} in ${dirname(import.meta.filename)}`);
database.close();
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ ...counts, memory } satisfies Tally)}\n`);

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { endImport } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { sweepUploads, uploadIdleMs } from "#db/dataset/upload-sweep.ts";
import {
  appendChunk,
  chunkBytes,
  createUpload,
  findUpload,
  finishUpload,
  listUploads,
  partPath,
  touchUpload,
  uploadPath,
} from "#db/dataset/uploads.ts";
import { newStore, type Store } from "./datasets.ts";

const file = { kind: "images", name: "a.zip", bytes: 5, lastModified: 1, by: 1 } as const;
const day = 24 * 60 * 60_000;

/** An upload nobody has touched for so long. */
async function idle({ dir }: Store, ms: number, finished: boolean): Promise<string> {
  const upload = await createUpload(dir, file);
  await appendChunk(dir, upload, Buffer.from("bytes"));
  if (finished) await finishUpload(dir, upload);
  const folder = join(dir.uploads, upload.id);
  const at = (Date.now() - ms) / 1000;
  for (const path of [...readdirSync(folder).map((name) => join(folder, name)), folder])
    utimesSync(path, at, at);
  return upload.id;
}

test("what nobody comes back for goes: unfinished after a day, finished after a week, leavings of a crash too", async () => {
  const store = newStore();
  const { db, dir } = store;
  const kept = [await idle(store, day - 60_000, false), await idle(store, 7 * day - 60_000, true)];
  await idle(store, day + 60_000, false);
  await idle(store, 7 * day + 60_000, true);
  const crashed = join(dir.uploads, "00000000-0000-4000-8000-000000000000");
  mkdirSync(crashed);
  utimesSync(crashed, 1, 1);
  expect(sweepUploads(db, dir, Date.now())).toBe(3);
  expect(readdirSync(dir.uploads).sort()).toEqual(kept.sort());
  // Whoever looks at it again has another week.
  await touchUpload(dir, kept[1] ?? "", Date.now() + uploadIdleMs.finished);
  expect(sweepUploads(db, dir, Date.now() + 7 * day)).toBe(1);
  expect(readdirSync(dir.uploads)).toEqual([kept[1]]);
});

test("never what an import waits for, uses, or may be tried again with", async () => {
  const store = newStore();
  const { db, dir } = store;
  const [images, labels] = [await idle(store, 100 * day, true), await idle(store, 100 * day, true)];
  const paths = {
    images: uploadPath(dir, images, "images") ?? "",
    labels: uploadPath(dir, labels, "images"),
  };
  const started = startImport(db, { project: { slug: "pets" }, ...paths }, null, 1);
  expect(sweepUploads(db, dir, Date.now())).toBe(0);
  for (const [state, swept] of [
    ["failed", 0],
    ["cancelled", 0],
    ["finished", 2],
  ] as const) {
    write(db, (tx) => endImport(tx, started.import.id, state, null, 2));
    expect(sweepUploads(db, dir, Date.now())).toBe(swept);
  }
});

test("the length on the disk says how far an upload is; half a chunk of a crash does not count", async () => {
  const { dir } = newStore();
  const upload = await createUpload(dir, { ...file, bytes: 2 * chunkBytes + 10 });
  const offset = await appendChunk(dir, upload, Buffer.alloc(chunkBytes, 1));
  const path = partPath(dir, upload);
  writeFileSync(path, Buffer.alloc(1000), { flag: "a" });
  expect(findUpload(dir, upload.id)).toMatchObject({ offset, finished: false });
  await appendChunk(dir, { ...upload, offset }, Buffer.alloc(chunkBytes, 2));
  expect(findUpload(dir, upload.id)).toMatchObject({ offset: 2 * chunkBytes });
  await appendChunk(dir, { ...upload, offset: 2 * chunkBytes }, Buffer.alloc(10, 3));
  expect(findUpload(dir, upload.id)).toMatchObject({ offset: 2 * chunkBytes + 10, finished: false });
  await finishUpload(dir, upload);
  expect(listUploads(dir)).toMatchObject([{ id: upload.id, finished: true }]);
  expect([findUpload(dir, "../packs"), findUpload(dir, "x")]).toEqual([null, null]);
});

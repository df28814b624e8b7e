import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { enqueue } from "#db/job-queue.ts";
import { panels } from "#db/schema.ts";
import { pictureBytes, storage } from "#db/views/storage.ts";
import { storageKinds } from "#lib/storage.ts";
import { newWorld } from "./world.ts";

test("every file counts once, under its kind and for its project", async () => {
  const world = newWorld([0.2, 0.4]);
  const { db, folder } = world.database;
  const dir = dataDir(folder);
  const { id, activeRunId } = world.project();
  const job = enqueue(db, { kind: "train", payload: {}, projectId: id, createdBy: null }, 1);
  const panel = db.insert(panels).values({ projectId: id, createdAt: 1 }).returning().get().id;
  const empty = await storage(db, dir);
  const put = (path: string, bytes: number) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.alloc(bytes));
  };
  put("packs/000001.pack", 1000);
  put(`tensors/${id}.rgb`, 200);
  put(`features/${id}-7.f32`, 30);
  put("encoders/abc.onnx", 4);
  put("cache/ab/abc", 40);
  put(`checkpoints/run-${activeRunId}/checkpoint.bin`, 5000);
  put("checkpoints/run-9999/checkpoint.bin", 600); // of no run
  put("exports/77/data.csv", 70);
  put("uploads/x/images.zip", 8);
  put(`shared/jobs/${job.id}-a-train/job.json`, 900);
  put(`shared/panels/panel-${panel}/key.bin`, 10);
  put("shared/orders/1.sh", 1);
  put("backups/before-1/tandem.db", 11);
  put("before-restore-x/tandem.db", 12);
  put("tandem.log.1", 13);
  put("notes.txt", 14);
  // a job folder's input is another name of the project's file, and a link leads elsewhere
  linkSync(join(folder, `tensors/${id}.rgb`), join(folder, `shared/jobs/${job.id}-a-train/images.rgb`));
  symlinkSync("/etc", join(folder, "elsewhere"));
  const { kinds, projects } = await storage(db, dir);
  const grown = storageKinds.map((kind) => [kind, kinds[kind].bytes - empty.kinds[kind].bytes]);
  expect(Object.fromEntries(grown)).toEqual({
    database: 0,
    cache: 40,
    ...{ pictures: 1000, decoded: 200, features: 30, encoders: 4, weights: 5600, exports: 70, uploads: 8 },
    ...{ jobs: 911, backups: 23, log: 13, other: 14 + "/etc".length },
  });
  expect(kinds.database.bytes).toBeGreaterThan(0);
  expect(projects).toEqual(new Map([[id, { decoded: 200, features: 30, weights: 5000, jobs: 910 }]]));
  expect(pictureBytes(db, id)).toBe(2); // of a byte each
});

test("a shared folder elsewhere counts as well, and one inside is not counted twice", async () => {
  const { db, folder } = newWorld([]).database;
  for (const shared of [join(folder, "together"), `${folder}-shared`]) {
    const dir = { ...dataDir(folder), shared };
    const before = await storage(db, dir);
    mkdirSync(join(shared, "orders"), { recursive: true });
    writeFileSync(join(shared, "orders", "1.sh"), "12345");
    const after = await storage(db, dir);
    expect([after.kinds.jobs.bytes - before.kinds.jobs.bytes, after.kinds.other.bytes]).toEqual([
      5,
      before.kinds.other.bytes,
    ]);
  }
});

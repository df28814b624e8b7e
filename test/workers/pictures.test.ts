import { eq } from "drizzle-orm";
import { pino } from "pino";
import sharp from "sharp";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { readImage } from "../db/read-image.ts";
import { enqueueRecheck } from "#db/dataset/recheck-pictures.ts";
import { fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { images, items, jobs } from "#db/schema.ts";
import { picturesJob } from "#workers/jobs/pictures.ts";
import { newDataset, newStore, runImport } from "../db/datasets.ts";
import { picture, png } from "../lib/formats/files.ts";
import { chunk, intoPng } from "../hostile/pictures.ts";

test("pictures of an older version get strict copies, once; originals and strict ones stay", async () => {
  const store = newStore();
  const { db, dir } = store;
  const files = {
    "cat/profile.png": await picture(1).withIccProfile("p3").png().toBuffer(),
    "cat/resolution.png": intoPng(await png(2), chunk("bKGD", Buffer.alloc(6))),
    "dog/strict.png": await png(3),
  };
  await runImport(store, await newDataset(files, null));
  // The older rule kept profiles and backgrounds, so it made no copies of these.
  write(db, (tx) => tx.update(images).set({ shownOffset: null, shownLength: null, shownMime: null }).run());
  const shown = (name: string, wanted = true) => {
    const hash = db.select().from(items).where(eq(items.name, name)).get()?.hash ?? "";
    return readImage(db, dir, hash, { shown: wanted })?.bytes ?? Buffer.alloc(0);
  };
  expect((await sharp(shown("cat/profile.png")).metadata()).icc).toBeDefined();

  enqueueRecheck(db, 1);
  enqueueRecheck(db, 2);
  expect(db.select().from(jobs).all()).toHaveLength(1);
  const job = claimJob(db, "worker", "other", 3);
  if (!job) throw new Error("no job waits");
  const context = { db, dir, fence: fenceOf(job), now: () => 4, log: pino({ level: "silent" }) };
  await picturesJob.run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);

  expect((await sharp(shown("cat/profile.png")).metadata()).icc).toBeUndefined();
  expect(shown("cat/resolution.png").includes("bKGD")).toBe(false);
  expect(shown("dog/strict.png").equals(files["dog/strict.png"])).toBe(true);
  for (const [name, bytes] of Object.entries(files)) expect(shown(name, false).equals(bytes)).toBe(true);
  expect(findJob(db, job.id)?.state).toBe("finished");
});

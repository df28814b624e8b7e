import { hash } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, test, onTestFinished } from "vitest";
import { asOperator } from "#db/access.ts";
import { write } from "#db/client.ts";
import { storeExample } from "#db/dataset/class-examples.ts";
import { findProject } from "#db/dataset/projects.ts";
import { packsInBucket } from "#db/packs/bucket-packs.ts";
import { askForDueMoves, placement } from "#db/packs/placement.ts";
import { insertImages, openPackWriter, PackMoved } from "#db/packs/writer.ts";
import { images, jobs } from "#db/schema.ts";
import { newStore, type Store } from "../db/datasets.ts";
import { png } from "../lib/formats/files.ts";
import {
  addPictures,
  allImages,
  contentOf,
  large,
  newFilledStore,
  picturesOf,
  rested,
  withMetadata,
} from "./moving.ts";
import { moveNow } from "./move-now.ts";
import { bucketOf, newS3Server } from "./s3-server.ts";

const packs = ({ dir }: Store) =>
  Object.fromEntries(readdirSync(dir.packs).map((name) => [name, readFileSync(join(dir.packs, name))]));
const pet = ({ db }: Store) => asOperator(findProject(db, "pets") ?? expect.unreachable());

describe("moving packs", () => {
  test("there and back leaves every byte as it was, and every picture to be read at each step", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    await addPictures(store, 12, 20);
    const bucket = bucketOf(server, { TANDEM_S3_PREFIX: "of/tandem" });
    const [before, content] = [packs(store), await contentOf(store, picturesOf(store))];
    expect(Object.keys(before)).toEqual(["000001.pack", "000002.pack"]);
    expect(await moveNow(store, bucket, "s3")).toBe(2);
    expect(packs(store)).toEqual({});
    expect(server.keys().map((key) => key.slice(0, 17))).toEqual(["of/tandem/000001-", "of/tandem/000002-"]);
    expect(await contentOf(store, picturesOf(store, bucket))).toEqual(content);
    expect(await moveNow(store, bucket, "disk")).toBe(2);
    expect(packs(store)).toEqual(before);
    expect(packsInBucket(store.db)).toEqual([]);
    expect(await contentOf(store, picturesOf(store))).toEqual(content);
    // and once more: what is there is not sent again
    rested(store);
    server.requests.length = 0;
    expect(await moveNow(store, bucket, "s3")).toBe(2);
    expect(server.requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
    expect(await contentOf(store, picturesOf(store, bucket))).toEqual(content);
  });

  test("a large pack goes in parts", async () => {
    const [store, server] = [newStore(), await newS3Server(onTestFinished)];
    const bytes = large(20 * 1024 ** 2);
    const writer = openPackWriter(store.db, store.dir);
    const row = { hash: hash("sha256", bytes), mime: "image/png", width: 1, height: 1 };
    const stored = writer.add({ ...row, bytes, shown: null });
    writer.close();
    write(store.db, (tx) => insertImages(tx, [stored]));
    rested(store);
    const bucket = bucketOf(server);
    await moveNow(store, bucket, "s3");
    expect(server.requests.filter((request) => request.startsWith("PUT"))).toHaveLength(2);
    expect((await picturesOf(store, bucket).read(stored, { shown: false })).bytes.equals(bytes)).toBe(true);
  });

  test("what is added to, is damaged, or does not arrive as it was sent, stays on the disk", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    const bucket = bucketOf(server);
    await addPictures(store, 12, 15);
    const path = join(store.dir.packs, "000001.pack");
    const bytes = readFileSync(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    rested(store);
    await expect(moveNow(store, bucket, "s3")).rejects.toThrow("in 000001.pack is damaged");
    expect(Object.keys(packs(store))).toEqual(["000001.pack"]); // the other has gone all the same

    const another = await newFilledStore();
    const name = join(another.dir.packs, "000001.pack");
    // somebody adds to it while it is sent
    const growing = {
      ...bucket,
      put: async (...args: Parameters<typeof bucket.put>) => {
        appendFileSync(name, "one more");
        await bucket.put(...args);
      },
    };
    await moveNow(another, growing, "s3");
    expect(packsInBucket(another.db)).toEqual([]);
    expect(existsSync(name)).toBe(true);
    rested(another);
    // the service loses something on the way
    const losing = {
      ...bucket,
      put: async (...[key, ...args]: Parameters<typeof bucket.put>) => {
        await bucket.put(key, ...args);
        server.change(key, (sent) => sent.map((byte) => byte ^ 1) as Buffer);
      },
    };
    await expect(moveNow(another, losing, "s3")).rejects.toMatchObject({ ailment: "damaged" });
    expect(existsSync(name)).toBe(true);
    await moveNow(another, bucket, "s3");
    expect(packs(another)).toEqual({});
  });

  test("an object that is not what was put there is not brought back, and all others are", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    const bucket = bucketOf(server);
    await addPictures(store, 12, 15);
    await moveNow(store, bucket, "s3");
    const [key = ""] = server.keys();
    expect(key).toContain("000001");
    const flip = (there: Buffer) => there.map((byte) => byte ^ 1) as Buffer;
    server.change(key, flip);
    await expect(moveNow(store, bucket, "disk")).rejects.toMatchObject({ ailment: "damaged" });
    expect(Object.keys(packs(store))).toEqual(["000002.pack"]);
    expect(packsInBucket(store.db)).toHaveLength(1);
    server.change(key, flip);
    await moveNow(store, bucket, "disk");
    expect(Object.keys(packs(store))).toEqual(["000001.pack", "000002.pack"]);
  });

  test("rows never name bytes that were left behind, and a name is never used again", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    const bucket = bucketOf(server);
    const writer = openPackWriter(store.db, store.dir);
    const add = async (seed: number) => {
      const bytes = await png(seed);
      return writer.add({
        hash: hash("sha256", bytes),
        mime: "image/png",
        width: 32,
        height: 32,
        bytes,
        shown: null,
      });
    };
    const one = await add(101);
    writer.flush();
    write(store.db, (tx) => insertImages(tx, [one]));
    const late = await add(102); // in the buffer while the pack is moved
    rested(store);
    await moveNow(store, bucket, "s3");
    writer.flush();
    expect(() => write(store.db, (tx) => insertImages(tx, [late]))).toThrow(PackMoved);
    const again = await add(102);
    writer.close();
    expect([one.pack, again.pack]).toEqual(["000002.pack", "000003.pack"]);
    write(store.db, (tx) => insertImages(tx, [again]));
    expect((await picturesOf(store).read(again, { shown: true })).hash).toBe(again.hash);
  });

  test("objects that nobody needs stay for the backups of their time, and go then", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    const bucket = bucketOf(server, { TANDEM_S3_KEEP_DAYS: "2" });
    const day = 86_400_000;
    const now = Date.now();
    await moveNow(store, bucket, "s3");
    await moveNow(store, bucket, "disk", () => now);
    await moveNow(store, bucket, "disk", () => now + 1.9 * day);
    expect(server.keys()).toHaveLength(1);
    await moveNow(store, bucket, "disk", () => now + 2.1 * day);
    expect(server.keys()).toEqual([]);
    expect(Object.keys(packs(store))).toEqual(["000001.pack"]);
  });

  test("an example that is kept without its metadata arrives, also one from before its hash was known", async () => {
    const [store, server] = [await newFilledStore(), await newS3Server(onTestFinished)];
    const bucket = bucketOf(server);
    const bytes = await withMetadata(200);
    const asked = { label: 0, caption: "", bytes };
    expect(await storeExample(store.db, store.dir, pet(store), asked, 1)).toMatchObject({ ok: true });
    const row = allImages(store).find(({ keptHash }) => keptHash !== null) ?? expect.unreachable();
    store.db.update(images).set({ keptHash: null }).where(eq(images.hash, row.hash)).run();
    rested(store);
    const shown = await picturesOf(store).read(row, { shown: true });
    await moveNow(store, bucket, "s3");
    const now = allImages(store).find(({ hash }) => hash === row.hash) ?? expect.unreachable();
    expect(now.keptHash).toBe(row.keptHash);
    expect(await picturesOf(store, bucket).read(now, { shown: true })).toEqual(shown);
  });
});

describe("what is due", () => {
  test("packs follow to the place that was asked for last, once nobody adds to them, and not at once after a failure", async () => {
    const [store, server] = [await newFilledStore(3), await newS3Server(onTestFinished)];
    const { db, dir } = store;
    const bucket = bucketOf(server);
    const due = (now = Date.now()) => askForDueMoves(db, dir, bucket.settings, now);
    const end = (state: "finished" | "failed") =>
      db.update(jobs).set({ state, finishedAt: Date.now() }).where(eq(jobs.kind, "packs")).run();
    expect(placement(db)).toBe("s3");
    expect([due(), due()]).toEqual([true, false]); // it is in the queue
    end("failed");
    expect([due(), due(Date.now() + 6 * 60_000)]).toEqual([false, true]);
    end("finished");
    await moveNow(store, bucket, "s3");
    end("finished");
    expect(due()).toBe(false);
    await addPictures(store, 3, 6);
    const path = join(dir.packs, "000002.pack");
    utimesSync(path, new Date(), new Date()); // just added to
    expect(due()).toBe(false);
    rested(store);
    expect(due()).toBe(true);
    end("finished");
    await moveNow(store, bucket, "disk");
    end("finished");
    expect([placement(db), due()]).toEqual(["disk", false]);
  });
});

import { execFile, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { packsInBucket } from "#db/packs/bucket-packs.ts";
import { images, jobs } from "#db/schema.ts";
import { copyDataDir } from "#workers/backup/snapshot.ts";
import { newFolder } from "../lib/formats/files.ts";
import { addPictures, allImages, contentOf, newFilledStore, picturesOf } from "./moving.ts";
import { moveNow } from "./move-now.ts";
import { bucketOf, newS3Server, type S3Server } from "./s3-server.ts";

/** A command; an S3 server of this process goes on answering meanwhile. */
async function tandem({ env }: Pick<S3Server, "env">, ...args: string[]) {
  const run = promisify(execFile)(process.execPath, ["workers/tandem.js", ...args], {
    env: { ...process.env, ...env },
  });
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: unknown) => ({
      code: 1,
      said: error instanceof Error && "stderr" in error ? String(error.stderr) : "",
    }),
  );
}

/** A command's end, with these words among others. */
const saying = (code: number, words: string) => ({ code, said: expect.stringContaining(words) as unknown });

function opened(folder: string) {
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  onTestFinished(() => database.close());
  return { ...database, dir };
}

test("a backup names the packs in the bucket, looks whether they are there, and so does a restore", async () => {
  const [store, server] = [await newFilledStore(6), await newS3Server(onTestFinished)];
  const bucket = bucketOf(server);
  const content = await contentOf(store, picturesOf(store));
  await moveNow(store, bucket, "s3");
  await addPictures(store, 6, 9); // a pack that is on the disk
  const all = await contentOf(store, picturesOf(store, bucket));
  const place = join(newFolder(), "backup");
  const made = await tandem(server, "backup", place, "--data", store.folder);
  expect(made).toEqual(saying(0, "1 pack stayed in the bucket"));
  expect(readdirSync(join(place, "packs"))).toEqual(["000002.pack"]);

  const folder = join(newFolder(), "restored");
  expect(await tandem({ env: {} }, "restore", place, "--into", folder)).toEqual(
    saying(1, "TANDEM_S3_BUCKET"),
  );
  const [key = ""] = server.keys();
  server.change(key, (bytes) => Buffer.concat([bytes, Buffer.from("x")]));
  expect((await tandem(server, "restore", place, "--into", folder)).code).toBe(1);
  expect((await tandem(server, "backup", join(newFolder(), "b"), "--data", store.folder)).code).toBe(1);
  server.change(key, (bytes) => bytes.subarray(0, -1));
  expect(await tandem(server, "restore", place, "--into", folder)).toMatchObject({ code: 0 });
  const restored = opened(folder);
  expect(Object.keys(content)).toHaveLength(6);
  expect(await contentOf({ ...store, ...restored }, picturesOf({ ...store, ...restored }, bucket))).toEqual(
    all,
  );
}, 60_000);

test("a pack that goes to the bucket between the copy of the database and its own turn is in the backup all the same", async () => {
  const [store, server] = [await newFilledStore(6), await newS3Server(onTestFinished)];
  const bucket = bucketOf(server);
  store.db.update(images).set({ shownHash: null }).run(); // as in an older database
  const content = await contentOf(store, picturesOf(store));
  store.sqlite.pragma("wal_checkpoint(truncate)");
  const before = join(newFolder(), "before.db");
  copyFileSync(store.path, before);
  await moveNow(store, bucket, "s3");
  // what the snapshot is made of does not know of the move yet
  const database = new Database(before);
  onTestFinished(() => void database.close());
  const target = newFolder();
  mkdirSync(join(target, "packs"));
  const files = await copyDataDir(store.dir, database, target, false);
  expect(files.map(({ path }) => path).sort()).toEqual(["tandem.db", "tensors/1.rgb"]);
  const copy = opened(target);
  expect(packsInBucket(copy.db)).toEqual(packsInBucket(store.db));
  expect(await contentOf({ ...store, ...copy }, picturesOf({ ...store, ...copy }, bucket))).toEqual(content);
  expect(
    allImages(copy).every(({ shownOffset, shownHash }) => (shownOffset === null) === (shownHash === null)),
  ).toBe(true);
});

test("the command has the worker move packs, there and back, and says where they are", async () => {
  const [store, server] = [await newFilledStore(6), await newS3Server(onTestFinished)];
  const bucket = bucketOf(server);
  const content = await contentOf(store, picturesOf(store));
  const worker = spawn(process.execPath, ["workers/tandem.js", "worker", "--data", store.folder], {
    env: { ...process.env, ...server.env, TANDEM_LOG: "stdout" },
    stdio: "ignore",
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  const at = (...args: string[]) => tandem(server, "packs", ...args, "--data", store.folder);
  expect((await tandem({ env: {} }, "packs", "--to", "s3", "--data", store.folder)).code).toBe(1);
  expect(await at("--to", "s3")).toEqual(saying(0, "on the disk    none"));
  expect(await contentOf(store, picturesOf(store, bucket))).toEqual(content);
  // a bucket that is away: it is said, and tried again
  await server.stop();
  await at("--to", "disk", "--detach");
  const last = () => store.db.select().from(jobs).where(eq(jobs.kind, "packs")).all().at(-1);
  await expect.poll(() => last()?.error, { timeout: 60_000 }).toContain("does not answer");
  await server.start();
  await expect.poll(() => last()?.state, { timeout: 60_000 }).toBe("finished");
  expect(await contentOf(store, picturesOf(store))).toEqual(content);
  expect(packsInBucket(store.db)).toEqual([]);
  expect((await at()).said).toContain("new ones go    to the disk");
}, 180_000);

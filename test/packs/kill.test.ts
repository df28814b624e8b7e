import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { packsInBucket } from "#db/packs/bucket-packs.ts";
import { openPictureCache } from "#db/packs/cache.ts";
import type { Placement } from "#db/packs/placement.ts";
import type { Store } from "../db/datasets.ts";
import { addPictures, contentOf, newFilledStore, picturesOf } from "./moving.ts";
import { bucketOf, newS3Server, type S3Server } from "./s3-server.ts";

function started(server: S3Server, file: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...server.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("exit", (code) => resolve(code)));
const said = (child: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve) => child.stdout?.on("data", (text: Buffer) => text.includes(word) && resolve()));

/** Kill -9 whoever moves, at one moment after the other, and look each time: nothing is lost, nothing is half. */
async function killedAgainAndAgain(
  store: Store,
  server: S3Server,
  to: Placement,
  content: object,
): Promise<number> {
  const bucket = bucketOf(server);
  let kills = 0;
  for (let afterMs = 30; ; afterMs *= 2) {
    const child = started(server, "test/packs/mover-process.ts", store.folder, to);
    const end = ended(child);
    await said(child, "moving");
    await sleep(afterMs);
    child.kill("SIGKILL");
    const code = await end;
    expect(await contentOf(store, picturesOf(store, bucket))).toEqual(content);
    if (code === 0) return kills;
    kills++;
  }
}

test("whoever moves packs can be killed at any moment, there and back, while pictures are read", async () => {
  const [store, server] = [await newFilledStore(3), await newS3Server(onTestFinished)];
  for (let i = 1; i < 5; i++) await addPictures(store, 3 * i, 3 * i + 3);
  const packs = () =>
    Object.fromEntries(
      readdirSync(store.dir.packs).map((name) => [name, readFileSync(join(store.dir.packs, name))]),
    );
  const [before, content] = [packs(), await contentOf(store, picturesOf(store))];
  expect(await killedAgainAndAgain(store, server, "s3", content)).toBeGreaterThan(0);
  expect(packs()).toEqual({});
  expect(packsInBucket(store.db)).toHaveLength(5);
  expect(await killedAgainAndAgain(store, server, "disk", content)).toBeGreaterThan(0);
  expect(packs()).toEqual(before);
}, 120_000);

test("whoever reads can be killed: the cache holds whole pictures only", async () => {
  const [store, server] = [await newFilledStore(15), await newS3Server(onTestFinished)];
  const content = await contentOf(store, picturesOf(store));
  const mover = started(server, "test/packs/mover-process.ts", store.folder, "s3");
  expect(await ended(mover)).toBe(0);
  for (const afterMs of [0, 10, 30]) {
    const reader = started(server, "test/packs/reader-process.ts", store.folder);
    const end = ended(reader);
    await said(reader, "reading");
    await sleep(afterMs);
    reader.kill("SIGKILL");
    await end;
  }
  const reader = started(server, "test/packs/reader-process.ts", store.folder);
  let text = "";
  reader.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  expect(await ended(reader)).toBe(0);
  expect(JSON.parse(text.split("\n")[1] ?? "")).toEqual(content);
  // it ended while it still kept what it had read: whoever comes next clears that away
  await openPictureCache(store.dir.cache, 1e8).ready;
  for (const group of readdirSync(store.dir.cache))
    for (const name of readdirSync(join(store.dir.cache, group)))
      expect(hash("sha256", readFileSync(join(store.dir.cache, group, name)))).toBe(name);
});

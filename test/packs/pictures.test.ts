import { readdirSync } from "node:fs";
import { describe, expect, test, onTestFinished } from "vitest";
import { openPictureCache } from "#db/packs/cache.ts";
import { openPictures } from "#db/packs/pictures.ts";
import type { Image } from "#db/schema.ts";
import { newFolder } from "../lib/formats/files.ts";
import { moveNow } from "./move-now.ts";
import { allImages, contentOf, newFilledStore, picturesOf } from "./moving.ts";
import { bucketOf, newS3Server, type S3Server } from "./s3-server.ts";

const gets = ({ requests }: S3Server) => requests.filter((request) => request.startsWith("GET")).length;

/** A store whose pictures are all in the bucket. */
async function newMovedStore(pictures = 12) {
  const [store, server] = [await newFilledStore(pictures), await newS3Server(onTestFinished)];
  const bucket = bucketOf(server);
  const before = await contentOf(store, picturesOf(store));
  await moveNow(store, bucket, "s3");
  expect(readdirSync(store.dir.packs)).toEqual([]);
  server.requests.length = 0;
  return { store, server, bucket, before };
}

const first = (rows: readonly Image[]): Image => rows[0] ?? expect.unreachable();

describe("pictures of the bucket", () => {
  test("are those that were imported, originals and shown copies, each in one request", async () => {
    const { store, server, bucket, before } = await newMovedStore();
    expect(await contentOf(store, picturesOf(store, bucket))).toEqual(before);
    expect(Object.values(before).filter(([original, shown]) => original !== shown)).toHaveLength(4);
    // a picture that is shown as it came is asked for once, should two ask at the same time
    expect(gets(server)).toBe(8 + 4 * 2);
  });

  test("come at once from the disk, and in time from the bucket, once for all who ask", async () => {
    const { store, server, bucket } = await newMovedStore();
    const other = await newFilledStore();
    expect(picturesOf(other).read(first(allImages(other)), { shown: true })).not.toBeInstanceOf(Promise);
    const cache = openPictureCache(newFolder(), 1e6);
    await cache.ready;
    const pictures = openPictures(store.db, store.dir, { bucket, cache });
    const row = first(allImages(store));
    const asked = Array.from({ length: 20 }, () => pictures.read(row, { shown: true }));
    expect(asked.every((one) => one instanceof Promise)).toBe(true);
    for (const one of asked) expect((await one).hash).toBe(row.hash);
    expect(gets(server)).toBe(1);
    await expect.poll(() => cache.size().pictures).toBe(1);
    expect(pictures.read(row, { shown: true })).not.toBeInstanceOf(Promise);
    pictures.fetchAhead(row, { shown: true });
    expect(gets(server)).toBe(1);
  });

  test("come in their order and in few requests where many are wanted", async () => {
    const { store, server, bucket, before } = await newMovedStore(40);
    const rows = allImages(store).toReversed();
    const found: string[] = [];
    for await (const { hash, bytes } of picturesOf(store, bucket).readEach(rows, { shown: false })) {
      found.push(hash);
      expect(bytes.length).toBe(rows[found.length - 1]?.length);
    }
    expect(found).toEqual(Object.keys(before).sort().toReversed());
    expect(gets(server)).toBe(1);
  });

  test("are fetched ahead, and read from the disk then", async () => {
    const { store, server, bucket } = await newMovedStore();
    const cache = openPictureCache(newFolder(), 1e6);
    await cache.ready;
    const pictures = openPictures(store.db, store.dir, { bucket, cache });
    for (const row of allImages(store)) pictures.fetchAhead(row, { shown: true });
    await expect.poll(() => cache.size().pictures).toBe(12);
    expect(gets(server)).toBe(12);
    for (const row of allImages(store))
      expect(pictures.read(row, { shown: true })).not.toBeInstanceOf(Promise);
  });
});

describe("a picture that is not to be had", () => {
  const flip = (bytes: Buffer) => bytes.map((byte) => byte ^ 1) as Buffer;
  test.each([
    ["changed", flip],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, 10)],
    ["shorter by a byte of each picture", (bytes: Buffer) => bytes.subarray(1)],
    ["gone", () => null],
  ])("an object that is %s is damage, whichever copy is asked for", async (_, change) => {
    const { store, server, bucket } = await newMovedStore(3);
    for (const key of server.keys()) server.change(key, change);
    for (const row of allImages(store))
      for (const shown of [false, true])
        await expect(picturesOf(store, bucket).read(row, { shown })).rejects.toMatchObject({
          ailment: "damaged",
        });
    expect(bucket.damagedAt()).not.toBeNull();
  });

  test("a bucket that is away, or lets nobody in, or is not named, is told apart, and no secret is told", async () => {
    const { store, server, bucket } = await newMovedStore(3);
    const row = first(allImages(store));
    const ailmentOf = async (asked: ReturnType<typeof picturesOf>) => {
      const error: unknown = await Promise.resolve(asked.read(row, { shown: true })).catch(
        (reason: unknown) => reason,
      );
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("S3RVER");
      return error;
    };
    expect(await ailmentOf(picturesOf(store, null))).toMatchObject({ ailment: "unset" });
    const other = bucketOf(server, { TANDEM_S3_BUCKET: "others" });
    expect(await ailmentOf(picturesOf(store, other))).toMatchObject({ ailment: "denied" });
    const stranger = bucketOf(server);
    process.env.AWS_SECRET_ACCESS_KEY = "wrong";
    expect(await ailmentOf(picturesOf(store, stranger))).toMatchObject({ ailment: "denied" });
    process.env.AWS_SECRET_ACCESS_KEY = "S3RVER";
    await server.stop();
    expect(await ailmentOf(picturesOf(store, bucket))).toMatchObject({ ailment: "away" });
    await server.start();
    expect(await picturesOf(store, bucket).read(row, { shown: true })).toMatchObject({ hash: row.hash });
  });
});

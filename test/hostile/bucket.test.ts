import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { adminPassword, startTandem, type Tandem } from "../../e2e/tandem.ts";
import { inDatabase } from "../../e2e/wait.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { items } from "#db/schema.ts";
import { moveNow } from "../packs/move-now.ts";
import { bucketOf, newS3Server, type S3Server } from "../packs/s3-server.ts";
import { birds, leases, submit } from "./birds.ts";
import { signIn, type Visitor } from "./server.ts";
import { until } from "../workers/processes.ts";

/** The running server, whose pictures are all in a bucket. */
let tandem: Tandem;
let s3: S3Server;
let admin: Visitor;
const ends: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  s3 = await newS3Server((end) => ends.push(end));
  tandem = await startTandem({ env: { ...s3.env, TANDEM_S3_CACHE_MB: "1" } });
  ends.push(() => tandem.stop());
  admin = await signIn(tandem, "admin", adminPassword);
  await birds(tandem, "birds", 8);
  const dir = dataDir(tandem.data);
  for (const name of readdirSync(dir.packs)) utimesSync(join(dir.packs, name), 1, 1);
  const database = openDatabase(dir.database);
  // The server's own worker may have begun: whoever is first moves them.
  await moveNow({ ...database, dir }, bucketOf(s3), "s3").catch(() => 0);
  database.close();
  await until("all pictures in the bucket", () => readdirSync(dir.packs).length === 0);
}, 300_000);
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const picture = (item: number) => admin.fetch(`/api/images/${item}?project=birds`);
const health = async () =>
  z
    .object({ ok: z.boolean(), reasons: z.array(z.string()) })
    .parse(await (await admin.fetch("/api/health")).json());
const itemIds = () =>
  inDatabase(tandem, (db) =>
    db
      .select({ id: items.id })
      .from(items)
      .orderBy(asc(items.id))
      .all()
      .map(({ id }) => id),
  );

test("pictures come from the bucket, once; while it is away what was seen is there, and the rest waits", async () => {
  const [seen = 0, unseen = 0] = itemIds();
  expect((await health()).reasons).toEqual([]); // the pages' bundle is the first to open the bucket
  expect((await picture(seen)).status).toBe(200);
  const bytes = Buffer.from(await (await picture(seen)).arrayBuffer());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  expect((await health()).reasons).toEqual([]);

  await s3.stop();
  expect((await picture(seen)).status).toBe(200);
  const refused = await picture(unseen);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await health()).ok).toBe(true); // answers can be saved all the same
  await expect.poll(async () => (await health()).reasons, { timeout: 10_000 }).toEqual(["bucket-away"]);
  const [lease = ""] = await leases(admin, "birds", 1);
  expect((await submit(admin, "birds", lease)).status).toBe(200);

  await s3.start();
  await expect.poll(async () => (await picture(unseen)).status, { timeout: 10_000 }).toBe(200);
  await expect.poll(async () => (await health()).reasons, { timeout: 20_000 }).toEqual([]);
}, 60_000);

test("a picture that was tampered with is never shown, and somebody is told", async () => {
  const [, , , changed = 0] = itemIds();
  const [key = ""] = s3.keys();
  const flip = (bytes: Buffer) => bytes.map((byte) => byte ^ 1) as Buffer;
  s3.change(key, flip);
  expect((await picture(changed)).status).toBe(503);
  await expect.poll(async () => (await health()).reasons, { timeout: 10_000 }).toEqual(["bucket-damaged"]);
  s3.change(key, flip);
  expect((await picture(changed)).status).toBe(200);
});

test("no log and no page names the account of the bucket", async () => {
  const log = readFileSync(join(tandem.data, "tandem.log"), "utf8");
  expect(log).toContain("bucket");
  expect(log).not.toContain("S3RVER");
  const page = await (await admin.fetch("/admin/system")).text();
  expect(page).toContain("In the bucket");
  expect(page).not.toContain("S3RVER");
});

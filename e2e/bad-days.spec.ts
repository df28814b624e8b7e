import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type APIRequestContext, expect, test } from "playwright/test";
import { z } from "zod";
import { startImport } from "#db/dataset/imports.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { findJob } from "#db/job-queue.ts";
import { canMount, newSmallDisk } from "../test/ops/small-disk.ts";
import { smallDataset, trainedProject } from "./dataset.ts";
import { storedAnswers } from "./labelling.ts";
import { client, makePerson } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { sampleTime } from "../test/sample-time.ts";
import { eventually, inDatabase } from "./wait.ts";

const password = "a long enough password";
const token = "a token for the monitor";
const env = { TANDEM_METRICS_TOKEN: token };
const time = { ...sampleTime, responseMs: 900, visibleMs: 900 };
const replies = z.object({ tasks: z.array(z.object({ lease: z.string() })) });
const failures = z.object({ message: z.string() });

/** An annotator who talks to the server as the page does. */
async function annotator(tandem: Tandem) {
  await makePerson(tandem, "ann", "annotator", password);
  const ann = await client(tandem, { name: "ann", password });
  const post = (more: Record<string, unknown>) =>
    ann.post("/api/tasks", {
      data: { project: "shapes", held: [], want: 1, today: 0, ...more },
      headers: { origin: tandem.url },
      timeout: 60_000,
    });
  return {
    ann,
    take: async () => {
      const [task] = replies.parse(await (await post({})).json()).tasks;
      if (!task) throw new Error("there is nothing to do");
      return task.lease;
    },
    answer: (lease: string) => post({ done: { lease, outcome: "label", label: 0, time } }),
  };
}

const inside = async (tandem: Tandem) => {
  const reply = await (
    await client(tandem, null)
  ).get("/api/health", {
    headers: { authorization: `Bearer ${token}` },
  });
  return z
    .object({ ok: z.boolean(), status: z.string(), reasons: z.array(z.string()) })
    .parse(await reply.json());
};

test.describe.serial("on a bad day", () => {
  let tandem: Tandem;
  let person: Awaited<ReturnType<typeof annotator>>;
  test.beforeAll(async () => {
    tandem = await startTandem({ env });
    await trainedProject(tandem, { train: 60, test: 60 });
    person = await annotator(tandem);
  });
  test.afterAll(() => tandem.stop());

  test("health and metrics tell everybody whether it works, and the rest to the monitor and admins only", async () => {
    const admin = await client(tandem, { name: "admin", password: adminPassword });
    const nobody = await client(tandem, null);
    const withToken = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
    for (const who of [nobody, person.ann]) {
      const health = await who.get("/api/health");
      expect([health.status(), await health.json()]).toEqual([200, { ok: true }]);
      expect((await who.get("/api/metrics")).status()).toBe(404);
    }
    expect((await nobody.get("/api/metrics", withToken(`${token}x`))).status()).toBe(404);
    await expect.poll(async () => (await inside(tandem)).reasons).not.toContain("no-worker");
    for (const reply of [
      await admin.get("/api/metrics"),
      await nobody.get("/api/metrics", withToken(token)),
    ]) {
      expect(reply.status()).toBe(200);
      const text = await reply.text();
      for (const line of [
        /^tandem_queue_open_items\{project="shapes",kind="deferred"\} \d+$/m,
        /^tandem_jobs\{state="finished"\} [1-9]/m,
        /^tandem_workers 1$/m,
        /^tandem_database_bytes\{file="database"\} \d+/m,
        /^tandem_disk_free_bytes \d/m,
        /^nodejs_eventloop_lag_p99_seconds /m,
      ])
        expect(text).toMatch(line);
    }
  });

  test("a database that is locked for 15 seconds: pages answer, an answer waits, and is saved once", async () => {
    const lease = await person.take();
    const before = storedAnswers(tandem).length;
    const script =
      "const D=require('better-sqlite3');const d=new D(process.argv[1]);d.exec('begin exclusive');console.log('locked');setTimeout(()=>process.exit(),15000)";
    const holder = spawn(process.execPath, ["-e", script, join(tandem.data, "tandem.db")]);
    await new Promise<void>((resolve) => holder.stdout.once("data", () => resolve()));
    let told = false;
    const first = person.answer(lease).finally(() => (told = true));
    expect((await person.ann.get("/annotate")).status()).toBe(200);
    expect((await inside(tandem)).ok).toBe(true);
    expect(told).toBe(false);
    const refused = await first;
    expect(refused.status()).toBe(503);
    expect(failures.parse(await refused.json()).message).toMatch(/\.$/);
    // The page sends it again, as it does with every answer that was not acknowledged.
    expect((await person.answer(lease)).status()).toBe(200);
    expect((await person.answer(lease)).status()).toBe(200);
    expect(storedAnswers(tandem)).toHaveLength(before + 1);
  });

  test("pictures that the server cannot get at: the page says so, keeps asking, and none is shown broken", async ({
    browser,
  }) => {
    const context = await browser.newContext({ storageState: await person.ann.storageState() });
    const page = await context.newPage();
    let away = true;
    await page.route("**/api/images/**", (route) =>
      away ? route.fulfill({ status: 503, json: { message: "not just now" } }) : route.continue(),
    );
    await page.goto(`${tandem.url}/annotate/shapes`);
    const words = page.getByText("The server cannot get at its pictures just now.", { exact: false });
    await expect(words.first()).toBeVisible();
    await expect(page.getByTestId("stage")).toHaveCount(0);
    away = false;
    await expect(page.getByTestId("stage").locator("img")).toBeVisible({ timeout: 15_000 });
    await expect(words).toHaveCount(0);
    await context.close();
  });

  test("SIGTERM in the middle of an upload and of an import: nothing stays behind, and the import goes on", async () => {
    const { zip, csv } = await smallDataset({ train: 300, test: 300 });
    const admin = await client(tandem, { name: "admin", password: adminPassword });
    const { cookies } = await admin.storageState();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const bytes = readFileSync(zip);
    const file = { kind: "images", name: "x.zip", bytes: bytes.length, lastModified: 1 };
    const announce = async (who: APIRequestContext) =>
      z
        .object({ upload: z.string(), offset: z.literal(0) })
        .parse(
          await (await who.post("/api/uploads", { data: file, headers: { origin: tandem.url } })).json(),
        );
    const { upload: number } = await announce(admin);
    const place = `/api/uploads/${number}?offset=0&crc32=${crc32(bytes).toString(16).padStart(8, "0")}`;
    const upload = httpRequest(tandem.url + place, {
      method: "PUT",
      headers: { cookie, origin: tandem.url, "content-length": bytes.length },
    });
    let answered = false;
    upload.on("response", () => (answered = true));
    upload.on("error", () => undefined);
    upload.write(bytes.subarray(0, 2000));
    const { import: row, job } = inDatabase(tandem, (db) =>
      startImport(
        db,
        { project: { slug: "more" }, images: zip, labels: csv, columns: { gold: "truth" }, imageSize: 256 },
        null,
        Date.now(),
      ),
    );
    await eventually(
      () => (inDatabase(tandem, (db) => findImport(db, row.id)?.state) === "running" ? true : null),
      60_000,
    );
    expect(answered).toBe(false);
    process.kill(tandem.pid, "SIGTERM");
    await eventually(() => (isGone(tandem.pid) ? true : null), 30_000);
    upload.destroy();
    const url = new URL(tandem.url);
    await expect(fetch(url)).rejects.toThrow();
    expect(inDatabase(tandem, (db) => findJob(db, job.id)?.state)).not.toBe("running");
    tandem = await startTandem({ env, data: tandem.data, port: Number(url.port) });
    const back = await client(tandem, { name: "admin", password: adminPassword });
    expect((await announce(back)).upload).toBe(number);
    const sent = await back.put(place, { data: bytes, headers: { origin: tandem.url } });
    expect(await sent.json()).toEqual({ offset: bytes.length, finished: true });
    await eventually(
      () => (inDatabase(tandem, (db) => findImport(db, row.id)?.state) === "finished" ? true : null),
      120_000,
    );
    expect(inDatabase(tandem, (db) => findJob(db, job.id))).toMatchObject({ attempt: 1 });
  });

  test("the log holds no password and no token", () => {
    const log = readFileSync(join(tandem.data, "tandem.log"), "utf8");
    expect(log.length).toBeGreaterThan(100);
    for (const secret of [adminPassword, password, token, "next-auth.session-token", "scrypt$"])
      expect(log).not.toContain(secret);
    const doubled = log.split("\n").filter((line) => (line.match(/"name":/g) ?? []).length > 1);
    expect(doubled).toEqual([]);
  });
});

test("58 a full disk: pages are there, answers are refused with a sentence, and all is well when there is room", async () => {
  test.skip(!canMount, "needs to mount a small file system");
  const disk = newSmallDisk(24);
  const tandem = await startTandem({ env, data: disk.folder });
  try {
    await trainedProject(tandem, { train: 60, test: 200 });
    const person = await annotator(tandem);
    const acknowledged: string[] = [];
    let lease = await person.take();
    disk.fill();
    // The database's journal has some room left, so a few answers are still saved.
    let refused = await person.answer(lease);
    while (refused.ok()) {
      acknowledged.push(lease);
      lease = await person.take().catch(() => "");
      if (lease === "") break;
      refused = await person.answer(lease);
    }
    if (lease !== "") {
      expect([503, 507]).toContain(refused.status());
      expect(failures.parse(await refused.json()).message).toContain("disk");
    }
    expect((await person.ann.get("/annotate")).status()).toBe(200);
    await expect.poll(async () => (await inside(tandem)).reasons, { timeout: 20_000 }).toContain("disk-full");
    expect(isGone(tandem.pid)).toBe(false);
    disk.free();
    if (lease === "") lease = await person.take();
    expect((await person.answer(lease)).status()).toBe(200);
    acknowledged.push(lease);
    await expect
      .poll(async () => (await inside(tandem)).reasons, { timeout: 20_000 })
      .not.toContain("disk-full");
    const stored = storedAnswers(tandem).map(({ leaseId }) => leaseId);
    expect(stored.toSorted()).toEqual(acknowledged.toSorted());
  } finally {
    await tandem.stop();
    disk.remove();
  }
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

import { createWriteStream, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { eq } from "drizzle-orm";
import { type Cookie, expect, type Page, test } from "playwright/test";
import { ZipFile } from "yazl";
import { findProject } from "#db/dataset/projects.ts";
import { queueState } from "#db/labelling/routes.ts";
import { waitingPictures } from "#db/labelling/waiting.ts";
import { jobs, judgments, runs } from "#db/schema.ts";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { answer, newAnnotator, saved } from "./labelling.ts";
import { client } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { eventually, inDatabase } from "./wait.ts";

/** From unlabelled pictures to a machine, and pictures that come later, as people see it. */
let tandem: Tandem;
let cookies: Cookie[];
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  const admin = await client(tandem, { name: "admin", password: adminPassword });
  ({ cookies } = await admin.storageState());
});
test.afterAll(() => tandem.stop());

const drawn = demoItems({ train: 60, test: 0 }, 7);

/** A zip of some of the drawn pictures, without a word about what they show. */
async function zipOf(name: string, from: number, to: number): Promise<string> {
  const archive = new ZipFile();
  for (const item of drawn.slice(from, to))
    archive.addBuffer(Buffer.from(await encodePng(item.draw(), side)), `photos/${item.name}`);
  archive.end();
  const path = join(mkdtempSync(join(tmpdir(), "tandem-cold-")), name);
  await pipeline(archive.outputStream, createWriteStream(path));
  return path;
}

async function importZip(page: Page, path: string): Promise<void> {
  await page.getByLabel("Pictures", { exact: true }).setInputFiles(path);
  await page.getByRole("button", { name: "Import", exact: true }).click({ timeout: 60_000 });
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
}

const project = () =>
  inDatabase(tandem, (db) => {
    const found = findProject(db, "garden");
    if (!found) throw new Error("the import made no project");
    return { ...found, queue: queueState(db, found), waits: waitingPictures(db, found) };
  });

test(
  "pictures alone: labelled at once, trained by itself, and what comes later is predicted and routed",
  { tag: "@long" },
  async ({ page, browser }) => {
    test.setTimeout(600_000);
    await page.context().addCookies(cookies);
    await page.goto(`${tandem.url}/admin/new`);
    await page.getByLabel("Name", { exact: true }).fill("Garden");
    await page.getByLabel("Classes (optional)").fill("straight, round");
    await importZip(page, await zipOf("first.zip", 0, 40));
    expect(project()).toMatchObject({ activeRunId: null, queue: { routed: 40, deferred: 40 } });

    // few labels are enough here
    await page.goto(`${tandem.url}/admin/projects/garden/settings`);
    await page.getByLabel("First training after").fill("6");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await page.goto(`${tandem.url}/admin/projects/garden`);
    const progress = page.getByRole("progressbar", { name: "Labels until the first training" });
    await expect(progress).toHaveAttribute("aria-valuenow", "0");
    await expect(page.getByRole("button", { name: "Train now" })).toHaveCount(0);

    const person = await browser.newContext();
    const labelling = await person.newPage();
    await newAnnotator(tandem, labelling, "garden");
    for (let i = 0; i < 11; i++) await answer(labelling, String(1 + (i % 2)));
    await saved(labelling);
    await expect(progress).toHaveAttribute("aria-valuenow", "92");
    await expect(page.getByRole("button", { name: "Train now" })).toBeVisible();
    expect(inDatabase(tandem, (db) => db.select().from(runs).all())).toEqual([]);
    await answer(labelling, "1");
    await saved(labelling);

    // people go on while it is trained, and nothing of theirs is lost
    await eventually(() => inDatabase(tandem, (db) => db.select().from(runs).get() ?? null), 60_000);
    for (let i = 0; i < 4; i++) await answer(labelling, String(1 + (i % 2)));
    await saved(labelling);
    await eventually(() => (project().activeRunId === null ? null : true), 300_000);
    const [run, ...more] = inDatabase(tandem, (db) => db.select().from(runs).all());
    expect(more).toEqual([]);
    expect(run).toMatchObject({ first: true, state: "finished", predictedItems: 40 });
    await expect(page.getByText("Which items go to people")).toBeVisible({ timeout: 30_000 });
    expect(inDatabase(tandem, (db) => db.select().from(judgments).all())).toHaveLength(16);
    expect(project()).toMatchObject({ queue: { routed: 40 }, waits: 0 });
    await answer(labelling, "2");
    await saved(labelling);

    // more pictures: no second training, a prediction each, a place in the queue each
    await page.goto(`${tandem.url}/admin/new?into=garden`);
    await importZip(page, await zipOf("second.zip", 40, 60));
    await eventually(() => (project().queue.routed === 60 ? true : null), 120_000);
    expect(project().waits).toBe(0);
    expect(
      inDatabase(tandem, (db) =>
        db
          .select()
          .from(runs)
          .where(eq(runs.id, run?.id ?? -1))
          .get(),
      ),
    ).toMatchObject({ predictedItems: 60, predictedTo: 60 });
    const kinds = inDatabase(tandem, (db) => db.select({ kind: jobs.kind }).from(jobs).all());
    expect(kinds.filter(({ kind }) => kind === "train")).toHaveLength(1);
    expect(kinds.filter(({ kind }) => kind === "predict")).toHaveLength(1);
    await person.close();
  },
);

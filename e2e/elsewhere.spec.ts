import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, type Page, test } from "playwright/test";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { labelCounts, raters, runs } from "#db/schema.ts";
import { demoClasses } from "#lib/demo/demo.ts";
import { command, trainedTandem } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/**
 * Labels and predictions that others made come in through the page, checked before anything is stored; and a model
 * goes out, which says elsewhere what it said here.
 */
let tandem: Tandem;
let items: string[];
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
  items = inDatabase(tandem, (db) =>
    db.query.items
      .findMany()
      .sync()
      .map(({ name }) => name),
  );
});
test.afterAll(() => tandem.stop());
test.beforeEach(({ page }) => signIn(page, tandem, "admin", adminPassword));

const folder = mkdtempSync(join(tmpdir(), "tandem-tables-"));
function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const tablePage = (page: Page) => page.goto(`${tandem.url}/admin/projects/shapes/data/table`);
const upload = (page: Page, path: string) => page.getByLabel("Table", { exact: true }).setInputFiles(path);
const importNow = (page: Page) => page.getByRole("button", { name: "Import", exact: true });
const ended = (page: Page, how: string) =>
  expect(page.getByText(how, { exact: true })).toBeVisible({ timeout: 60_000 });

test("counts: a wrong row is shown before anything is stored, then mended and imported", async ({ page }) => {
  await page.goto(`${tandem.url}/admin/projects/shapes/data`);
  await page.getByRole("link", { name: "Import a table" }).click();
  const rows = items.map((name, n) => [name, ...demoClasses.map((_, k) => (k === n % 4 ? 9 : 1))].join(","));
  const head = ["file", ...demoClasses].join(",");
  await upload(
    page,
    fileOf("wrong.csv", [head, ...rows, `nobody.png${",1".repeat(demoClasses.length)}`].join("\n")),
  );
  await expect(page.getByLabel("The rows are")).toHaveValue("counts");
  await expect(page.getByLabel("Picture", { exact: true })).toHaveValue("file");
  await page.getByText("1 row with a problem").click();
  await expect(page.getByText("nobody.png")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Crowd of ten");
  await expect(importNow(page)).toBeDisabled();
  await page.getByLabel("If some rows have problems").selectOption("skip");
  await importNow(page).click();
  await ended(page, "finished");
  expect(inDatabase(tandem, (db) => db.select().from(labelCounts).all())).toHaveLength(items.length);
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/train`);
  await page.getByLabel("Labels", { exact: true }).selectOption({ label: "Crowd of ten" });
  await expect(page.getByText("learn from how the answers were spread")).toBeVisible();
});

test("one answer a row: thirty workers become a crowd of the project", async ({ page }) => {
  await tablePage(page);
  const rows = Array.from({ length: 600 }, (_, n) =>
    [`w${n % 30}`, demoClasses[n % 4] ?? "", items[Math.floor(n / 5) % items.length] ?? "", 400 + n].join(
      ";",
    ),
  );
  await upload(page, fileOf("long.csv", ["worker;answer;file;ms", ...rows].join("\n")));
  await expect(page.getByLabel("The rows are")).toHaveValue("answers");
  await expect(page.getByLabel("Label", { exact: true })).toHaveValue("answer");
  await page.getByLabel("Name", { exact: true }).fill("amt");
  await expect(page.getByText("So many workers become one crowd")).toBeVisible();
  await importNow(page).click();
  await ended(page, "finished");
  await page.goto(`${tandem.url}/admin/projects/shapes/data`);
  await expect(page.getByText("30 workers")).toBeVisible();
  const workers = inDatabase(tandem, (db) => db.select().from(raters).all());
  expect(workers.filter(({ crowdId }) => crowdId !== null)).toHaveLength(30);
});

test("predictions of a model become a machine, marked where it is shown", async ({ page }) => {
  await tablePage(page);
  const names = demoClasses.map((_, k) => `p${k}`);
  const sure = (n: number) =>
    demoClasses.map((_, k) => (k === n % demoClasses.length ? 0.7 : 0.3 / (demoClasses.length - 1)));
  const rows = items.map((name, n) => [name, ...sure(n).map((p) => p.toFixed(4))].join(","));
  await upload(page, fileOf("vit.csv", [["image", ...names].join(","), ...rows].join("\n")));
  await expect(page.getByLabel("The rows are")).toHaveValue("predictions");
  await page.getByLabel("Name", { exact: true }).fill("ViT");
  await importNow(page).click();
  await ended(page, "finished");
  await page.goto(`${tandem.url}/admin/projects/shapes/runs`);
  const card = page.getByTestId("run-finished").filter({ hasText: "ViT (from elsewhere)" });
  await card.getByRole("link", { name: "ViT (from elsewhere)" }).click();
  await expect(page.getByText("Not trained here")).toBeVisible();
  await expect(page.getByText("Download the model")).toHaveCount(0);
  await expect(page.getByTestId("queue-change")).toBeVisible();
  await page.getByRole("button", { name: "Make active" }).click();
  await expect(card.getByText("active", { exact: true })).toBeVisible();
  const run = inDatabase(tandem, (db) => db.select().from(runs).all()).find(({ origin }) => origin !== null);
  expect(run).toMatchObject({ origin: "vit.csv", predictedItems: items.length, state: "finished" });
  expect(inDatabase(tandem, (db) => findProject(db, "shapes")?.activeRunId)).toBe(run?.id);
  await page.goto(`${tandem.url}/research/shapes`);
  await expect(page.getByText("ViT (from elsewhere)").first()).toBeVisible();
});

test("the model taken home says what it said here, from the page and from the command line", async ({
  page,
}) => {
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/1`);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the model" }).click();
  const path = join(folder, "downloaded.onnx");
  await (await waiting).saveAs(path);
  const out = join(folder, "model.onnx");
  command(tandem, "model", "--run", "1", "--out", out);
  expect(readFileSync(out).equals(readFileSync(path))).toBe(true);
  expect(readFileSync(join(folder, "model.md"), "utf8")).toContain("onnxruntime");
  const { pixels, size, stored } = inDatabase(tandem, (db) => {
    const project = findProject(db, "shapes");
    if (!project) throw new Error("there is no project");
    return {
      pixels: readTensor(db, dataDir(tandem.data), project),
      size: project.imageSize,
      stored: [...readOutput(db, 1)],
    };
  });
  const session = await InferenceSession.create(out);
  let [most, n] = [0, 0];
  for (const { itemIds, probabilities } of stored)
    for (const [row, id] of itemIds.entries()) {
      const length = size * size * 3;
      const image = pixels.slice((id - 1) * length, id * length); // ids count from 1 here, ordinals from 0
      const fed = { pixels: new Tensor("uint8", image, [1, size, size, 3]) };
      const said = (await session.run(fed)).probabilities?.data;
      for (const [k, value] of demoClasses.entries())
        if (value)
          most = Math.max(
            most,
            Math.abs(Number(said?.[k]) - (probabilities[row * demoClasses.length + k] ?? NaN)),
          );
      n++;
    }
  expect(n).toBe(40);
  expect(most).toBeLessThan(1e-5);
});

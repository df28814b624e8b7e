import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "playwright/test";
import { labelCounts, raters } from "#db/schema.ts";
import { demoClasses } from "#lib/demo/demo.ts";
import { trainedProject } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** Labels and predictions that others made come in through the page, checked before anything is stored. */
let tandem: Tandem;
let items: string[];
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  await trainedProject(tandem, { train: 100, test: 40 });
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
  await page.goto(`${tandem.url}/admin/projects/shapes/runs`);
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

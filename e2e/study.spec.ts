import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, saved } from "./labelling.ts";
import { client, makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";

const password = "a long enough password";
let tandem: Tandem;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 200, test: 80 });
  // A second machine, so that there is a pair of them, trained long enough to be surer of some items than of others.
  const options = ["--project", "shapes", "--labels", "ben", "--method", "ce", "--epochs", "20"];
  const { status, stderr } = spawnSync(process.execPath, ["workers/tandem.js", "train", ...options], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, TANDEM_DATA: tandem.data },
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
});
test.afterAll(() => tandem.stop());

const study = () => `${tandem.url}/research/shapes/study`;
const tabs = (page: Page) => page.getByRole("navigation", { name: "Watch and study" });
const settings = (page: Page) => page.getByRole("form", { name: "Settings", includeHidden: true });
/** Drawings of figures, without the icons beside them. */
const drawings = (page: Page) => page.locator("figure [data-panel] > svg");

/** Everything the console complains about. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

test("every section opens from its tab and computes; figures are drawn; nothing is NaN", async ({ page }) => {
  const complaints = complaintsOf(page);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/research/shapes`);
  const names = await tabs(page).getByRole("link").allTextContents();
  expect(names.slice(0, 3)).toEqual(["Watch", "Items", "Exports"]);
  expect(names.at(-1)).toBe("Report");
  expect(names.length).toBeGreaterThan(4);
  let drawn = 0;
  for (const name of names.slice(3, -1)) {
    await tabs(page).getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name, level: 2, exact: true }).first()).toBeVisible();
    await expect(page.getByTestId("block").first()).toBeVisible();
    // Each place for a panel holds its drawing.
    await expect
      .poll(async () => (await page.locator("[data-panel]").count()) - (await drawings(page).count()))
      .toBe(0);
    drawn += await drawings(page).count();
    const text = await page.locator("main").innerText();
    expect(text, name).not.toMatch(/\bNaN\b|undefined|\[object|Infinity/);
  }
  expect(drawn).toBeGreaterThan(5);
  expect(complaints).toEqual([]);
});

test("the study begins with its first section; an unknown one is not found", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(study());
  await expect(page).toHaveURL(/\/study\/[a-z-]+$/);
  expect((await page.goto(`${study()}/nonsense`))?.status()).toBe(404);
});

test("a heat map by keyboard: one tab stop, arrows between cells, Enter opens the cell's pictures", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/confusion`);
  const panel = page
    .locator("[data-panel]")
    .filter({ has: page.locator("a[data-point]") })
    .first();
  await expect(panel.locator('[data-point][tabindex="0"]')).toHaveCount(1);
  await panel.locator('[data-point][tabindex="0"]').focus();
  const first = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(second).toMatch(/: /);
  expect(second).not.toBe(first);
  const cell = panel.locator("a[data-point]").first();
  await cell.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/shapes\/items\?said=/);
  await expect(page.getByText(/^\d+ items?\b/)).toBeVisible();
  const picture = page.locator("main li img").first();
  await expect
    .poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
    .toBeGreaterThan(0);
});

test("bins are part of the address, and change the figure; impossible ones are refused in a sentence", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/difficulty?bins=2`);
  const dots = page.locator("[data-panel] circle[data-point]");
  await expect(dots.first()).toBeVisible();
  /** what every dot says */
  const figure = () => dots.evaluateAll((all) => all.map((dot) => dot.getAttribute("aria-label")).join("\n"));
  const before = await figure();
  await page.getByTestId("settings-line").click(); // out of the way until somebody wants them
  await settings(page).getByLabel("Bins").fill("50");
  await expect(page).toHaveURL(/[?&]bins=50/);
  await expect.poll(figure).not.toBe(before);
  await page.goBack();
  await expect(settings(page).getByLabel("Bins")).toHaveValue("2");
  await expect.poll(figure).toBe(before);
  await page.goto(`${study()}/difficulty?bins=1000&seed=7`);
  await expect(page.getByText(/“1000”.*bins/)).toBeVisible();
  await expect(settings(page).getByLabel("Bins")).toHaveValue("10");
});

test("a section shows the controls of the settings that it reads, and no others", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/tests`);
  await expect(page.getByTestId("block").first()).toBeVisible();
  await expect(page.getByTestId("settings-line")).toContainText("Wrong answers as shares: of each row");
  const contents = page.getByRole("navigation", { name: "Contents" });
  await expect(contents.getByRole("link")).toHaveCount(await page.getByTestId("block").count());
  await contents.getByRole("link").last().click();
  await expect(page.getByTestId("block").last()).toBeInViewport();
  await expect(page.getByTestId("takeaway").first()).not.toBeEmpty();
  await expect(settings(page).getByLabel("Wrong answers as shares")).toHaveValue("rows");
  await expect(settings(page).getByLabel("Seed")).toHaveCount(0);
  await page.goto(`${study()}/policies`);
  await expect(page.getByTestId("block").first()).toBeVisible();
  await expect(settings(page)).toHaveCount(0);
  await page.goto(`${study()}/beyond?resamples=100`);
  await expect(settings(page).getByLabel("Seed")).toHaveValue("1");
  await expect(settings(page).getByLabel("Resamples")).toHaveValue("100");
  await expect(settings(page).getByLabel("Bins")).toHaveCount(0);
});

test("η keeps its form in the title of its definition", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/research/shapes`);
  await page.getByRole("button", { name: "What is η (eta)?" }).first().click();
  // as it is rendered, after any transformation of the style
  await expect.poll(() => page.getByRole("note").first().innerText()).toMatch(/^η/);
});

test("numbers of a figure are a table below it, and a CSV file", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/accuracy`);
  const block = page.getByTestId("block").first();
  await block.getByText("Show the numbers").click();
  await expect(block.getByRole("rowheader", { name: "anna", exact: true })).toBeVisible();
  const rows = await block.getByRole("row").count();
  const download = page.waitForEvent("download");
  await block.getByRole("link", { name: /^CSV of/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^shapes-accuracy-[a-z0-9-]+\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split(/\r?\n/);
  expect(lines).toHaveLength(rows);
  expect(lines[0]).toMatch(/Accuracy/);
  // a number leads to what it counts
  const number = block.getByRole("row", { name: /^anna/ }).getByRole("link").first();
  const shown = /\d[\d,]* items?/.exec((await number.getAttribute("title")) ?? "")?.[0] ?? "none";
  await number.click();
  await expect(page).toHaveURL(/research\/shapes\/items\?said=/);
  await expect(page.getByTestId("item-count")).toHaveText(shown);
});

test("the definition of a block is one click away", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/accuracy`);
  const block = page.getByTestId("block").first();
  await block
    .getByRole("button", { name: /^What is/ })
    .first()
    .click();
  await expect(block.getByRole("note").first()).toBeVisible();
});

test("a new label changes the numbers without a reload", async ({ page, browser }) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/accuracy`);
  const block = page.getByTestId("block").first();
  await block.getByText("Show the numbers").click();
  await expect(block.getByRole("rowheader", { name: "anna", exact: true })).toBeVisible();
  await expect(block.getByRole("row", { name: /newcomer/ })).toHaveCount(0);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.evaluate(() => document.body.setAttribute("data-same-page", ""));

  await makePerson(tandem, "newcomer", "annotator", password);
  const annotator = await (await browser.newContext()).newPage();
  await signIn(annotator, tandem, "newcomer", password);
  await annotator.goto(`${tandem.url}/annotate/shapes`);
  await answer(annotator, "1");
  await saved(annotator);
  await annotator.context().close();

  await expect(block.getByRole("row", { name: /newcomer/ })).toBeVisible({ timeout: 30_000 });
  expect(await page.evaluate(() => document.body.hasAttribute("data-same-page"))).toBe(true);
});

test("the report holds every section, with a button to print it", async ({ page }) => {
  const complaints = complaintsOf(page);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${study()}/report`);
  // behind Watch, Items and Exports, before the report itself
  const names = (await tabs(page).getByRole("link").allTextContents()).slice(3, -1);
  for (const name of names)
    await expect(page.getByRole("heading", { name, level: 2, exact: true }).first()).toBeAttached();
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
  await expect(page.getByText("Computing…")).toHaveCount(0);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(tabs(page)).toBeHidden();
  expect(complaints).toEqual([]);
});

test("annotators see nothing of the study, neither pages nor files", async ({ page }) => {
  await makePerson(tandem, "outsider", "annotator", password);
  await signIn(page, tandem, "outsider", password);
  for (const path of ["accuracy", "report", "../items?said=gold:0", "../items/1"])
    expect((await page.goto(new URL(`./${path}`, `${study()}/`).href))?.status()).toBe(404);
  const context = await client(tandem, { name: "outsider", password });
  const file = await context.get("/api/projects/shapes/study/accuracy/accuracy");
  expect(file.status()).toBe(403);
});

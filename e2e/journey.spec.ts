import { expect, test } from "playwright/test";
import { byPage, takenExport } from "./exported.ts";
import { smallDataset } from "./dataset.ts";
import { answer, painted, saved } from "./labelling.ts";
import { makePerson, signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  tandem = await startTandem();
});
test.afterAll(() => tandem.stop());

test(
  "the whole journey: import, train, label, watch, export",
  { tag: "@long" },
  async ({ page, browser }) => {
    test.setTimeout(420_000);
    const data = await smallDataset({ train: 400, test: 60 });
    await signIn(page, tandem, "admin", adminPassword);

    // Import
    await page.goto(`${tandem.url}/admin/new`);
    await page.getByLabel("Name", { exact: true }).fill("Small shapes");
    await page.getByLabel("Pictures").setInputFiles(data.zip);
    await page.getByLabel("Labels (optional)").setInputFiles(data.csv);
    await expect(page.getByLabel("truth")).toHaveValue("gold");
    await page.getByLabel("Split").selectOption("first");
    await page.getByLabel("Rows that train").fill("400");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("pictures/missing.png")).toBeVisible();

    // Train
    await page.getByRole("link", { name: "Continue to training" }).click();
    await page.getByLabel("Epochs").fill("2");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("link", { name: "See the runs" }).click();
    await expect(page.getByTestId("run-finished")).toBeVisible({ timeout: 240_000 });
    await expect(page.getByText("active", { exact: true })).toBeVisible();

    // Watch, in another window, without a reload from here on
    const watching = await (await browser.newContext()).newPage();
    await signIn(watching, tandem, "admin", adminPassword);
    await watching.goto(`${tandem.url}/research/small-shapes`);
    await expect(watching.getByText("Live", { exact: true })).toBeVisible();
    await expect(watching.getByTestId("accuracy-people")).toHaveText("–");

    // Label, as an annotator who sees nothing but pictures and classes
    await makePerson(tandem, "rita", "annotator", "a long enough password");
    const annotating = await (await browser.newContext()).newPage();
    await signIn(annotating, tandem, "rita", "a long enough password");
    await annotating.goto(`${tandem.url}/annotate/small-shapes`);
    await painted(annotating);
    expect(await annotating.content()).not.toMatch(/pictures\/|confidence|prediction|gold/i);
    for (let i = 0; i < 3; i++) {
      await annotating.waitForTimeout(200); // a person's time to look
      await answer(annotating, "3");
    }
    await saved(annotating);
    await expect(watching.getByTestId("accuracy-people")).toHaveText(/%/);
    await expect(watching.getByRole("row", { name: /rita/ })).toContainText("3");

    // Export
    const text = await takenExport(byPage(page, tandem.url), "small-shapes", { format: "csv" });
    const rows = text.trim().split("\n");
    const labels = rows.filter((row) => row.includes(",person,"));
    expect(labels).toHaveLength(3);
    // Classes stand in alphabetical order, so the third key is the third name.
    const third = [...data.classes].sort()[2] ?? "";
    for (const row of labels) expect(row).toContain(`,label,${third},`);
  },
);

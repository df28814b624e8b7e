import { expect, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
});
test.afterAll(() => tandem.stop());

test("a panel: chosen by ticking, watched while it trains, compared in one table, and stopped as one", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/projects/shapes/runs`);
  await page.getByRole("link", { name: "Train a panel" }).click();
  await expect(page.getByRole("button", { name: "Train 13 runs" })).toBeVisible();

  const methods = page.getByRole("group", { name: /Methods/ });
  await methods.getByRole("button", { name: "none" }).click();
  await expect(page.getByRole("button", { name: "Train 0 runs" })).toBeDisabled();
  await methods.getByLabel("CE", { exact: true }).check();
  await methods.getByLabel("NLS", { exact: true }).check();
  await page.getByLabel("majority of the columns").check();
  await page.getByLabel("Epochs").fill("2");
  await page.getByRole("button", { name: "Train 4 runs" }).click();

  await expect(page).toHaveURL(/\/runs$/);
  const panel = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "Panel 1" }) });
  await expect(panel.getByRole("progressbar", { name: "Progress of panel 1" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(panel.getByRole("columnheader")).toHaveText([
    "Method",
    "anna · Quick network",
    "majority of the columns · Quick network",
  ]);
  // no reload from here on
  await expect(panel.getByText("4 of 4 trained")).toBeVisible({ timeout: 240_000 });
  await expect(panel.getByRole("row", { name: /^NLS/ }).getByText(/^\d+\.\d\d %$/)).toHaveCount(2);

  // another run of it routes the project
  await panel.getByRole("row", { name: /^NLS/ }).getByRole("link", { name: "Make active" }).first().click();
  await page.getByRole("button", { name: "Make active" }).click();
  await expect(panel.getByRole("row", { name: /^NLS/ }).getByText("active", { exact: true })).toBeVisible();

  await page.goto(`${tandem.url}/admin/projects/shapes/runs/panel`);
  await page.getByLabel("Epochs").fill("50");
  await page.getByRole("button", { name: "Train 13 runs" }).click();
  const second = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "Panel 2" }) });
  await second.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop the panel" }).click();
  await expect(second.getByText("13 failed or stopped")).toBeVisible({ timeout: 60_000 });
  await expect(second.getByRole("progressbar")).toHaveCount(0);
});

test(
  "cross-fitting from the form: every item gets a prediction, also those that were trained on",
  { tag: "@long" },
  async ({ page }) => {
    test.setTimeout(240_000);
    await signIn(page, tandem, "admin", adminPassword);
    await page.goto(`${tandem.url}/admin/projects/shapes/runs/train`);
    await page.getByLabel("Labels").selectOption("ben");
    await page.getByLabel("Train on").selectOption("2");
    await page.getByLabel("Epochs").fill("1");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("link", { name: "See the runs" }).click();
    const run = page.getByTestId("run-finished").filter({ hasText: "CE on ben" });
    await expect(run).toBeVisible({ timeout: 180_000 });
    await run.getByRole("link", { name: /^CE on ben/ }).click();
    await expect(page.getByText("140 items")).toHaveCount(2); // learnt from, and predicted
  },
);

import { eq } from "drizzle-orm";
import { expect, test } from "playwright/test";
import { predictions, runs } from "#db/schema.ts";
import { command, quickly, trainedTandem } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** Runs: sorted by the address, compared, renamed, noted, deleted; options and time before a training starts. */
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(400_000);
  tandem = await trainedTandem({ train: 100, test: 60 });
  for (const method of ["gce", "nls"])
    command(
      tandem,
      "train",
      "--project",
      "shapes",
      "--method",
      method,
      "--labels",
      "ben",
      ...quickly,
      "--epochs",
      "2",
    );
});
test.afterAll(() => tandem.stop());

const base = () => `${tandem.url}/admin/projects/shapes/runs`;
const allRuns = () => inDatabase(tandem, (db) => db.select().from(runs).all());

test("sorted by the address, compared two or more at once, renamed with a note, and deleted for good", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(base());
  const rows = page.getByTestId("run-finished");
  await expect(rows).toHaveCount(3);
  const column = async () => {
    const all = await rows.all();
    return Promise.all(all.map((row) => row.getByRole("cell").nth(1).innerText()));
  };
  expect(await column()).toEqual(["NLS", "GCE", "CE"]); // the newest first
  await page.getByRole("columnheader", { name: "Method" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=method&dir=up/);
  await expect(page.getByRole("columnheader", { name: "Method" })).toHaveAttribute("aria-sort", "ascending");
  expect(await column()).toEqual(["CE", "GCE", "NLS"]);
  await page.reload();
  expect(await column()).toEqual(["CE", "GCE", "NLS"]);
  await page.goto(`${base()}?sort=accuracy`);
  const shown = await Promise.all(
    (await rows.all()).map(async (row) => parseFloat(await row.getByRole("cell").nth(4).innerText())),
  );
  expect(shown).toEqual(shown.toSorted((a, b) => b - a));

  // compared
  const compare = page.getByRole("button", { name: "Compare" });
  await expect(compare).toBeDisabled();
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await compare.click();
  await expect(page).toHaveURL(/compare\?run=\d&run=\d&run=\d/);
  await expect(page.getByTestId("compared")).toHaveCount(3);
  for (const row of (await page.getByTestId("compared").all()).slice(1))
    await expect(row).toHaveAttribute("data-verdict", /better|worse|even/);
  await expect(page.getByRole("region", { name: "Recall and precision by class" })).toBeVisible();
  await expect(
    page.getByRole("figure", { name: "Learning curves" }).locator("[data-point]").first(),
  ).toBeVisible();
  await page.goto(`${base()}/compare?run=1&run=nonsense&run=99`);
  await expect(page.getByRole("heading", { name: "Nothing to compare" })).toBeVisible();

  // renamed
  const gce = allRuns().find(({ method }) => method === "gce");
  await page.goto(`${base()}/${gce?.id}`);
  await page.getByLabel("Name", { exact: true }).fill("CE on anna #1");
  await page.getByLabel("Note").fill("With few epochs.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Another run has this name.").first()).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Robust");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Robust" })).toBeVisible();
  await page.goto(base());
  await expect(rows.filter({ hasText: "Robust" })).toContainText("With few epochs.");

  // deleted, but not what routes
  await page.goto(`${base()}/1`);
  await expect(page.getByRole("button", { name: "Delete the run" })).toHaveCount(0);
  await page.goto(`${base()}/${gce?.id}`);
  await page.getByRole("button", { name: "Delete the run" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the run" }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await expect(rows).toHaveCount(2);
  await expect
    .poll(
      () =>
        inDatabase(tandem, (db) =>
          db
            .select()
            .from(predictions)
            .where(eq(predictions.runId, gce?.id ?? -1))
            .all(),
        ).length,
      { timeout: 30_000 },
    )
    .toBe(0);
  expect((await page.goto(`${base()}/${gce?.id}`))?.status()).toBe(404);
});

test("the form says how long it takes, shows a method's own options, and trains with them", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${base()}/train`);
  // what was trained so far had a narrower network than the form's
  await expect(page.getByTestId("expected-time")).toContainText("after the first epoch");
  await page.getByLabel("Method").selectOption("gce");
  await page.getByText("5 options of GCE").click();
  await page.getByLabel("Q", { exact: true }).fill("2");
  await page.getByLabel("Epochs").fill("1");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect(page.getByText("This must be at most 1.")).toBeVisible();
  await page.getByLabel("Q", { exact: true }).fill("0.4");
  const before = allRuns().length;
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => allRuns().length).toBe(before + 1);
  expect(allRuns().at(-1)).toMatchObject({ method: "gce", options: { hyper: { q: 0.4, truncated: false } } });
  await page.goto(base());
  await expect(page.getByTestId("run-finished").filter({ hasText: "GCE" })).toBeVisible({ timeout: 120_000 });
  await page.goto(`${base()}/train`);
  await expect(page.getByTestId("expected-time")).toContainText(/ to .* by \d+ earlier training/);
  await page.getByLabel("Backbone").selectOption("resnet20");
  await expect(page.getByTestId("expected-time")).toContainText("after the first epoch");
  await page.goto(`${base()}/panel`);
  await expect(page.getByTestId("expected-time")).toContainText(/ to .*once a worker is free/);
});

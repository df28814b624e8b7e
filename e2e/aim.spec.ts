import { readFileSync } from "node:fs";
import { expect, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, painted, saved, storedAnswers } from "./labelling.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { looks, projects } from "#db/schema.ts";

let tandem: Tandem;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 200, test: 120 });
  inDatabase(tandem, (db) => db.update(projects).set({ eta: 1 }).run());
});
test.afterAll(() => tandem.stop());

test("an aim is set and reached, labelling closes by itself, and opens again", async ({ page, browser }) => {
  test.setTimeout(180_000);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/projects/shapes`);
  const card = page.locator("section", { has: page.getByRole("heading", { name: "When labelling ends" }) });
  await card.getByRole("radio", { name: "After a number of questions" }).check();
  await card.getByLabel("Questions in all").fill("0");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByText("Saved.")).toHaveCount(0);
  await card.getByLabel("Questions in all").fill("3");
  await card.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => inDatabase(tandem, (db) => db.select().from(projects).get()?.aimQuestions)).toBe(3);

  const other = await browser.newContext();
  const annotating = await other.newPage();
  await newAnnotator(tandem, annotating, "shapes");
  for (const key of ["1", "2"]) await answer(annotating, key);
  await painted(annotating);
  // two are answered and the third is in somebody's hands: an aim of two would be exceeded
  await saved(annotating);
  await card.getByLabel("Questions in all").fill("2");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByRole("alert")).toBeVisible();
  expect(inDatabase(tandem, (db) => db.select().from(projects).get()?.aimQuestions)).toBe(3);
  await annotating.keyboard.press("3"); // the last one: no other picture comes
  await saved(annotating);
  await expect(annotating.getByRole("heading", { name: "This project has reached its aim" })).toBeVisible();
  expect(storedAnswers(tandem)).toHaveLength(3);
  await expect(card.getByTestId("closed")).toBeVisible({ timeout: 20_000 });
  await page.goto(`${tandem.url}/research/shapes`);
  await expect(page.getByTestId("closed")).toBeVisible();

  await page.goto(`${tandem.url}/admin/projects/shapes`);
  await card.getByRole("button", { name: "Open labelling again" }).click();
  await expect(card.getByTestId("closed")).toHaveCount(0);
  await expect(card.getByRole("radio", { name: "When everything is answered" })).toBeChecked();
  await annotating.reload(); // they would come by themselves within half a minute
  await painted(annotating);

  // closed, with another aim, and opened: that aim is kept
  await card.getByRole("button", { name: "Close labelling now" }).click();
  await page.getByRole("button", { name: "Close labelling", exact: true }).click();
  await expect(card.getByTestId("closed")).toBeVisible();
  await card.getByRole("radio", { name: "After a number of questions" }).check();
  await card.getByLabel("Questions in all").fill("500");
  await card.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(() => inDatabase(tandem, (db) => db.select().from(projects).get()?.aimQuestions))
    .toBe(500);
  await card.getByRole("button", { name: "Open labelling again" }).click();
  await expect(card.getByTestId("closed")).toHaveCount(0);
  expect(inDatabase(tandem, (db) => db.select().from(projects).get())).toMatchObject({
    ...{ closedAt: null, aimQuestions: 500 },
  });

  // a network of one epoch with random answers is right on hardly anything, but on more than a thousandth
  await card.getByRole("radio", { name: "When the team is accurate enough" }).check();
  await card.getByLabel("Team accuracy, %").fill("0.1");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByText("Saved.")).toBeVisible();
  // Two looks reach it, with twenty answers between them: the first is done before these come.
  const looksDone = () => inDatabase(tandem, (db) => db.select().from(looks).all()).length;
  await expect.poll(looksDone, { timeout: 60_000 }).toBeGreaterThan(0);
  for (let i = 0; i < 21; i++) await answer(annotating, String(1 + (i % 3)));
  await saved(annotating);
  await expect(card.getByTestId("closed")).toBeVisible({ timeout: 60_000 });
  expect(inDatabase(tandem, (db) => db.select().from(projects).get())).toMatchObject({
    closedBecause: "accuracy",
    closedOn: { by: "gold", n: 120 },
  });
  expect(looksDone()).toBeGreaterThanOrEqual(2);
  await page.goto(`${tandem.url}/research/shapes`);
  await expect(page.getByTestId("history").getByRole("listitem").first()).toBeVisible({ timeout: 30_000 });
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV of the history" }).click();
  const rows = readFileSync(await (await waiting).path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(rows.length - 1).toBe(looksDone());
  expect(rows.at(-1)).toMatch(/^shapes,20.*,gold,120,/);
  await other.close();
});

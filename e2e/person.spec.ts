import { expect, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, saved } from "./labelling.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { standingDecisions } from "#db/labelling/review.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
});
test.afterAll(() => tandem.stop());

const answers = 24;

test("an admin looks at a person's work, sets it aside, sees team and queue follow, and takes it back", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const [annotator, admin] = await Promise.all(
    [1, 2].map(async () => (await browser.newContext()).newPage()),
  );
  if (!annotator || !admin) throw new Error("no pages");
  const name = await newAnnotator(tandem, annotator, "shapes");
  for (let i = 0; i < answers; i++) await answer(annotator, "1");
  await saved(annotator);

  await signIn(admin, tandem, "admin", adminPassword);
  await admin.goto(`${tandem.url}/research/shapes`);
  await admin.getByRole("link", { name, exact: true }).click();
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(admin.getByText("24 answers", { exact: false }).first()).toBeVisible();
  // one key for all of it, and nearly all wrong: that is worth a look
  await expect(admin.getByText("24 times in a row")).toBeVisible();
  await expect(admin.getByText("worth a look").first()).toBeVisible();
  // its pictures are just these
  await admin.getByRole("link", { name: "See 24 pictures" }).click();
  await expect(admin).toHaveURL(/research\/shapes\/items\?.*stretch=person-/);
  await expect(admin.getByTestId("item-count")).toHaveText("24 items");
  await admin.goBack();
  await expect(admin.getByText("24 times in a row")).toBeVisible();

  await admin.getByLabel(/^Why/).fill("one key only");
  await admin.getByRole("button", { name: "Set aside" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Set aside" }).click();
  await expect(admin.getByText("all set aside")).toBeVisible();
  await expect(admin.getByText("“one key only”", { exact: false })).toBeVisible();
  await admin.goto(`${tandem.url}/research/shapes`);
  const row = admin.getByRole("row").filter({ has: admin.getByRole("link", { name, exact: true }) });
  await expect(row.getByRole("cell").first()).toHaveText("0");

  await admin.goBack();
  await admin.getByRole("button", { name: "Take back" }).click();
  await expect(admin.getByText("taken back")).toBeVisible();
  await expect(admin.getByText("all set aside")).toBeHidden();
  await admin.goto(`${tandem.url}/research/shapes`);
  await expect(row.getByRole("cell").first()).toHaveText(String(answers));
  await admin.goto(`${tandem.url}/admin/people`);
  await admin.getByRole("link", { name: "shapes" }).click();
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText(name);
  if (process.env.SHOTS)
    for (const [look, width, scheme] of [
      ["desk", 1280, "light"],
      ["phone", 390, "dark"],
    ] as const) {
      await admin.setViewportSize({ width, height: 900 });
      await admin.emulateMedia({ colorScheme: scheme });
      await admin.reload();
      await expect(admin.getByText("Latest answers")).toBeVisible();
      await admin.screenshot({ path: `${process.env.SHOTS}/person-${look}.png`, fullPage: true });
      if (look === "desk") {
        await admin.goto(`${tandem.url}/research/shapes/study/times`);
        await admin.waitForTimeout(3000);
        await admin.screenshot({ path: `${process.env.SHOTS}/times-${look}.png`, fullPage: true });
        await admin.goBack();
      }
    }
});

test("pictures on which people differ are decided with one key, and taken back with another", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const [annotator, admin] = await Promise.all(
    [1, 2].map(async () => (await browser.newContext()).newPage()),
  );
  if (!annotator || !admin) throw new Error("no pages");
  const name = await newAnnotator(tandem, annotator, "shapes");
  for (let i = 0; i < answers; i++) await answer(annotator, "2");
  await saved(annotator);

  await signIn(admin, tandem, "admin", adminPassword);
  await admin.goto(`${tandem.url}/admin/projects/shapes/review`);
  const open = admin.getByText(/^\d+ to decide$/);
  const before = Number.parseInt((await open.textContent()) ?? "", 10);
  expect(before).toBeGreaterThan(2);
  // nobody's name is on the page, nor in it
  expect(await admin.content()).not.toContain(name);
  await expect(admin.getByText("Person A")).toBeVisible();
  const disputed = admin.getByTestId("disputed");
  const first = await disputed.getAttribute("src");
  // the first key that does something says that the page listens
  await expect(async () => {
    await admin.getByLabel(/^Set the gold label too/).check();
    await expect(admin.getByLabel(/^Set the gold label too/)).toBeChecked({ timeout: 500 });
  }).toPass();
  await admin.getByLabel(/^Set the gold label too/).uncheck();
  // the keys are those with which classes are answered; Shift sets gold of this picture alone
  await admin.keyboard.press("Shift+Digit7");
  await expect(
    admin.getByText("Decided. The gold label that came with the data", { exact: false }),
  ).toBeVisible();
  await expect(open).toHaveText(`${before - 1} to decide`);
  await admin.keyboard.press("Space");
  await expect(open).toHaveText(`${before - 2} to decide`);
  await admin.keyboard.press("Backspace");
  await expect(open).toHaveText(`${before - 1} to decide`);
  await admin.keyboard.press("Backspace");
  await expect(open).toHaveText(`${before} to decide`);
  await expect(disputed).toHaveAttribute("src", first ?? "");
  await expect(admin.getByLabel(/^Set the gold label too/)).not.toBeChecked();
  await admin.keyboard.press("2");
  await expect(open).toHaveText(`${before - 1} to decide`);
  // it is stored behind the page's back
  const standing = () =>
    inDatabase(tandem, (db) => standingDecisions(db, findProject(db, "shapes")?.id ?? -1, 5).length);
  await expect.poll(standing).toBe(1);
  await admin.getByRole("link", { name: "Show names" }).click();
  await expect(admin.getByText(name).first()).toBeVisible();
  await expect(admin.getByText("Latest decisions")).toBeVisible();
  if (process.env.SHOTS)
    for (const [look, width, scheme] of [
      ["desk", 1280, "light"],
      ["phone", 390, "dark"],
    ] as const) {
      await admin.setViewportSize({ width, height: 900 });
      await admin.emulateMedia({ colorScheme: scheme });
      await admin.screenshot({ path: `${process.env.SHOTS}/review-${look}.png`, fullPage: true });
    }
});

import { eq } from "drizzle-orm";
import { type Browser, expect, type Page, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, painted, picture, saved, storedAnswers } from "./labelling.ts";
import { looked } from "./looked.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { items, practiceAnswers } from "#db/schema.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
});
test.afterAll(() => tandem.stop());

const newPage = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ bypassCSP: true })).newPage();

/** What the form says is what the server does from now on. */
async function save(
  admin: Page,
  settings: { practiceSince: null } | { practiceAll: boolean; practiceSince: unknown },
): Promise<void> {
  await admin.getByRole("button", { name: "Save practice" }).click();
  await expect
    .poll(() => inDatabase(tandem, (db) => findProject(db, "shapes")), { timeout: 15_000 })
    .toMatchObject(settings);
  await expect(admin.getByText("Saved.")).toBeVisible();
}

/** An admin has people practise with five pictures, four of them to be right, in two tries. */
async function practising(browser: Browser): Promise<Page> {
  const admin = await newPage(browser);
  await signIn(admin, tandem, "admin", adminPassword);
  await admin.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await admin.getByLabel("People practise before they label").check();
  await admin.getByLabel("Pictures of a round").fill("5");
  await admin.getByLabel("To be right, %").fill("80");
  await admin.getByLabel("Tries").fill("2");
  await save(admin, { practiceAll: false, practiceSince: expect.any(Number) });
  return admin;
}

/** Of the classes, in the order of the buttons. */
const keys = "1234567890";

/** The class that the picture on the screen is. */
async function classOf(page: Page): Promise<number> {
  const src = (await picture(page).getAttribute("src")) ?? "";
  const key = /images\/([^?]+)/.exec(src)?.[1] ?? "";
  const gold = inDatabase(tandem, (db) =>
    db
      .select({ gold: items.gold })
      .from(practiceAnswers)
      .innerJoin(items, eq(items.id, practiceAnswers.itemId))
      .where(eq(practiceAnswers.key, key))
      .get(),
  )?.gold;
  if (gold === undefined || gold === null) throw new Error(`no practice picture ${key}`);
  return gold;
}

/** A round by keyboard, so many right ones first; to the page that says what came of it. */
async function roundOf(page: Page, right: number, seen?: () => Promise<void>): Promise<void> {
  for (let n = 0; n < 5; n++) {
    await painted(page);
    const gold = await classOf(page);
    await page.keyboard.press(keys.charAt(n < right ? gold : (gold + 1) % keys.length));
    const feedback = page.getByTestId("feedback");
    await expect(feedback).toContainText(n < right ? "Right" : "Not right");
    // a class key means nothing now
    await page.keyboard.press("1");
    await expect(page.getByTestId("practice-progress")).toContainText(`${n + 1} of 5`);
    if (seen && n === 3) await seen();
    const before = await picture(page).getAttribute("src");
    await page.keyboard.press((["Enter", "Space", "ArrowRight"] as const)[n % 3] ?? "Enter");
    if (n < 4) await expect(picture(page)).not.toHaveAttribute("src", before ?? "");
  }
}

test("somebody fails, tries again, passes and labels, by keyboard alone", async ({ browser }) => {
  test.setTimeout(240_000);
  const admin = await practising(browser);
  await looked(admin, "practice-settings");
  const page = await newPage(browser);
  const name = await newAnnotator(tandem, page, "shapes", { instructed: true });
  await expect(page.getByRole("button", { name: "Begin practice" })).toBeFocused();
  await looked(page, "practice-intro");
  await page.keyboard.press("Enter");
  await painted(page);
  await looked(page, "practice-picture");
  await roundOf(page, 3, () => looked(page, "practice-feedback"));
  await expect(page.getByTestId("practice-score")).toHaveText("3 of 5");
  await expect(page.getByRole("button", { name: "Try again" })).toBeFocused();
  await looked(page, "practice-failed");
  // what was there is still there
  await page.reload();
  await expect(page.getByRole("img", { name: "Wrong picture" })).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Try again" })).toBeFocused();
  await page.keyboard.press("Enter");
  await painted(page);
  await page.reload();
  await roundOf(page, 5, () => looked(page, "practice-right"));
  await expect(page.getByTestId("practice-score")).toHaveText("5 of 5");
  await looked(page, "practice-passed");
  expect(storedAnswers(tandem)).toHaveLength(0);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("saved")).toBeVisible();
  await answer(page, "1");
  await saved(page);
  expect(storedAnswers(tandem)).toHaveLength(1);

  await admin.goto(`${tandem.url}/research/shapes`);
  await admin.getByRole("link", { name, exact: true }).click();
  await expect(admin.getByText("5 of 5 right")).toBeVisible();
});

test("with no tries left it is the admin who gives one, or lets in; a page at work hears of practice", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const admin = await practising(browser);
  const page = await newPage(browser);
  await newAnnotator(tandem, page, "shapes", { instructed: true });
  for (const again of ["Begin practice", "Try again"]) {
    await expect(page.getByRole("button", { name: again })).toBeFocused();
    await page.keyboard.press("Enter");
    await roundOf(page, 0);
  }
  await expect(page.getByRole("button", { name: "Check again" })).toBeFocused();
  await looked(page, "practice-no-tries");

  await admin.goto(`${tandem.url}/admin/projects/shapes/people`);
  await expect(admin.getByText("no tries left")).toBeVisible();
  await looked(admin, "practice-people");
  await admin.getByRole("button", { name: "Give another try" }).click();
  await expect(admin.getByText("no tries left")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Try again" })).toBeFocused();

  await admin.getByRole("button", { name: "Let in without practice" }).click();
  await admin.getByRole("button", { name: "Let them in" }).click();
  await expect(admin.getByText("let in", { exact: true })).toBeVisible();
  await admin.goto(`${tandem.url}/admin/projects/shapes/activity`);
  await expect(admin.getByText(/label without practice/)).toBeVisible();
  await expect(admin.getByText(/another try at practice/)).toBeVisible();
  await page.reload();
  await answer(page, "1");
  await saved(page);

  // Everybody is to practise from now on; who was let in stays in.
  await admin.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await admin.getByLabel("Who practises").selectOption("all");
  await save(admin, { practiceAll: true, practiceSince: expect.any(Number) });
  await answer(page, "1");
  await admin.getByLabel("People practise before they label").uncheck();
  await save(admin, { practiceSince: null });

  const worker = await newPage(browser);
  await newAnnotator(tandem, worker, "shapes");
  await answer(worker, "1");
  await admin.getByLabel("People practise before they label").check();
  await admin.getByLabel("Who practises").selectOption("all");
  await save(admin, { practiceAll: true, practiceSince: expect.any(Number) });
  await answer(worker, "1").catch(() => undefined);
  await worker.getByRole("button", { name: "Go to practice" }).click();
  await expect(worker.getByRole("button", { name: "Begin practice" })).toBeFocused();
});

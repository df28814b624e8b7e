import { asc, isNotNull } from "drizzle-orm";
import { expect, type Page } from "playwright/test";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { judgments } from "#db/schema.ts";
import { makePerson, signIn } from "./session.ts";
import type { Tandem } from "./tandem.ts";

const password = "a long enough password";
let people = 0;

/**
 * A new annotator in front of the first picture of a project, or of the instructions that stand before it.
 * @returns their name
 */
export async function newAnnotator(
  tandem: Tandem,
  page: Page,
  project: string,
  { instructed = false } = {},
): Promise<string> {
  const name = `person${++people}`;
  await makePerson(tandem, name, "annotator", password);
  await signIn(page, tandem, name, password);
  await page.goto(`${tandem.url}/annotate/${project}`);
  if (!instructed) await painted(page);
  return name;
}

/** What the database holds of the people's answers, in the order in which they came. */
export function storedAnswers(tandem: Tandem) {
  const database = openDatabase(dataDir(tandem.data).database);
  const rows = database.db
    .select()
    .from(judgments)
    .where(isNotNull(judgments.leaseId))
    .orderBy(asc(judgments.id))
    .all();
  database.close();
  return rows;
}

/** The picture to be labelled. */
export const picture = (page: Page) => page.locator("[data-testid=stage] img");

/** Everything that was answered has reached the server. */
export const saved = (page: Page) =>
  expect(page.getByTestId("saved")).toHaveText("Saved", { timeout: 60_000 });

/**
 * The picture is on the screen. A key before that answers nothing (it was meant for the picture
 * before), and a person would not press one either.
 */
export async function painted(page: Page): Promise<void> {
  // after a minute in which nobody touched anything the page covers the picture: on a busy machine tests wait so long
  const paused = page.getByText("Paused", { exact: true });
  await expect(async () => {
    if (await paused.isVisible()) await paused.click();
    await expect(picture(page)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
      }),
  );
}

/** Press a key and wait for another picture. */
export async function answer(page: Page, key: string): Promise<void> {
  await painted(page);
  const before = await picture(page).getAttribute("src");
  await page.keyboard.press(key);
  await expect(picture(page)).not.toHaveAttribute("src", before ?? "");
}

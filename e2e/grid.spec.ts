import { expect, type Locator, type Page, test } from "playwright/test";
import { z } from "zod";
import { axe } from "./axe.ts";
import { endTransitions } from "./looked.ts";
import { newAnnotator, painted, saved, storedAnswers } from "./labelling.ts";
import { projectWith } from "./photos.ts";
import { startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { batches, projects, skips } from "#db/schema.ts";

const classes = ["circle", "square", "triangle", "star", "cross"];

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  await projectWith(tandem, "shapes", { classes, queue: 150, trained: false });
});
test.afterAll(() => tandem.stop());

const cells = (page: Page): Locator => page.getByRole("option");
const open = (page: Page): Locator => page.locator("[data-lease]");
const selected = (page: Page): Locator => page.locator('[role="option"][aria-selected="true"]');
const answersOf = () => storedAnswers(tandem).filter(({ outcome }) => outcome !== "withdrawn");
const stored = () => inDatabase(tandem, (db) => db.select().from(batches).all());

/** A new person in front of a whole page of pictures. */
async function sorter(page: Page, pictures = 24): Promise<void> {
  await newAnnotator(tandem, page, "shapes");
  await page.getByRole("link", { name: "Grid" }).click();
  await ready(page, pictures);
}

async function ready(page: Page, pictures: number): Promise<void> {
  await expect(open(page)).toHaveCount(pictures, { timeout: 30_000 });
  await settled(page);
}

/** The pictures are painted: a key before that was meant for others. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
        );
      }),
  );

const middle = async (cell: Locator): Promise<{ x: number; y: number }> => {
  const box = await cell.boundingBox();
  if (!box) throw new Error("the picture is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

test("by keyboard alone: select, answer at once, can't tell, skip, and take a batch back", async ({
  page,
}) => {
  const told: unknown[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/api/tasks"))
      void response.json().then(
        (json: unknown) => told.push(json),
        () => undefined,
      );
  });
  await sorter(page);
  await expect(page.getByRole("listbox", { name: "Pictures to sort" })).toBeFocused();
  const [answers, batch] = [answersOf().length, stored().length];

  // the picture under the cursor, without a selection; then two that are passed over
  await page.keyboard.press("1");
  await expect(open(page)).toHaveCount(23);
  await settled(page);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press("2");
  await expect(open(page)).toHaveCount(21);
  await settled(page);
  await page.keyboard.press("Space");
  await page.keyboard.press(".");
  await expect(open(page)).toHaveCount(20);
  await settled(page);
  await page.keyboard.press("-");
  await expect(open(page)).toHaveCount(19);
  await settled(page);
  await page.keyboard.press("Control+a");
  await expect(selected(page)).toHaveCount(19);
  await page.keyboard.press("3");
  // the next page
  await ready(page, 24);
  await saved(page);
  const mine = answersOf().slice(answers);
  expect(mine.map(({ label }) => label).sort()).toEqual(
    [null, 0, 1, 1, ...Array.from({ length: 19 }, () => 2)].sort(),
  );
  for (const one of mine) expect(one).toMatchObject({ responseMs: null, quality: null });
  const known = stored().slice(batch);
  expect(known.map((one) => one.answers)).toEqual([1, 2, 1, 19]);
  for (const one of known) expect(one).toMatchObject({ input: "key", hiddenCount: 0 });
  expect(known.map(({ shown }) => shown)).toEqual([24, 23, 21, 19]);
  expect(inDatabase(tandem, (db) => db.select().from(skips).all())).toHaveLength(1);
  // nothing that a browser is told of a picture says anything about it
  const reply = z.looseObject({ tasks: z.array(z.record(z.string(), z.unknown())) });
  const tasks = told.flatMap((json) => reply.parse(json).tasks);
  expect(tasks.length).toBeGreaterThan(40);
  expect(new Set(tasks.flatMap((task) => Object.keys(task)))).toEqual(new Set(["lease"]));

  // the whole batch comes back, onto a page that has turned since
  await page.keyboard.press("Backspace");
  await expect(page.getByRole("status").filter({ hasText: "19 pictures taken back" })).toBeVisible();
  await expect(open(page)).toHaveCount(43);
  await saved(page);
  await expect.poll(() => storedAnswers(tandem).length - answers).toBe(23);
  await settled(page);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("4");
  await saved(page);
  await expect.poll(() => stored().at(-1)?.answers).toBe(43);
});

test("with the mouse: click, Shift and a click, and a band; a picture that was answered opens again", async ({
  page,
}) => {
  await sorter(page);
  await cells(page).nth(0).click();
  await cells(page)
    .nth(4)
    .click({ modifiers: ["Shift"] });
  await expect(selected(page)).toHaveCount(5);
  await cells(page).nth(2).click();
  await expect(selected(page)).toHaveCount(4);
  // a band over the last three, begun on the last
  const [from, to] = [await middle(cells(page).nth(23)), await middle(cells(page).nth(21))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await expect(selected(page)).toHaveCount(7);
  await page.getByRole("button", { name: "star" }).click();
  await expect(open(page)).toHaveCount(17);
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ answers: 7, input: "pointer" });

  const answered = page.locator("[data-answered]");
  await expect(answered).toHaveCount(7);
  await answered.first().click();
  await expect(open(page)).toHaveCount(18);
  await expect(answered).toHaveCount(6);
  await saved(page);
  // one of the batch was taken back, the others stand
  await expect
    .poll(() => storedAnswers(tandem).filter(({ batchId }) => batchId === stored().at(-1)?.id).length)
    .toBe(7);
  // dragging from a selected picture takes out of the selection
  await page.keyboard.press("Control+a");
  const [a, b] = [await middle(open(page).nth(10)), await middle(open(page).nth(11))];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 6 });
  await page.mouse.up();
  await expect(selected(page)).toHaveCount(16);
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);
});

test("on a phone; axe finds nothing, light and dark; switched off, the way leads to single pictures", async ({
  browser,
}) => {
  const context = await browser.newContext({
    ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, bypassCSP: true },
  });
  const page = await context.newPage();
  await newAnnotator(tandem, page, "shapes");
  await page.getByRole("link", { name: "Grid" }).click();
  await ready(page, 12);
  await cells(page).nth(3).tap();
  await cells(page).nth(5).tap();
  await expect(selected(page)).toHaveCount(2);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(endTransitions);
    expect(await axe(page), colorScheme).toEqual([]);
  }
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(sticksOut).toBe(false);
  await page.getByRole("button", { name: "circle" }).tap();
  await expect(open(page)).toHaveCount(10);
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ answers: 2, input: "touch" });
  inDatabase(tandem, (db) => db.update(projects).set({ gridAllowed: false }).run());
  await page.reload();
  await painted(page);
  await expect(page.getByRole("link", { name: "Grid" })).toHaveCount(0);
  await context.close();
});

import { spawnSync } from "node:child_process";
import { expect, type Page, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, picture, saved, storedAnswers } from "./labelling.ts";
import { type Tandem } from "./tandem.ts";

let tandem: Tandem;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 200, test: 120 });
});
test.afterAll(() => tandem.stop());

const annotator = (page: Page) => newAnnotator(tandem, page, "shapes");
const stored = () => storedAnswers(tandem);

test("49 a held key answers once; a second press answers the next picture", async ({ page }) => {
  await annotator(page);
  const before = stored().length;
  const first = await picture(page).getAttribute("src");
  await page.keyboard.down("1");
  await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
  for (let i = 0; i < 20; i++) await page.keyboard.down("1"); // the keyboard's own repetition
  await page.keyboard.up("1");
  await saved(page);
  expect(stored().length).toBe(before + 1);
  await answer(page, "1");
  await saved(page);
  expect(stored().length).toBe(before + 2);
});

test("undo brings the picture back, and the new answer replaces the old one", async ({ page }) => {
  await annotator(page);
  const first = await picture(page).getAttribute("src");
  await answer(page, "2");
  await saved(page);
  const mistake = stored().at(-1);
  await page.keyboard.press("Backspace");
  await expect(picture(page)).toHaveAttribute("src", first ?? "");
  await expect(page.getByText("0 today")).toBeVisible();
  await answer(page, "4");
  await saved(page);
  const last = stored().at(-1);
  expect(last).toMatchObject({ itemId: mistake?.itemId, outcome: "label", label: 3 });
  // The mistake stays in the record, taken back by a row of its own.
  expect(stored().filter(({ itemId }) => itemId === mistake?.itemId).length).toBeGreaterThan(1);
});

test("the response time is the one from the painted picture to the key, whatever the delay", async ({
  page,
}) => {
  // A second clock in the page, independent of the app's: a picture appears, the next frame paints it.
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(window, { seenAt: seen });
    let source: string | null = null;
    new MutationObserver(() => {
      const now = document.querySelector("[data-testid=stage] img")?.getAttribute("src") ?? null;
      if (now === source) return;
      source = now;
      if (now !== null) requestAnimationFrame(() => seen.push(performance.now()));
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await annotator(page);
  for (const delay of [150, 500, 2000]) {
    const before = await picture(page).getAttribute("src");
    const expected = await page.evaluate(async (wait) => {
      const seen: unknown = Reflect.get(window, "seenAt");
      if (!Array.isArray(seen)) throw new Error("no clock");
      // Busy all the while: the key's own time stamp counts, not when the page gets round to it.
      const painted = Number(seen.at(-1));
      await new Promise((done) => setTimeout(done, Math.max(0, painted + wait - performance.now())));
      const key = new KeyboardEvent("keydown", { key: "3", code: "Digit3", bubbles: true });
      const until = performance.now() + 120;
      while (performance.now() < until);
      window.dispatchEvent(key);
      return key.timeStamp - painted;
    }, delay);
    await expect(picture(page)).not.toHaveAttribute("src", before ?? "");
    await saved(page);
    // A frame or two lie between the two clocks' ideas of "painted"; the 120 ms of a busy page would show.
    expect(Math.abs((stored().at(-1)?.responseMs ?? Infinity) - expected)).toBeLessThan(60);
  }
});

test("kill -9 of the server while somebody labels: what was acknowledged stays, what was not is sent again", async ({
  page,
}) => {
  await annotator(page);
  const before = stored().length;
  await answer(page, "1");
  await answer(page, "2");
  await saved(page);
  const { stdout } = spawnSync("pgrep", ["-P", String(tandem.pid), "-f", "web.ts"], { encoding: "utf8" });
  const web = Number(stdout.trim().split("\n")[0]);
  expect(web).toBeGreaterThan(1); // 0 would be this process and all its relatives
  process.kill(web, "SIGKILL");
  for (const key of ["3", "4", "5"]) await answer(page, key); // the next pictures are here already
  await expect(page.getByTestId("saved")).toContainText("kept here");
  // `npm start` brings the server back by itself.
  await saved(page);
  const rows = stored().slice(before);
  expect(rows.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(rows.map(({ leaseId }) => leaseId)).size).toBe(5);
});

test("a closed tab loses no answer: they go out when the page is opened again", async ({ page, context }) => {
  await annotator(page);
  const before = stored().length;
  await context.route("**/api/tasks", (route) => route.abort());
  await answer(page, "6");
  await answer(page, "7");
  await expect(page.getByTestId("saved")).toContainText("2 answers kept here");
  await page.close();
  await context.unroute("**/api/tasks");
  const again = await context.newPage();
  await again.goto(`${tandem.url}/annotate/shapes`);
  await saved(again);
  await expect.poll(() => stored().length).toBe(before + 2);
  expect(
    stored()
      .slice(before)
      .map(({ label }) => label),
  ).toEqual([5, 6]);
});

test("a finger on a phone answers as well", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await page.clock.install();
  await annotator(page);
  const first = await picture(page).getAttribute("src");
  await page.getByRole("button", { name: "circle" }).tap();
  await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ outcome: "label", input: "touch" });
  // and ends the pause that comes by itself, where there is no key to press
  await page.clock.fastForward(61_000);
  await page.getByText("Paused", { exact: true }).tap();
  await expect(picture(page)).toBeVisible();
  await context.close();
});

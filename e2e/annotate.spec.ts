import { spawnSync } from "node:child_process";
import { expect, type Page, test } from "playwright/test";
import { asc, isNotNull } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { judgments } from "#db/schema.ts";
import { trainedProject } from "./dataset.ts";
import { answer, painted, picture, saved } from "./labelling.ts";
import { projectWith, zonePlate } from "./photos.ts";
import { makePerson, signIn } from "./session.ts";
import { startTandem, type Tandem } from "./tandem.ts";

const password = "a long enough password";
let tandem: Tandem;
let people = 0;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  await trainedProject(tandem, { train: 200, test: 120 });
  await projectWith(tandem, "birds", { classes: birds, queue: 12, photos: [await zonePlate(6000, 4000)] });
  await projectWith(tandem, "many", { classes: many, queue: 12 });
});
test.afterAll(() => tandem.stop());

const birds = [
  "Black-throated Blue Warbler",
  "Great Crested Flycatcher (immature or female in autumn plumage)",
  "Ruby-throated Hummingbird",
  "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
  "Owl",
  "American Three-toed Woodpecker",
];
const many = Array.from({ length: 100 }, (_, i) => `breed number ${i + 1}`);

/** A new annotator in front of the first picture. */
async function annotator(page: Page, project = "shapes"): Promise<number> {
  const name = `person${++people}`;
  const id = await makePerson(tandem, name, "annotator", password);
  await signIn(page, tandem, name, password);
  await page.goto(`${tandem.url}/annotate/${project}`);
  await painted(page);
  return id;
}

/** What the database holds of the people's answers, in the order in which they came. */
function stored() {
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

test("a held key answers once; a second press answers the next picture", async ({ page }) => {
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
  const { stdout } = spawnSync("pgrep", ["-P", String(tandem.pid), "-f", "next"], { encoding: "utf8" });
  const web = Number(stdout.trim().split("\n")[0]);
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
  await annotator(page);
  const first = await picture(page).getAttribute("src");
  await page.getByRole("button", { name: "circle" }).tap();
  await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ outcome: "label", input: "touch" });
  await context.close();
});

test("help takes no key away: Space and Enter change nothing, Escape leads back to the picture", async ({
  page,
}) => {
  await annotator(page);
  const before = stored().length;
  for (const enter of ["by its card", "by its address"]) {
    if (enter === "by its card") {
      await page.goto(`${tandem.url}/annotate`);
      await page.getByRole("link", { name: "shapes" }).click();
    } else await page.reload();
    await painted(page);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.locator("#help-title")).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Answer with single keys")).toBeChecked();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("group", { name: "Picture to label" })).toBeFocused();
    await answer(page, "1");
  }
  await saved(page);
  expect(stored().length).toBe(before + 2);
});

test("single keys that are off say so, and come back with one click", async ({ page }) => {
  await annotator(page);
  await page.keyboard.press("?");
  await page.getByLabel("Answer with single keys").uncheck();
  await page.keyboard.press("Escape");
  const first = await picture(page).getAttribute("src");
  await expect(page.getByTestId("keys-off")).toBeVisible();
  await page.keyboard.press("1");
  await expect(picture(page)).toHaveAttribute("src", first ?? "");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByTestId("keys-off")).toHaveCount(0);
  await answer(page, "1");
  await saved(page);
});

test("a photo is reduced smoothly, a small picture keeps its pixels, on any screen; names are shown whole", async ({
  page,
}) => {
  await annotator(page, "birds");
  for (const name of birds) {
    const shown = page.getByRole("button", { name });
    await expect(shown).toBeVisible();
    await expect(shown.locator("span")).toHaveAttribute("title", name);
    // Not cut, neither sideways nor after the third line.
    const cut = await shown
      .locator("span")
      .evaluate((span) => span.scrollWidth > span.clientWidth || span.scrollHeight > span.clientHeight + 1);
    expect(cut, name).toBe(false);
  }
  const screen = await page.context().newCDPSession(page);
  const seen = new Set<string>();
  for (let i = 0; i < 13; i++) {
    await painted(page);
    for (const deviceScaleFactor of [1, 2]) {
      const size = { width: 1280, height: 800, mobile: false };
      await screen.send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor });
      await painted(page);
      const [width, rendering] = await picture(page).evaluate((img) => [
        img instanceof HTMLImageElement ? img.naturalWidth : 0,
        getComputedStyle(img).imageRendering,
      ]);
      seen.add(`${width === 6000 ? "photo" : "small"} ×${deviceScaleFactor} ${rendering}`);
    }
    if (i < 12) await answer(page, "1");
  }
  expect([...seen].sort()).toEqual([
    "photo ×1 auto",
    "photo ×2 auto",
    "small ×1 pixelated",
    "small ×2 pixelated",
  ]);
  await saved(page);
});

test("with more classes than keys the search has the focus, and Space and undo still work", async ({
  page,
}) => {
  await annotator(page, "many");
  const search = page.getByLabel("Find a class");
  await expect(search).toBeFocused();
  const first = await picture(page).getAttribute("src");

  await page.keyboard.type("no such");
  await expect(page.getByText("No class matches")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(picture(page)).toHaveAttribute("src", first ?? "");
  await page.keyboard.press("Escape");
  await expect(search).toHaveValue("");

  await page.keyboard.type("number 42"); // with a space in it
  await page.keyboard.press("Enter");
  await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
  await expect(search).toBeFocused();
  await expect(search).toHaveValue("");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ outcome: "label", label: 41 });

  await page.keyboard.type("x");
  await page.keyboard.press("Backspace"); // of the text
  await expect(search).toHaveValue("");
  await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
  await page.keyboard.press("Backspace"); // of the answer
  await expect(picture(page)).toHaveAttribute("src", first ?? "");
  await answer(page, "Space");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ outcome: "unsure", label: null });
});

for (const [name, viewport] of [
  ["upright", { width: 390, height: 844 }],
  ["sideways", { width: 844, height: 390 }],
] as const)
  test(`a phone held ${name} shows picture, “Can’t tell” and Undo whatever the number of classes`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await annotator(page, "many");
    const first = await picture(page).getAttribute("src");
    await page.getByRole("button", { name: "breed number 77", exact: true }).tap();
    await expect(picture(page)).not.toHaveAttribute("src", first ?? "");
    for (const control of ["Can’t tell", "Undo"])
      await expect(page.getByRole("button", { name: control })).toBeInViewport({ ratio: 1 });
    await page.getByRole("button", { name: "Undo" }).tap();
    await expect(picture(page)).toHaveAttribute("src", first ?? "");
    await expect(picture(page)).toBeInViewport({ ratio: 1 });
    await context.close();
  });

test("on a desk everything one needs is in sight without scrolling", async ({ page }) => {
  await annotator(page);
  await answer(page, "1");
  await expect(picture(page)).toBeInViewport({ ratio: 1 });
  for (const control of ["circle", "Can’t tell", "Undo", "Help"])
    await expect(page.getByRole("button", { name: control })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
  await saved(page);
  await page.getByRole("link", { name: "Projects" }).click();
  await expect(page).toHaveURL(/\/annotate$/);
});

import { expect, type Page, test } from "playwright/test";
import { eq } from "drizzle-orm";
import { axe } from "./axe.ts";
import { answer, newAnnotator, painted, picture, saved, storedAnswers } from "./labelling.ts";
import { projectWith, zonePlate } from "./photos.ts";
import { startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { flags, projects, skips } from "#db/schema.ts";

const birds = [
  "Black-throated Blue Warbler",
  "Great Crested Flycatcher (immature or female in autumn plumage)",
  "Ruby-throated Hummingbird",
  "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
  "Owl",
  "American Three-toed Woodpecker",
];
const ten = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const many = Array.from({ length: 100 }, (_, i) => `breed number ${i + 1}`);

let tandem: Tandem;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  const photos = [await zonePlate(6000, 4000)];
  await projectWith(tandem, "photo", { classes: birds, queue: 3, photos, trained: false });
  await projectWith(tandem, "birds", { classes: birds, queue: 60, trained: false });
  await projectWith(tandem, "ten", { classes: ten, queue: 9, trained: false });
  await projectWith(tandem, "many", { classes: many, queue: 0, trained: false });
});
test.afterAll(() => tandem.stop());

const annotator = (page: Page, project = "birds") => newAnnotator(tandem, page, project);
const stored = () => storedAnswers(tandem);
const kept = () =>
  inDatabase(tandem, (db) => ({
    skips: db.select().from(skips).all(),
    flags: db.select().from(flags).all(),
  }));
const instruct = (slug: string, instructions: string) =>
  inDatabase(tandem, (db) => db.update(projects).set({ instructions }).where(eq(projects.slug, slug)).run());

test("a photo is reduced smoothly, a small picture keeps its pixels, on any screen; names are shown whole", async ({
  page,
}) => {
  await annotator(page, "photo");
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
  while (seen.size < 4) {
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
    if (seen.size < 4) await answer(page, "1");
  }
  expect([...seen].sort()).toEqual([
    "photo ×1 auto",
    "photo ×2 auto",
    "small ×1 pixelated",
    "small ×2 pixelated",
  ]);
  await saved(page);
});

test("help takes no key away: Space and Enter change nothing, Escape leads back to the picture", async ({
  page,
}) => {
  await annotator(page);
  const before = stored().length;
  for (const enter of ["by its card", "by its address"]) {
    if (enter === "by its card") {
      await page.goto(`${tandem.url}/annotate`);
      await page.getByRole("link", { name: "birds" }).click();
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

for (const [name, viewport] of [
  ["upright", { width: 390, height: 844 }],
  ["sideways", { width: 844, height: 390 }],
] as const)
  test(`a phone held ${name} shows all of ten classes, and nothing lies over them`, async ({ browser }) => {
    const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await annotator(page, "ten");
    for (let i = 0; i < 3; i++) await answer(page, "1");
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/ten-${name}.png` });
    const size = await picture(page).boundingBox();
    expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThan(150);
    for (const word of ten) {
      const button = page.getByRole("button", { name: word, exact: true });
      await expect(button).toBeInViewport({ ratio: 1 });
      const onTop = await button.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const at = (y: number) => document.elementFromPoint((left + right) / 2, y);
        return [top + 2, bottom - 2].every((y) => element.contains(at(y)));
      });
      expect(onTop, word).toBe(true);
    }
    await context.close();
  });

test("the picture takes the room there is; looking closer by wheel, key and drag asks the server for nothing and stays with its picture", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await annotator(page);
  const place = (await page.getByRole("group", { name: "Picture to label" }).boundingBox()) ?? {
    width: 0,
    height: 0,
    x: 0,
    y: 0,
  };
  expect(place.width).toBeGreaterThan(1200);
  expect(place.height).toBeGreaterThan(700);
  const zoom = async () => Number(await page.getByTestId("stage").getAttribute("data-zoom"));
  await painted(page);
  await saved(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.mouse.move(place.x + place.width / 2 + 40, place.y + place.height / 2);
  await page.mouse.wheel(0, -300);
  await expect.poll(zoom).toBeGreaterThan(2);
  await page.keyboard.press("-");
  await page.keyboard.press("Shift+ArrowRight");
  await page.mouse.down();
  await page.mouse.move(place.x + 30, place.y + 30, { steps: 4 });
  await page.mouse.up();
  const before = await zoom();
  await page.keyboard.down("Enter");
  await expect.poll(zoom).toBeGreaterThan(before);
  await page.keyboard.up("Enter");
  await expect.poll(zoom).toBeCloseTo(before, 1);
  await expect(picture(page)).toHaveCSS("image-rendering", "pixelated");
  expect(asked.filter((url) => !url.includes("/api/tasks"))).toEqual([]);
  await answer(page, "1");
  expect(await zoom()).toBe(1);
  await saved(page);
  expect(stored().at(-1)?.timing?.zoom).toBeGreaterThan(2);
});

test("skip, flag and an older answer, by keyboard alone, with and without a connection", async ({
  page,
  context,
}) => {
  await annotator(page);
  const src = () => picture(page).getAttribute("src");
  const first = await src();
  await answer(page, "ArrowRight");
  await saved(page);
  await page.keyboard.press("Backspace");
  await expect(picture(page)).toHaveAttribute("src", first ?? "");
  await answer(page, "2");

  await context.route("**/api/tasks", (route) => route.abort());
  await answer(page, "ArrowRight");
  await painted(page);
  await page.keyboard.press("!");
  await page.keyboard.press("Tab"); // over the choice of the picture
  await page.keyboard.press("Tab");
  await page.keyboard.type("Two birds.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByTestId("saved")).toContainText("2 answers kept here");
  await context.unroute("**/api/tasks");
  await saved(page);
  expect(kept().skips.filter(({ returnedAt }) => returnedAt === null)).toHaveLength(1);
  expect(kept().flags).toMatchObject([{ comment: "Two birds.", withdrawnAt: null }]);
  await page.reload();
  await painted(page);
  await page.keyboard.press("!");
  await page.getByRole("button", { name: "Take back" }).click();
  await page.keyboard.press("Escape");
  await saved(page);
  expect(kept().flags[0]?.withdrawnAt).not.toBeNull();

  // The first answer opens again, is kept, opens once more and is changed.
  const mine = stored().at(-1);
  const before = stored().length;
  await painted(page);
  await page
    .getByRole("button", { name: /^Change/ })
    .first()
    .press("Enter");
  await expect(page.getByText("Taken back: it was")).toBeVisible();
  await painted(page);
  await page.keyboard.press("Escape");
  await expect(page.getByText("Taken back: it was")).toHaveCount(0);
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ itemId: mine?.itemId, label: mine?.label, outcome: "label" });
  await painted(page);
  await page
    .getByRole("button", { name: /^Change/ })
    .first()
    .press("Enter");
  await expect(page.getByText("Taken back: it was")).toBeVisible();
  await answer(page, "4");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ itemId: mine?.itemId, label: 3, outcome: "label" });
  expect(stored().length).toBe(before + 2);
});

test("a key and an order of one's own stay with the account; a goal ends in a summary", async ({ page }) => {
  await annotator(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Goal for a session").fill("2");
  await page.getByLabel("Key for Owl").fill("o");
  await page.getByRole("button", { name: "Move Owl up" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.reload();
  await painted(page);
  await expect(page.locator(".class-grid button").nth(3)).toContainText("Owl");
  await answer(page, "o");
  await saved(page);
  expect(stored().at(-1)).toMatchObject({ label: birds.indexOf("Owl") });
  await expect(page.getByTestId("session")).toContainText("1 of 2");
  await painted(page);
  await page.keyboard.press("Space");
  await expect(page.getByTestId("summary")).toContainText("2");
  await expect(picture(page)).toHaveCount(0); // the next picture waits: its time has not begun
  await page.getByRole("button", { name: "New session" }).click();
  await answer(page, "1");
  await saved(page);
  await expect(page.getByTestId("session")).toContainText("1 of 2");
});

test("axe finds nothing in the page and its dialogs, dark and on a phone, and nothing sticks out", async ({
  browser,
}) => {
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ viewport, bypassCSP: true, colorScheme: "dark" });
  const page = await context.newPage();
  await annotator(page);
  await answer(page, "1");
  for (const button of ["Settings", "Help", "Flag"]) {
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await axe(page), button).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await painted(page);
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await context.close();
});

test("instructions stand before the first picture, and again when they have changed; what is in them does no harm", async ({
  page,
}) => {
  const dangerous = `<img src=x onerror="document.title='harmed'"> ![x](https://example.org/a.png) [press](javascript:alert(1))`;
  instruct("birds", `# Look **closely**\n\n- beak\n- wings\n\n${dangerous}`);
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(tandem.url)) outside.push(request.url());
  });
  await newAnnotator(tandem, page, "birds", { instructed: true });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Look closely" })).toBeVisible();
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await expect(dialog.locator(".instructions :is(img, script, a)")).toHaveCount(0);
  await expect(picture(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await painted(page);
  await answer(page, "1");
  await saved(page);
  await page.reload();
  await painted(page);
  await expect(dialog).toHaveCount(0);
  instruct("birds", "Look again.");
  await page.reload();
  await expect(dialog).toContainText("Look again.");
  expect(outside).toEqual([]);
  instruct("birds", "");
  expect(await page.title()).not.toContain("harmed");
});

test("on a desk everything one needs is in sight without scrolling", async ({ page }) => {
  await annotator(page);
  await answer(page, "1");
  await expect(picture(page)).toBeInViewport({ ratio: 1 });
  for (const control of ["Owl", "Can’t tell", "Undo", "Help"])
    await expect(page.getByRole("button", { name: control })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
  await saved(page);
  await page.getByRole("link", { name: "Projects" }).click();
  await expect(page).toHaveURL(/\/annotate$/);
});

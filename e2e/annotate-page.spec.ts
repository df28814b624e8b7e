import { expect, type Page, test } from "playwright/test";
import { answer, newAnnotator, painted, picture, saved, storedAnswers } from "./labelling.ts";
import { projectWith, zonePlate } from "./photos.ts";
import { startTandem, type Tandem } from "./tandem.ts";

const birds = [
  "Black-throated Blue Warbler",
  "Great Crested Flycatcher (immature or female in autumn plumage)",
  "Ruby-throated Hummingbird",
  "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
  "Owl",
  "American Three-toed Woodpecker",
];
const many = Array.from({ length: 100 }, (_, i) => `breed number ${i + 1}`);

let tandem: Tandem;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  await projectWith(tandem, "birds", { classes: birds, queue: 40, photos: [await zonePlate(6000, 4000)] });
  await projectWith(tandem, "many", { classes: many, queue: 40 });
});
test.afterAll(() => tandem.stop());

const annotator = (page: Page, project = "birds") => newAnnotator(tandem, page, project);
const stored = () => storedAnswers(tandem);

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

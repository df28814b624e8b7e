import { readFileSync } from "node:fs";
import { expect, type Page, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";

const password = "a long enough password";
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 60 });
});
test.afterAll(() => tandem.stop());

const items = (search = "") => `${tandem.url}/research/shapes/items${search}`;
const tiles = (page: Page) => page.locator("[data-tile]");
const count = (page: Page) => page.getByTestId("item-count");
/** What a number of the page says: "1,234 items" → 1234. */
const counted = async (page: Page) => {
  await expect(count(page)).toHaveText(/^[\d,]+ items?$/);
  return Number((await count(page).innerText()).replace(/[^\d]/g, ""));
};

test("the gallery scrolls through all items; filters live in the address, combine, and go away one by one", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(items());
  expect(await counted(page)).toBe(160);
  await expect(tiles(page).first().locator("img")).toBeVisible();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 3000);
      return tiles(page).last().getAttribute("data-tile");
    })
    .toBe("159");

  // chosen as soon as it can be, however long the page's own code is on its way
  const slowly = "**/_next/static/**/*.js";
  await page.route(slowly, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(items(), { waitUntil: "commit" });
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.getByLabel("Who").selectOption({ label: "anna" });
  await page.getByLabel("Said").selectOption({ label: "not the gold class" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/said=column-\d+%3Awrong/);
  await page.unroute(slowly);
  const wrong = await counted(page);
  expect(wrong).toBeGreaterThan(0);
  expect(wrong).toBeLessThan(160);
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.getByLabel("Split").selectOption("test");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/split=test/);
  const both = await counted(page);
  expect(both).toBeLessThan(wrong);
  const chips = page.getByRole("list", { name: "Filters in force" });
  await expect(chips.getByRole("listitem")).toHaveCount(3); // and a way to clear them
  await chips.getByRole("link", { name: /test split/ }).click();
  await expect(page).not.toHaveURL(/split/);
  expect(await counted(page)).toBe(wrong);
  // the filter goes along to the exports
  await page.getByRole("link", { name: "Export these…" }).click();
  await expect(page).toHaveURL(/exports\?only=said/);
  await expect(page.getByText("Only what fits the filter: anna: not the gold class")).toBeVisible();

  await page.goto(items("?said=nobody:1&split=train"));
  await expect(page.getByRole("status").getByText("said=nobody:1")).toBeVisible();
  expect(await counted(page)).toBe(100);
  await page.goto(items("?name=no-such-picture"));
  await expect(page.getByText("No item fits all of this")).toBeVisible();
});

test("by keyboard alone: through the gallery into an item, on to the next of the same filter, and back", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(items("?split=test&sort=confidence"));
  const confidences = await tiles(page).locator("p:nth-of-type(2) span:last-child").allInnerTexts();
  const shares = confidences.map((text) => Number.parseFloat(text));
  expect(shares.length).toBeGreaterThan(20);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));

  await tiles(page).first().getByRole("link").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(page.locator('[data-tile="1"] a')).toBeFocused();
  const second = await page.locator('[data-tile="1"] a').getAttribute("href");
  const third = await page.locator('[data-tile="2"] a').getAttribute("href");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${tandem.url}${second ?? ""}`);
  await expect(page.getByRole("heading", { name: /^Item / })).toBeVisible();
  const bars = page.getByRole("table", { name: /^Probabilities of/ }).last();
  const sum = (await bars.getByRole("cell").allInnerTexts())
    .map((text) => Number.parseFloat(text))
    .filter((share) => !Number.isNaN(share))
    .reduce((all, share) => all + share, 0);
  expect(sum).toBeGreaterThan(50);
  for (const name of ["anna", "ben", "cleo"])
    await expect(page.getByRole("rowheader", { name: new RegExp(`^${name}`) })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`${tandem.url}${third ?? ""}`);
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(page).toHaveURL(`${tandem.url}${second ?? ""}`);
  await page.getByRole("link", { name: "Back to these items" }).click();
  await expect(page).toHaveURL(/items\?split=test&sort=confidence$/);
  expect((await page.goto(items("/999999")))?.status()).toBe(404);
});

test("a selection is tagged, sent to people, set aside and exported; what was done can be undone; researchers only look", async ({
  page,
}) => {
  await makePerson(tandem, "reader", "researcher", password);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(items("?split=test"));
  const bar = page.getByRole("region", { name: "Selection" });
  const done = page.getByRole("region", { name: "What was done to items" });
  const change = async (what: string, value: string | null) => {
    await bar.getByRole("button", { name: "Change…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What to do").selectOption(what);
    if (value !== null) await dialog.getByLabel("Tag").fill(value);
    await dialog.getByRole("button", { name: "Do it" }).click();
    await expect(dialog.getByText("It is being done.")).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).click();
  };

  // by keyboard: the first, and two more
  await tiles(page).first().getByRole("link").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(bar.getByRole("status")).toHaveText("3 items selected");
  await change("Tag", "odd one");
  await expect(done.getByText(/^3 items tagged/)).toBeVisible({ timeout: 60_000 });
  await page.goto(items("?tag=odd+one"));
  expect(await counted(page)).toBe(3);
  await page.locator('[data-tile="1"] a').click();
  await expect(page.getByRole("heading", { name: /^Item / })).toBeVisible();
  await expect(page.getByRole("link", { name: "odd one", exact: true })).toBeVisible();
  await page.goBack();

  // all that fit, by a click
  await expect(page).toHaveURL(/tag=/);
  await expect
    .poll(async () => {
      // a click that comes before the page has its scripts selects nothing
      if (!(await bar.isVisible())) await page.getByRole("checkbox").first().click({ force: true });
      return bar.isVisible();
    })
    .toBe(true);
  await bar.getByRole("button", { name: /^Select all \d+ items?$/ }).click();
  const chosen = page.url();
  await bar.getByRole("link", { name: /Export/ }).click();
  await expect(page).toHaveURL(/\/exports\?/);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const written = page.getByRole("link", { name: /\.csv/ }).first();
  await expect(written).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent("download");
  await written.click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(new Set([...file.matchAll(/pictures\/[\w-]+\.png/g)].map(([name]) => name)).size).toBe(3);
  await page.goto(chosen);
  await expect
    .poll(async () => {
      if (!(await bar.isVisible())) await page.getByRole("checkbox").first().click({ force: true });
      return bar.isVisible();
    })
    .toBe(true);
  await bar.getByRole("button", { name: /^Select all \d+ items?$/ }).click();
  await change("Set aside", null);
  await expect(done.getByText(/^3 items set aside/)).toBeVisible({ timeout: 60_000 });
  await page.goto(items());
  expect(await counted(page)).toBe(157);
  await done
    .getByRole("listitem")
    .filter({ hasText: "set aside" })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect(done.getByText(/^3 items set aside: undone/)).toBeVisible({ timeout: 60_000 });
  await page.goto(items());
  expect(await counted(page)).toBe(160);

  await page.context().clearCookies();
  await signIn(page, tandem, "reader", password);
  await page.goto(items());
  await expect(tiles(page).first()).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(done).toHaveCount(0);
});

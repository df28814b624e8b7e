import { expect, test } from "playwright/test";
import { axe } from "./axe.ts";
import { trainedTandem } from "./dataset.ts";
import { everyPage, peopleOf } from "./every-page.ts";
import { setAsideAll, simulateAnswers } from "./pictures/answers.ts";
import { makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { write } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { letEverybodyAnswer } from "#db/people/members.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
  inDatabase(tandem, (db) =>
    write(db, (tx) => letEverybodyAnswer(tx, findProject(tx, "shapes")?.id ?? -1, Date.now())),
  );
  const [anna, berta] = [
    await makePerson(tandem, "anna", "annotator", adminPassword),
    await makePerson(tandem, "berta", "annotator", adminPassword),
  ];
  simulateAnswers(tandem, "shapes", [anna, berta], 16);
  setAsideAll(tandem, "shapes", berta);
});
test.afterAll(() => tandem.stop());

// Colours do not depend on the width, nor widths on the colours: each of them once.
for (const { name, viewport, colorScheme } of [
  { name: "a desk, light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { name: "a phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)
  test(`every page on ${name}: accessible, nothing sticks out, nothing in the console`, async ({
    browser,
  }) => {
    test.setTimeout(420_000);
    // axe itself is a script that the pages' own policy would refuse.
    const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      // The browser itself notes that the missing page is missing.
      if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${tandem.url}/signin`);
    expect(await axe(page)).toEqual([]);
    await signIn(page, tandem, "admin", adminPassword);
    const people = peopleOf(tandem, "shapes");
    expect(people).toHaveLength(2);
    for (const path of [...everyPage, ...people]) {
      await page.goto(tandem.url + path);
      await expect(page.locator("h1, [data-testid=stage] img").first()).toBeAttached();
      await expect(page).toHaveTitle(/Tandem/);
      expect(await axe(page), path).toEqual([]);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(excess, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

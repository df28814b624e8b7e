import { expect, type Page, test } from "playwright/test";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { axe } from "./axe.ts";
import { endTransitions } from "./looked.ts";
import { hasFocus, hears, listen, tabTo } from "./keyboard.ts";
import { painted, picture, saved, storedAnswers } from "./labelling.ts";
import { projectWith } from "./photos.ts";
import { makePerson } from "./session.ts";
import { startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { projects } from "#db/schema.ts";

/**
 * An annotator's whole way without a mouse, as a screen reader would tell it: the names and roles of each page, what is
 * read out by itself, and the focus, which is never lost.
 */
const classes = ["circle", "square", "triangle", "star", "cross"];
const many = Array.from({ length: 100 }, (_, i) => `breed number ${i + 1}`);
const password = "a long enough password";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  await projectWith(tandem, "shapes", { classes, queue: 26, trained: false });
  await projectWith(tandem, "breeds", { classes: many, queue: 0, trained: false });
  inDatabase(tandem, (db) =>
    db
      .update(projects)
      .set({
        ...{ practiceSince: 1, practiceItems: 5, practicePass: 0.6, checkSeed: 7 },
        instructions: "Say which **shape** it is.",
      })
      .where(eq(projects.slug, "shapes"))
      .run(),
  );
  await makePerson(tandem, "anna", "annotator", password);
});
test.afterAll(() => tandem.stop());

/** The key of the class that the practice picture on the screen is. */
async function rightKey(page: Page): Promise<string> {
  const src = (await picture(page).getAttribute("src")) ?? "";
  const key = /images\/([^?]+)/.exec(src)?.[1] ?? "";
  const find =
    "select items.gold from practice_answers join items on items.id = practice_answers.itemId where key = ?";
  const gold = inDatabase(tandem, (db) => db.$client.prepare(find).pluck().get(key));
  return String(1 + z.number().parse(gold));
}

/** In both colours. */
async function clean(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await frames(page);
    await page.evaluate(endTransitions);
    expect(await axe(page), `${where}, ${colorScheme}`).toEqual([]);
  }
}

const press = (page: Page, key: string) => page.keyboard.press(key);

test("from the sign-in to the summary: pages say what they are, and what was done is read out", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  // axe is a script of its own
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await listen(page);
  const main = page.getByRole("main");
  const dialog = page.getByRole("dialog");
  const button = (name: string | RegExp) => page.getByRole("button", { name });

  await page.goto(`${tandem.url}/signin`);
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(main).toMatchAriaSnapshot(`
    - heading "Tandem" [level=1]
    - textbox "Name"
    - textbox "Password"
    - button "Sign in"
  `);
  await clean(page, "sign-in");
  await page.keyboard.type("anna");
  await press(page, "Tab");
  await page.keyboard.type("a wrong password");
  await press(page, "Enter");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
  await hasFocus(page);
  await press(page, "Control+a");
  await page.keyboard.type(password);
  await press(page, "Enter");

  await expect(page).toHaveURL(/annotate$/);
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - link "Skip to content"
    - banner:
      - link "Tandem"
      - navigation "Main"
      - group: Account of anna
    - main:
      - heading "Annotate" [level=1]
      - list:
        - listitem:
          - link "shapes circle, square, triangle, star, cross Practice first 0 by you":
            - heading "shapes" [level=2]
        - listitem:
          - link /breeds breed number 1, .* and 94 more 300 of 300 to label 0 by you/
  `);
  await press(page, "Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await tabTo(page, page.getByRole("link", { name: /^shapes/ }));
  await clean(page, "projects");
  await press(page, "Enter");

  await expect(button("Begin practice")).toBeFocused();
  await expect(main).toMatchAriaSnapshot(`
    - heading "A little practice first" [level=1]
    - paragraph: /you practise with 5 of them/
    - paragraph: /3 of 5 have to be right/
    - button "Begin practice"
    - link "Your projects"
  `);
  await clean(page, "practice");
  await press(page, "Enter");
  await expect(dialog.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "shapes" [level=2]
    - paragraph:
      - strong: shape
    - checkbox "Answer with single keys" [checked]
    - button "Start"
  `);
  await clean(page, "instructions");
  await tabTo(page, button("Start"));
  await press(page, "Enter");
  for (let n = 0; n < 5; n++) {
    await expect(page.getByRole("group", { name: `Practice picture ${n + 1} of 5` })).toBeFocused();
    await painted(page);
    if (n === 0)
      await expect(main).toMatchAriaSnapshot(`
      - link "Projects"
      - heading "Practice for shapes" [level=1]
      - button "Help"
      - progressbar "Practice done"
      - paragraph: 0 of 5 · 0 right
      - group "Practice picture 1 of 5":
        - img "The picture to label"
      - group "Classes":
        - button "circle"
        - button "square"
        - button "triangle"
        - button "star"
        - button "cross"
      - button "Can’t tell"
    `);
    await press(page, await rightKey(page));
    const next = page.getByTestId("feedback").getByRole("button");
    await expect(next).toBeFocused();
    if (n === 0)
      await expect(main).toMatchAriaSnapshot(`
      - paragraph: 1 of 5 · 1 right
      - group "Practice picture 1 of 5"
      - paragraph: Right
      - paragraph:
        - text: This is
        - strong: /circle|square|triangle|star|cross/
      - button "Next picture"
    `);
    await expect(next).toHaveAccessibleDescription(/^Right ?This is (circle|square|triangle|star|cross)$/);
    await press(page, "Enter");
  }
  await expect(button("Start labelling")).toBeFocused();
  await expect(button("Start labelling")).toHaveAccessibleDescription(/5 of 5 right/);
  await expect(main).toMatchAriaSnapshot(`
    - heading "Passed — well done" [level=1]
    - paragraph:
      - strong: 5 of 5
      - text: right.
    - button "Start labelling"
    - link "Your projects"
  `);
  await press(page, "Enter");

  const stage = page.getByRole("group", { name: "Picture to label" });
  await expect(stage).toBeFocused();
  await painted(page);
  await expect(main).toMatchAriaSnapshot(`
    - link "Projects"
    - heading "shapes" [level=1]
    - link "Grid"
    - button "Full screen"
    - button "Settings"
    - button "Help"
    - paragraph:
      - strong: "0"
      - text: today · 36 left
    - status: Saved
    - group "Picture to label":
      - img "The picture to label"
    - group "Classes":
      - button "circle"
      - button "square"
      - button "triangle"
      - button "star"
      - button "cross"
    - button "Can’t tell"
    - button "Skip"
    - button "Flag"
    - button "Undo" [disabled]
  `);
  await clean(page, "labelling");
  await painted(page);
  const step = async (key: string, words: string) => {
    await painted(page);
    await press(page, key);
    await hears(page, words);
    await hasFocus(page);
  };
  await painted(page);
  await press(page, "2");
  await hears(page, "square", "Saved");
  await step("2", "square");
  await step("Space", "can’t tell");
  await step("ArrowRight", "Skipped");
  await step("Backspace", "Here it is again");
  await step("1", "circle");
  await painted(page);
  await press(page, "!");
  await expect(dialog.getByRole("heading")).toBeFocused();
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "Flag a picture" [level=2]
    - group "Picture":
      - radio "This one" [checked]
      - radio "circle"
      - radio "can’t tell"
      - radio "square"
    - textbox "What is the matter?"
    - button "Flag it"
    - button "Cancel"
  `);
  await tabTo(page, page.getByLabel("What is the matter?"));
  await page.keyboard.type("Two shapes.");
  await tabTo(page, button("Flag it"));
  await press(page, "Enter");
  await hears(page, "Flagged for the reviewers");
  await expect(stage).toBeFocused();
  await press(page, "?");
  await expect(dialog.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "shapes" [level=2]
    - group:
      - term: "1"
      - definition: circle
      - term: Space
      - definition: /can’t tell/
    - checkbox "Answer with single keys" [checked]
    - button "Go on"
  `);
  await press(page, "Escape");
  await expect(stage).toBeFocused();
  // with the buttons, for who does not use single keys
  await painted(page);
  await tabTo(page, button("triangle"));
  await press(page, "Enter");
  await hears(page, "triangle");
  await hasFocus(page);
  await tabTo(page, button("Undo"));
  await press(page, "Enter");
  await hears(page, "Taken back");
  await hasFocus(page);
  await painted(page);
  await tabTo(page, button(/^Change circle/));
  await press(page, "Enter");
  await hears(page, "it was circle");
  await hasFocus(page);
  await step("4", "star");
  await step("3", "triangle");
  await saved(page);
  expect(storedAnswers(tandem).filter(({ label }) => label !== null).length).toBeGreaterThan(4);

  await tabTo(page, page.getByRole("link", { name: "Grid" }), { back: true });
  await press(page, "Enter");
  const list = page.getByRole("listbox", { name: "Pictures to sort" });
  await expect(list).toBeFocused();
  const open = page.locator("[data-lease]");
  await expect(open).toHaveCount(24, { timeout: 30_000 });
  await expect(main).toMatchAriaSnapshot(`
    - heading "shapes" [level=1]
    - link "One by one"
    - group "Pictures":
      - listbox "Pictures to sort":
        - option "Picture 1 of 24"
        - option "Picture 2 of 24"
    - group "Classes":
      - button "circle"
    - button "Undo"
    - status: Select pictures that show the same, then press its key.
    - button "Select all"
    - combobox "At a time":
      - option "24" [selected]
  `);
  await clean(page, "grid");
  await frames(page);
  await press(page, "Space");
  await hears(page, "1 of 24 selected");
  await press(page, "Shift+ArrowRight");
  await hears(page, "2 of 24 selected");
  await press(page, "1");
  await hears(page, "2 pictures: circle.");
  await hasFocus(page);
  await press(page, "Backspace");
  await hears(page, "2 pictures taken back.");
  await hasFocus(page);
  for (const left of [24, 7]) {
    await expect(open).toHaveCount(left);
    await frames(page);
    await press(page, "Control+a");
    await hears(page, `${left} of ${left} selected`);
    await press(page, "2");
    await hears(page, `${left} pictures: square.`);
    await hasFocus(page);
  }
  await hears(page, "All done — thank you");
  await tabTo(page, page.getByRole("link", { name: "One by one" }), { back: true });
  await press(page, "Enter");
  await hears(page, "All done — thank you");
  await hasFocus(page);
  await expect(main).toMatchAriaSnapshot(`
    - paragraph:
      - strong: "36"
      - text: today · 0 left
    - group "No picture just now":
      - heading "All done — thank you" [level=2]
      - paragraph: /Nothing is waiting for you/
      - link "Your projects"
    - button "Can’t tell" [disabled]
    - button "Skip" [disabled]
    - button "Undo"
    - region "Your last answers":
      - list:
        - listitem:
          - button "Change square (the last)"
        - listitem:
          - button "Change square (2 back)"
  `);
  await clean(page, "all done");

  await tabTo(page, button("Settings"), { back: true });
  await press(page, "Enter");
  await expect(dialog.getByRole("heading", { name: "Your settings" })).toBeFocused();
  await expect(dialog).toMatchAriaSnapshot(`
    - spinbutton "Goal for a session, answers"
    - group "Classes and keys":
      - list:
        - listitem:
          - textbox "Key for circle": "1"
          - button "Move circle up" [disabled]
          - button "Move circle down"
    - button "Save"
    - button "Cancel"
    - button "End this session"
  `);
  await tabTo(page, button("End this session"));
  await press(page, "Enter");
  await expect(dialog.getByRole("heading", { name: "This session" })).toBeFocused();
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "This session" [level=2]
    - term: answers
    - definition: "36"
    - term: can’t tell
    - definition: "1"
    - button "Go on"
    - link "Stop here"
  `);
  await clean(page, "summary");
  await tabTo(page, page.getByRole("link", { name: "Stop here" }));
  await press(page, "Enter");
  await expect(page.getByRole("heading", { name: "Annotate" })).toBeVisible();
  await hasFocus(page);

  await tabTo(page, page.getByRole("link", { name: /^breeds/ }));
  await press(page, "Enter");
  const search = page.getByLabel("Find a class");
  await expect(search).toBeFocused();
  await painted(page);
  await page.keyboard.type("no such");
  await hears(page, "No class matches");
  await press(page, "Escape");
  await page.keyboard.type("number 42");
  await hears(page, "1 match; Enter takes breed number 42.");
  await press(page, "Enter");
  await hears(page, "breed number 42");
  await expect(search).toBeFocused();
  await saved(page);
  await press(page, "Backspace");
  await hears(page, "Taken back");
  await hasFocus(page);
  await clean(page, "a hundred classes");

  await tabTo(page, page.locator("summary"), { back: true });
  await press(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: "Account", exact: true }));
  await press(page, "Enter");
  await expect(page.getByRole("heading", { name: "Account" })).toBeVisible();
  await hasFocus(page);
  await expect(main).toMatchAriaSnapshot(`
    - heading "Account" [level=1]
    - heading "Password" [level=2]
    - textbox "Current password"
    - textbox "New password"
    - textbox "New password again"
    - button "Change password"
    - heading "Signed in on" [level=2]
    - group "Appearance":
      - radio "System" [checked]
  `);
  await context.close();
});

/** What was asked for is on the screen. */
const frames = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
        );
      }),
  );

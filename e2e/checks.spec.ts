import { expect, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, picture, saved } from "./labelling.ts";
import { looked } from "./looked.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
});
test.afterAll(() => tandem.stop());

test("an admin checks people, pauses who is below the bar, lets them go on, and limits everybody", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const [annotator, admin] = await Promise.all(
    [1, 2].map(async () => (await browser.newContext({ bypassCSP: true })).newPage()),
  );
  if (!annotator || !admin) throw new Error("no pages");
  await signIn(admin, tandem, "admin", adminPassword);
  await admin.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await admin.getByLabel("Tasks that are checks, %").fill("20");
  await admin.getByLabel("Accuracy that is expected, %").fill("95");
  await admin.getByRole("button", { name: "Save checks" }).click();
  await expect(admin.getByText("Saved.")).toBeVisible();
  await looked(admin, "settings");

  const name = await newAnnotator(tandem, annotator, "shapes");
  for (let i = 0; i < 24; i++) await answer(annotator, "1");
  await saved(annotator);

  await admin.goto(`${tandem.url}/research/shapes`);
  await admin.getByRole("link", { name, exact: true }).click();
  await expect(admin.getByTestId("on-checks")).toBeVisible();
  await expect(admin.getByTestId("below-bar")).toBeVisible();
  await looked(admin, "person");
  await admin.getByRole("button", { name: "Pause their work" }).click();
  await expect(admin.getByText("work paused")).toBeVisible();

  await annotator.reload();
  await expect(annotator.getByRole("heading", { name: "Your work here is paused" })).toBeVisible();
  await looked(annotator, "paused");
  await admin.getByRole("button", { name: "Let go on" }).click();
  await expect(admin.getByText("work paused")).toBeHidden();
  await annotator.reload();
  await expect(annotator.getByRole("heading", { name: "Your work here is paused" })).toBeHidden();
  await expect(picture(annotator)).toBeVisible();

  await admin.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await expect(admin.getByTestId("spent")).toContainText("1 person");
  await admin.getByLabel("Answers a day").fill("1");
  await admin.getByLabel("Time zone of the day").fill("Europe/Zurich");
  await admin.getByRole("button", { name: "Save limits" }).click();
  await expect(admin.getByText("Saved.")).toBeVisible();
  await annotator.goto(`${tandem.url}/annotate`);
  await annotator.goto(`${tandem.url}/annotate/shapes`);
  await expect(annotator.getByRole("heading", { name: "That is all for today" })).toBeVisible();
});

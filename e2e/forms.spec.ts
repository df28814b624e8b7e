import { expect, type Page, test } from "playwright/test";
import { asc, eq } from "drizzle-orm";
import type { OpenDatabase } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { noPassword } from "#db/people/password.ts";
import { findUserByName } from "#db/people/users.ts";
import { runs } from "#db/schema.ts";
import { trainedTandem } from "./dataset.ts";
import { makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** What a form shows is what it sends and what is stored, also after the server has answered it. */
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
});
test.afterAll(() => tandem.stop());
test.beforeEach(({ page }) => signIn(page, tandem, "admin", adminPassword));

const stored = <T>(ask: (db: OpenDatabase["db"]) => T): T => inDatabase(tandem, ask);
const person = (name: string) => stored((db) => findUserByName(db, name));
const shapes = () => {
  const project = stored((db) => findProject(db, "shapes"));
  if (!project) throw new Error("there is no project");
  return project;
};
const allRuns = () =>
  stored((db) => db.select().from(runs).where(eq(runs.projectId, shapes().id)).orderBy(asc(runs.id)).all());

const name = (page: Page) => page.getByLabel("Sign-in name");
const role = (page: Page) => page.getByLabel("Role", { exact: true });
const link = (page: Page) => page.getByTestId("link");

for (const [first, then] of [
  ["admin", "admin"],
  ["admin", "annotator"],
  ["researcher", "admin"],
] as const)
  test(`a person refused as ${first} and added as ${then} is what the form showed`, async ({ page }) => {
    const login = `${first}.${then}`;
    await page.goto(`${tandem.url}/admin/people`);
    await name(page).fill(`not a name/${login}`);
    await page.getByLabel("Full name").fill("Ada Example");
    await role(page).selectOption(first);
    await page.getByRole("button", { name: "Add", exact: true }).click();

    // Refused: everything stays as it was typed and chosen, and is marked.
    await expect(name(page)).toHaveAttribute("aria-invalid", "true");
    await expect(name(page)).toHaveValue(`not a name/${login}`);
    await expect(page.getByLabel("Full name")).toHaveValue("Ada Example");
    await expect(role(page)).toHaveValue(first);

    await name(page).fill(login);
    await expect(role(page)).toHaveValue(first);
    if (then !== first) await role(page).selectOption(then);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(link(page)).toBeVisible();
    expect(person(login)).toMatchObject({ role: then, displayName: "Ada Example" });

    // Added: the form is as at the start, for somebody else.
    await expect(name(page)).toHaveValue("");
    await expect(page.getByLabel("Full name")).toHaveValue("");
    await expect(role(page)).toHaveValue("annotator");
  });

test("a link to choose a password goes when the next person is begun", async ({ page }) => {
  await page.goto(`${tandem.url}/admin/people`);
  await name(page).fill("earlier");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(link(page)).toBeVisible();
  await name(page).pressSequentially("l");
  await expect(link(page)).toHaveCount(0);
  await name(page).fill("later");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(link(page)).toHaveCount(1);
});

test("a training is what the form shows, the second time as well", async ({ page }) => {
  const before = allRuns().length;
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/train`);
  const method = page.getByLabel("Method");
  const backbone = page.getByLabel("Backbone");
  const preset = page.getByLabel("Preset");
  const shown = async () => {
    await expect(method).toHaveValue("gce");
    await expect(backbone).toHaveValue("resnet20");
    await expect(page.getByLabel("Train on")).toHaveValue("2");
    await expect(preset).toHaveValue("long");
  };
  await method.selectOption("gce");
  await backbone.selectOption("resnet20");
  await page.getByLabel("Train on").selectOption("2");
  await preset.selectOption("long");
  await expect(page.getByLabel("Epochs")).toHaveValue("40");
  await page.getByLabel("Epochs").fill("1000");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => allRuns().length).toBe(before + 1);
  await expect(page.getByRole("status").filter({ hasText: "GCE" })).toBeVisible();
  await shown();
  await page.getByLabel("Epochs").fill("900");
  await shown();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => allRuns().length).toBe(before + 2);
  const wanted = { method: "gce", backbone: "resnet20" };
  expect(allRuns().slice(before)).toMatchObject([
    { ...wanted, options: { epochs: 1000, folds: 2, ema: 0.08, earlyShare: 0.25 } },
    { ...wanted, options: { epochs: 900, folds: 2, ema: 0.08, earlyShare: 0.25 } },
  ]);
  await page.goto(`${tandem.url}/admin/projects/shapes/runs`);
  // A training that goes on is stopped only when that is confirmed.
  const cards = page.getByRole("article").filter({ hasText: "ResNet-20" });
  await expect(cards).toHaveCount(2);
  const stops = cards.getByRole("button", { name: "Stop", exact: true });
  const stop = stops.first();
  await stop.click();
  await page.getByRole("button", { name: "Keep training" }).click();
  await expect(stop).toBeFocused();
  for (let left = 2; left > 0; left--) {
    await stop.click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop training" }).click();
    await expect(stops).toHaveCount(left - 1, { timeout: 60_000 });
  }
  expect(
    allRuns()
      .slice(before)
      .map(({ state }) => state),
  ).toEqual(["cancelled", "cancelled"]);
});

test("a refused panel keeps its ticks", async ({ page }) => {
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/panel`);
  const ce = page.getByLabel("CE", { exact: true });
  const elr = page.getByLabel("ELR", { exact: true });
  await ce.uncheck();
  await elr.check();
  await page.getByLabel("Seed").fill("99999999999");
  await page.getByRole("button", { name: "Train 13 runs" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(ce).not.toBeChecked();
  await expect(elr).toBeChecked();
  await expect(page.getByLabel("Seed")).toHaveValue("99999999999");
});

test("refused settings keep what was typed; saved ones are stored as shown", async ({ page }) => {
  await page.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await page.getByLabel("Name", { exact: true }).fill("n".repeat(101));
  await page.getByLabel("Instructions").fill("Look twice.");
  await page.getByLabel("People per item").fill("2");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Instructions")).toHaveValue("Look twice.");
  await expect(page.getByLabel("People per item")).toHaveValue("2");
  expect(shapes().overlap).toBe(3);

  await page.getByLabel("Name", { exact: true }).fill("Figures");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Figures");
  expect(shapes()).toMatchObject({ name: "Figures", instructions: "Look twice.", overlap: 2 });
  await expect(page.getByLabel("Instructions")).toHaveValue("Look twice.");
});

test("a role is changed, a password reset and somebody locked out when it is confirmed", async ({ page }) => {
  await makePerson(tandem, "ben", "annotator", "a long enough password");
  const before = person("ben");
  await page.goto(`${tandem.url}/admin/people`);
  const row = page.getByRole("listitem").filter({ hasText: "ben" });
  const select = row.getByLabel("Role of ben");
  await select.selectOption("admin");
  expect(person("ben")).toEqual(before);
  await select.selectOption("researcher");
  await row.getByRole("button", { name: "Save role" }).click();
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(row.getByRole("button", { name: "Save role" })).toHaveCount(0);
  await expect(select).toHaveValue("researcher");
  expect(person("ben")?.role).toBe("researcher");

  const saved = person("ben");
  const dialog = page.getByRole("dialog");
  for (const ask of ["Reset password for ben", "Lock out for ben"]) {
    const button = row.getByRole("button", { name: ask });
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(button).toBeFocused();
  }
  expect(person("ben")).toEqual(saved);

  await row.getByRole("button", { name: "Reset password" }).click();
  await dialog.getByRole("button", { name: "Reset password" }).click();
  await expect(link(page)).toBeVisible();
  expect(person("ben")?.passwordHash).toBe(noPassword);
  await row.getByRole("button", { name: "Lock out" }).click();
  await dialog.getByRole("button", { name: "Lock out" }).click();
  await expect(row.getByRole("button", { name: "Let in again" })).toBeVisible();
  expect(person("ben")?.disabledAt).not.toBeNull();
});

test("a refused new password leaves the fields as they are", async ({ page }) => {
  await page.goto(`${tandem.url}/account`);
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password", { exact: true }).fill("another long password");
  await page.getByLabel("New password again").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("New password again")).toHaveValue("another long password");
});

test("an η that is no number is refused and nothing is saved", async ({ page }) => {
  await page.goto(`${tandem.url}/admin/projects/shapes`);
  const slider = page.getByRole("slider");
  await expect(slider).toBeVisible();
  const before = shapes().eta;
  const set = page.getByRole("button", { name: "Set η" });
  await slider.press("ArrowRight");
  await expect(set).toBeEnabled();
  for (const forged of ["", "0x1", "1.5"]) {
    // A request of somebody's own making: the slider itself holds no such thing. The last field wins.
    await slider.evaluate((input, value) => {
      const form = input.closest("form");
      const extra =
        form?.querySelector<HTMLInputElement>("input[data-forged]") ?? document.createElement("input");
      Object.assign(extra, { type: "hidden", name: "eta", value });
      extra.dataset.forged = "";
      form?.append(extra);
    }, forged);
    await set.click();
    await expect(page.getByRole("alert").filter({ hasText: /./ }).first()).toBeVisible();
    await expect(set).toBeEnabled();
  }
  expect(shapes().eta).toBe(before);
});

test.describe("away from Greenwich", () => {
  test.use({ timezoneId: "Asia/Kathmandu" });
  test("moments are told in the reader's time zone", async ({ page }) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(`${tandem.url}/admin/projects/shapes/activity`);
    const time = page.locator("main time").first();
    const at = new Date((await time.getAttribute("datetime")) ?? "");
    const local = new Date(at.getTime() + 345 * 60_000); // 5 h 45 min ahead
    await expect(time).toContainText(local.toISOString().slice(11, 16));
    await expect(time).not.toContainText("UTC");
    expect(complaints).toEqual([]);
  });
});

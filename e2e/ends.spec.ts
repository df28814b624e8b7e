import { existsSync, readdirSync } from "node:fs";
import { and, eq, isNotNull } from "drizzle-orm";
import { expect, test } from "playwright/test";
import { dataDir } from "#db/data-dir.ts";
import { tensorPath } from "#db/dataset/tensors.ts";
import { findProject } from "#db/dataset/projects.ts";
import { images, items, judgments, projects } from "#db/schema.ts";
import { trainedTandem } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** A project's classes described, put in order and renamed, its copy with merged ones, its archive, its end. */
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 60, test: 20 });
});
test.afterAll(() => tandem.stop());

const project = (slug: string) => inDatabase(tandem, (db) => findProject(db, slug));
const lastLabel = (id: number) =>
  inDatabase(
    tandem,
    (db) =>
      db
        .select()
        .from(judgments)
        .where(and(eq(judgments.projectId, id), isNotNull(judgments.input)))
        .all()
        .at(-1)?.label,
  );

test("described, renamed, merged in a copy, archived and back, and deleted by its name without a trace", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, tandem, "admin", adminPassword);
  const settings = (slug: string) => `${tandem.url}/admin/projects/${slug}/settings`;
  await page.goto(settings("shapes"));
  // with the keyboard: the row that moves keeps the focus
  const [first = "", other = ""] = project("shapes")?.classes ?? [];
  await page.getByLabel(`Description of ${first}`).fill("Round, without corners.");
  await page.getByRole("button", { name: `Move ${first} down` }).press("Enter");
  await expect(page.getByRole("button", { name: `Move ${first} down` })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByLabel(`Place of ${other}`).fill("4");
  await page.getByLabel(`Place of ${other}`).press("Enter");
  await expect(page.getByLabel(`Place of ${other}`)).toHaveValue("4");
  await page.getByRole("button", { name: "Save descriptions and order" }).click();
  await expect.poll(() => project("shapes")?.classOrder?.slice(0, 4)).toEqual([2, 0, 3, 1]);
  await page.goto(`${tandem.url}/admin/projects/shapes/activity`);
  const described = page.getByText(`described ${first}; put the classes into another order`);
  await expect(described).toBeVisible();
  // narrowed to a kind it is gone, and an import leads to its page
  await page.getByLabel("Kind").selectOption("data");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/kind=data/);
  await expect(described).toHaveCount(0);
  await page.getByRole("link", { name: "The import" }).first().click();
  await expect(page).toHaveURL(/admin\/imports\/\d+$/);
  await page.goto(settings("shapes"));
  await page.getByLabel("Class 1", { exact: true }).fill("disc");
  await page.getByRole("button", { name: "Save the names" }).click();
  await expect.poll(() => project("shapes")?.classes[0]).toBe("disc");
  await page.getByLabel("Class 2", { exact: true }).fill("Disc");
  await page.getByRole("button", { name: "Save the names" }).click();
  await expect(page.getByText("differ only in case")).toBeVisible();

  // a copy in which two classes are one, and one is new
  await page.reload();
  await page.getByText("The same classes").click();
  const [, second = ""] = project("shapes")?.classes ?? [];
  await page.getByLabel("This class").fill(second);
  await page.getByLabel("becomes", { exact: true }).fill("dics");
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("There is no class “dics”.")).toBeVisible();
  await page.getByLabel("becomes", { exact: true }).fill("DISC");
  await page.getByLabel("becomes", { exact: true }).press("Enter");
  await expect(page.getByRole("list", { name: "Classes that become others" })).toContainText(
    `${second} becomes disc`,
  );
  await page.getByLabel("New classes").fill("blob");
  await page.getByRole("button", { name: "Make the copy" }).click();
  await expect.poll(() => project("shapes-copy")?.archivedAt, { timeout: 60_000 }).toBeNull();
  const copy = project("shapes-copy");
  expect(copy?.classes).toEqual(["disc", ...(project("shapes")?.classes.slice(2) ?? []), "blob"]);
  await page.goto(`${tandem.url}/annotate/shapes-copy`); // admins know what is right, so they are not asked
  await page.getByRole("button", { name: "Annotate all the same shapes (copy)" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Annotate", exact: true }).click();
  await expect(page).toHaveURL(`${tandem.url}/annotate/shapes-copy`);
  // what is said of a class that keeps its name comes along, and so does the order
  const help = page.getByRole("dialog");
  await expect(help.getByRole("region", { name: "Classes" })).toContainText("discRound, without corners.");
  await help.getByRole("button", { name: "Start" }).click();
  await expect(page.getByTestId("stage").locator("img")).toBeVisible({ timeout: 60_000 });
  const buttons = page.getByRole("group", { name: "Classes" }).getByRole("button");
  await expect(buttons.nth(0)).toContainText(project("shapes")?.classes[2] ?? "?");
  await expect(buttons.nth(1)).toHaveAttribute("title", "disc: Round, without corners.");
  await page.keyboard.press("2");
  await expect.poll(() => lastLabel(copy?.id ?? -1)).toBe(0);

  // archived and back
  await page.goto(settings("shapes-copy"));
  await page.getByRole("button", { name: "Archive the project" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive it" }).click();
  await expect(page).toHaveURL(/\/admin$/);
  expect((await page.goto(settings("shapes-copy")))?.status()).toBe(404);
  await page.goto(`${tandem.url}/admin`);
  await page.getByText("1 archived project").click();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(page.getByRole("heading", { name: "shapes (copy)" })).toBeVisible();

  // deleted
  const original = project("shapes");
  await page.goto(settings("shapes"));
  const gone = page.getByRole("button", { name: "Delete the project" });
  await page.getByLabel(/Type “/).fill("shape");
  await expect(gone).toBeDisabled();
  await page.getByLabel(/Type “/).fill("shapes");
  await gone.click();
  await expect(page).toHaveURL(/\/admin$/);
  const left = () =>
    inDatabase(tandem, (db) =>
      db
        .select()
        .from(projects)
        .all()
        .map(({ slug }) => slug),
    );
  await expect.poll(left, { timeout: 60_000 }).toEqual(["shapes-copy"]);
  const rows = inDatabase(tandem, (db) => ({
    items: db.select().from(items).all().length,
    pictures: db.select().from(images).all().length,
    others: db
      .select()
      .from(judgments)
      .all()
      .filter(({ projectId }) => projectId !== copy?.id).length,
  }));
  expect(rows).toEqual({ items: 80, pictures: 80, others: 0 });
  const dir = dataDir(tandem.data);
  expect(original && existsSync(tensorPath(dir, original))).toBe(false);
  expect(readdirSync(dir.checkpoints).filter((name) => name.startsWith("run-"))).toEqual([]);
  await page.goto(`${tandem.url}/annotate/shapes-copy`);
  await expect(page.getByTestId("stage").locator("img")).toBeVisible({ timeout: 60_000 });
});

test("of a hundred and more classes any is found by typing, renamed, and merged", async ({ page }) => {
  await signIn(page, tandem, "admin", adminPassword);
  const settings = (slug: string) => `${tandem.url}/admin/projects/${slug}/settings`;
  const nth = (n: number) => `kind ${String(n).padStart(3, "0")}`;
  await page.goto(settings("shapes-copy"));
  const copyOf = async (slug: string) => {
    await page.getByLabel("Name of the copy").fill(slug);
    await page.getByLabel("Short name").fill(slug);
    await page.getByRole("button", { name: "Make the copy" }).click();
    await expect.poll(() => project(slug)?.archivedAt, { timeout: 60_000 }).toBeNull();
  };
  await page.getByText("The same classes").click();
  await page.getByLabel("New classes").fill(Array.from({ length: 120 }, (_, n) => nth(n)).join("\n"));
  await copyOf("many");

  await page.goto(settings("many"));
  const before = project("shapes-copy")?.classes ?? [];
  const find = page.getByLabel("Find a class by name");
  for (const [n, name] of [
    [7, "seven"],
    [111, "a hundred and eleven"],
  ] as const) {
    await find.fill(nth(n));
    await page.getByLabel(`Class ${before.length + n + 1}`, { exact: true }).fill(name);
  }
  // what was typed is kept while others are looked for
  await find.fill("seven");
  await expect(page.getByLabel(`Class ${before.length + 8}`, { exact: true })).toHaveValue("seven");
  await page.getByRole("button", { name: "Save the names" }).click();
  await expect.poll(() => project("many")?.classes[before.length + 7]).toBe("seven");
  const classes = project("many")?.classes ?? [];
  expect(classes[before.length + 111]).toBe("a hundred and eleven");
  expect(classes.filter((name) => name.startsWith("kind "))).toHaveLength(118);

  await page.getByText("The same classes").click();
  for (const [from, to] of [
    [nth(1), nth(2)],
    [nth(2), "SEVEN"],
  ] as const) {
    await page.getByLabel("This class").fill(from);
    await page.getByLabel("becomes", { exact: true }).fill(to);
    await page.getByLabel("becomes", { exact: true }).press("Enter");
  }
  await expect(page.getByText(`2 of ${classes.length} classes become others`)).toBeVisible();
  await copyOf("fewer");
  expect(project("fewer")?.classes).toEqual(classes.filter((name) => ![nth(1), nth(2)].includes(name)));
});

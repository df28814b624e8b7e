import { eq } from "drizzle-orm";
import { expect, test } from "playwright/test";
import { findProject } from "#db/dataset/projects.ts";
import { auditLog, runs } from "#db/schema.ts";
import { trainedTandem } from "./dataset.ts";
import { answer, newAnnotator, saved } from "./labelling.ts";
import { signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** The machine learns from people: by hand, compared and shown before it routes; and by the project's rule. */
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 60 });
});
test.afterAll(() => tandem.stop());

const runsPage = () => `${tandem.url}/admin/projects/shapes/runs`;
const project = () => {
  const found = inDatabase(tandem, (db) => findProject(db, "shapes"));
  if (!found) throw new Error("there is no project");
  return found;
};

test("what people answered is learnt, compared with the active run, and shown before it changes the queue", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await newAnnotator(tandem, page, "shapes");
  for (const key of ["1", "2", "3", "1"]) await answer(page, key);
  await saved(page);
  await page.context().clearCookies();

  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${runsPage()}/train`);
  await page.getByLabel("Labels", { exact: true }).selectOption({ label: "the team’s belief" });
  await expect(page.getByLabel("Train on")).toHaveValue("5");
  await page.getByLabel("Epochs").fill("1");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.goto(runsPage());
  const card = page.getByTestId("run-finished").filter({ hasText: "the team’s belief" });
  await expect(card).toBeVisible({ timeout: 240_000 });
  const run = inDatabase(tandem, (db) => db.select().from(runs).where(eq(runs.pool, "team")).get());
  expect(run).toMatchObject({
    ...{ answers: 4, predictedItems: 160, trainItems: 160 },
    learntFrom: { policy: "p-plus-l", answered: 4, imported: 156, runId: 1, fitId: project().activeFitId },
  });

  // 60 items with gold that both predict: a verdict, whatever it is
  await card.getByRole("link", { name: /belief/ }).click();
  await expect(page.getByTestId("comparison")).toHaveAttribute("data-verdict", /better|worse|even/);
  const change = page.getByTestId("queue-change");
  await expect(change).toBeVisible();
  const asked = async (id: string) => Number((await change.getByTestId(id).innerText()).replaceAll(",", ""));
  const then = await asked("asked-then");
  expect(project().activeRunId).toBe(1); // shown, and nothing done
  await page.getByRole("button", { name: "Make active" }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await expect(card.getByText("active", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(project().activeRunId).toBe(run?.id);
  // what was shown has come
  await page.goto(`${runsPage()}/1`);
  await expect(change).toBeVisible();
  expect(await asked("asked-now")).toBe(then);
});

test(
  "by the project's rule: trained after new answers, decided by the margin, and written down",
  { tag: "@long" },
  async ({ page }) => {
    test.setTimeout(420_000);
    await signIn(page, tandem, "admin", adminPassword);
    await page.goto(`${tandem.url}/admin/projects/shapes/settings`);
    await page.getByLabel("Train again").selectOption({ label: "after a number of new answers" });
    await page.getByLabel("New answers").fill("0");
    await page
      .getByLabel("The new run becomes active")
      .selectOption({ label: "by itself, if it is not worse" });
    await page.getByLabel("Loss allowed, points").fill("100");
    const save = page.getByRole("button", { name: "Save the rule" });
    await page.getByLabel("New answers").fill("3");
    await save.click();
    await expect.poll(() => project().renewAfter).toBe(3);
    expect(project()).toMatchObject({ renewShare: null, renewMargin: 1 });
    const before = project().activeRunId;

    await page.context().clearCookies();
    await newAnnotator(tandem, page, "shapes");
    for (const key of ["1", "2", "3"]) await answer(page, key);
    await saved(page);
    const renewal = () =>
      inDatabase(tandem, (db) => db.select().from(runs).where(eq(runs.projectId, project().id)).all()).filter(
        ({ renews }) => renews !== null,
      );
    await expect.poll(() => renewal().map(({ state }) => state), { timeout: 240_000 }).toEqual(["finished"]);
    const [run] = renewal();
    expect(run).toMatchObject({ renews: before, pool: "team", createdBy: null });
    await expect.poll(() => project().activeRunId, { timeout: 60_000 }).toBe(run?.id);
    const log = inDatabase(tandem, (db) =>
      db.select().from(auditLog).where(eq(auditLog.action, "run.decide")).all(),
    );
    expect(log.map(({ detail }) => [detail.activated, detail.basis, detail.margin])).toEqual([
      [true, "gold", 1],
    ]);
    expect(renewal()).toHaveLength(1);

    await page.context().clearCookies();
    await signIn(page, tandem, "admin", adminPassword);
    await page.goto(runsPage());
    const card = page.getByTestId("run-finished").filter({ hasText: "begun by the project’s rule" });
    await expect(card.getByText("active", { exact: true })).toBeVisible();
    await page.goto(`${tandem.url}/admin/projects/shapes/activity`);
    await expect(page.getByText("The project’s rule").first()).toBeVisible();
  },
);

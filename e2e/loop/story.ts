import { readFileSync } from "node:fs";
import { expect, type Page } from "playwright/test";
import { asc } from "drizzle-orm";
import { asOperator } from "#db/access.ts";
import { findProject, setEta } from "#db/dataset/projects.ts";
import { type Project, runs } from "#db/schema.ts";
import { classes, people, type Photographs } from "./people.ts";
import { client, makePerson } from "../session.ts";
import type { Tandem } from "../tandem.ts";
import { eventually, inDatabase } from "../wait.ts";
import { annotate, type Load, newAgent, newLoad } from "../../test/bench/serve/annotator.ts";

/** The places where one looks at the loop, in its order. */
export const stages = [
  "pictures",
  "cold-start",
  "first-training",
  "team",
  "retraining",
  "aim",
  "export",
] as const;
export type Stage = (typeof stages)[number];

export const slug = "shapes";
const password = "a long enough password";
/** How the loop goes; answers are people's, all together. */
export type Plan = {
  /** side of the pictures that trainings see: half as long is four times as quick */
  imageSize: number;
  /** labels a class until the first training */
  firstLabels: number;
  /** answers until the machine learns again */
  newAnswers: number;
  /** people rest at so many until the second machine routes: how long it trains is the computer's affair */
  restAt: number;
  /** up to which belief people are asked */
  eta: number;
  /** the aim: questions in all */
  questions: number;
  /** of each person, ms */
  thinkMs: number;
};
/** On a shared machine a training takes its time. */
const patience = 900_000;

/**
 * The whole loop, as an admin sees it in their browser, while five people label over HTTP: pictures in, a first
 * machine by itself, questions by belief, a second machine by the project's rule, the aim, the export.
 * @param page an admin's, signed in
 * @param visit called when the page shows a stage
 * @returns what people did, and the exported file
 */
export async function closeTheLoop(
  tandem: Tandem,
  page: Page,
  pictures: Photographs,
  plan: Plan,
  visit: (stage: Stage) => Promise<void>,
): Promise<{ load: Load; exported: string }> {
  const at = (path = "") => page.goto(`${tandem.url}/admin/projects/${slug}${path}`);
  await bringPictures(tandem, page, pictures, plan, () => visit("pictures"));
  await arrange(tandem, page, plan, at);

  const load = newLoad(new URL(tandem.url), plan.thinkMs, classes.length);
  load.comeBackMs = 1000;
  const labels = plan.firstLabels * classes.length;
  load.restAt = labels / 2;
  const { working } = await startPeople(tandem, pictures, load);
  try {
    await at();
    const progress = page.getByRole("progressbar", { name: "Labels until the first training" });
    await expect
      .poll(async () => Number(await progress.getAttribute("aria-valuenow")), { timeout: patience })
      .toBeGreaterThanOrEqual(50);
    await visit("cold-start");
    const runs = () => runsOf(tandem);
    load.restAt = labels;
    // what it learns from is fixed when it begins
    const known = await eventually(() => runs()[0]?.answers ?? null, patience);
    load.restAt = known + plan.newAnswers;

    await expect(page.getByRole("progressbar", { name: "Progress of the training" })).toBeVisible({
      timeout: patience,
    });
    await visit("first-training");

    const activeRun = () => projectOf(tandem).activeRunId;
    const first = await eventually(activeRun, patience);
    await page.goto(`${tandem.url}/research/${slug}`);
    await expect(page.getByRole("heading", { name: "Coverage" })).toBeVisible({ timeout: patience });
    await visit("team");

    await eventually(() => runs()[1]?.learntFrom ?? null, patience);
    load.restAt = plan.restAt;
    await eventually(() => (activeRun() === first ? null : true), patience);
    await at("/runs");
    const card = page.getByTestId("run-finished").filter({ hasText: "begun by the project’s rule" });
    await expect(card.first()).toBeVisible();
    await at(`/runs/compare?run=${first}&run=${activeRun()}`);
    await expect(page.getByTestId("compared").first()).toBeVisible({ timeout: patience });
    await visit("retraining");
    load.restAt = Infinity;

    await at();
    await expect(page.getByTestId("closed")).toBeVisible({ timeout: patience });
    await working; // they answer what they hold, and find that labelling has ended
    await visit("aim");
  } finally {
    load.stopped = true;
    await working;
  }

  await at("/data");
  await visit("export");
  await page.getByLabel("Format").selectOption("jsonl");
  await page.getByLabel(/sign-in names/).check();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /\.jsonl/ }).click({ timeout: patience });
  return { load, exported: readFileSync(await (await download).path(), "utf8") };
}

async function bringPictures(
  tandem: Tandem,
  page: Page,
  { zip, names }: Photographs,
  { imageSize }: Plan,
  visit: () => Promise<void>,
): Promise<void> {
  await page.goto(`${tandem.url}/admin/new`);
  await page.getByLabel("Name", { exact: true }).fill("Shapes");
  await page.getByLabel("Classes (optional)").fill(classes.join(", "));
  await page.getByLabel("Pictures", { exact: true }).setInputFiles(zip);
  const start = page.getByRole("button", { name: "Import", exact: true });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  await page.getByLabel("Training size, pixels").fill(String(imageSize));
  await visit();
  await start.click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(inDatabase(tandem, (db) => findProject(db, slug))?.classes).toEqual(classes);
  expect(names.length).toBeGreaterThan(0);
}

/** When the first machine starts, the rule by which it learns again, and the aim. */
async function arrange(
  tandem: Tandem,
  page: Page,
  plan: Plan,
  at: (path: string) => Promise<unknown>,
): Promise<void> {
  await at("/settings");
  await page.getByLabel("First training after").fill(String(plan.firstLabels));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toHaveCount(1);
  await page.getByLabel("Train again").selectOption({ label: "after a number of new answers" });
  await page.getByLabel("New answers").fill(String(plan.newAnswers));
  await page
    .getByLabel("The new run becomes active")
    .selectOption({ label: "by itself, if it is not worse" });
  inDatabase(tandem, (db) => setEta(db, asOperator(projectOf(tandem)), plan.eta, Date.now()));
  await page.getByLabel("Loss allowed, points").fill("30");
  await page.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByText("Saved.")).toHaveCount(2);
  await at("");
  await page.getByRole("radio", { name: "After a number of questions" }).check();
  await page.getByLabel("Questions in all").fill(String(plan.questions));
  const aim = page.locator("section", { has: page.getByRole("heading", { name: "When labelling ends" }) });
  await aim.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => projectOf(tandem).aimQuestions).toBe(plan.questions);
}

/** `working` ends when labelling is closed, or the load stopped. */
async function startPeople(tandem: Tandem, pictures: Photographs, load: Load) {
  const agent = newAgent();
  const signedIn = [];
  for (const [who, { name }] of people.entries()) {
    await makePerson(tandem, name, "annotator", password);
    const context = await client(tandem, { name, password });
    const { cookies } = await context.storageState();
    await context.dispose();
    const sees = (picture: Buffer) => pictures.opinions[who]?.[pictures.recognise(picture)] ?? NaN;
    const cookie = cookies.map(({ name: key, value }) => `${key}=${value}`).join("; ");
    signedIn.push({ name, slug, cookie, sees });
  }
  return { working: Promise.all(signedIn.map((person) => annotate(load, person, agent))) };
}

export function projectOf(tandem: Tandem): Project {
  const project = inDatabase(tandem, (db) => findProject(db, slug));
  if (!project) throw new Error("the import made no project");
  return project;
}

export const runsOf = (tandem: Tandem) =>
  inDatabase(tandem, (db) => db.select().from(runs).orderBy(asc(runs.id)).all());

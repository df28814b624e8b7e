import { expect, test } from "playwright/test";
import { byPage, takenExport } from "./exported.ts";
import { cifarIsHere, importCifar } from "./cifar.ts";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { client, makePerson, signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { eventually, inDatabase } from "./wait.ts";
import { sampleTime } from "../test/sample-time.ts";
import { findProject } from "#db/dataset/projects.ts";
import { listRuns } from "#db/machines/runs.ts";
import { fits, items, judgments, leases, projects, raters } from "#db/schema.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { replay } from "#lib/teaming/replay.ts";

/** CIFAR-10N's last 10,000 images, its three annotators, and the thirteen machines of test/fixtures/panel. */
test.skip(!cifarIsHere(), "CIFAR-10N is not beside the project (../shared/data).");

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  expect(importCifar(tandem, { images: 10_000 })).toBe(10_000);
});
test.afterAll(() => tandem.stop());

test("the queue over HTTP asks what the pure replay asks, and the export says what it believes", async ({
  page,
}) => {
  test.setTimeout(240_000);
  // each person gives the answers of one column
  const names = ["anna", "ben", "cleo"];
  const columns = ["human1", "human2", "human3"];
  const password = "a long enough password";
  for (const name of names) await makePerson(tandem, name, "annotator", password);
  await signIn(page, tandem, "admin", adminPassword);
  inDatabase(tandem, (db) => {
    const project = findProject(db, "cifar10n");
    const run = project && listRuns(db, project.id).find(({ method }) => method === "ce");
    if (!project || !run) throw new Error("nothing is imported");
    const settings = { policy: "threshold", overlap: 3, auditRate: 0, eta: 1, activeRunId: run.id };
    db.update(projects).set(settings).where(eq(projects.id, project.id)).run();
  });

  // the policy is chosen on its page; a job fits it and puts it in force
  await page.goto(`${tandem.url}/admin/projects/cifar10n`);
  await page.getByRole("radio", { name: /^Probabilities × likelihoods/ }).check();
  await page.getByRole("button", { name: "Use this policy" }).click();
  const project = await eventually(
    () =>
      inDatabase(tandem, (db) => {
        const now = findProject(db, "cifar10n");
        return now && now.activeFitId !== null ? now : null;
      }),
    120_000,
  );
  await expect(page.getByText(/learnt from .* items with gold/)).toBeVisible({ timeout: 30_000 });
  const world = inDatabase(tandem, (db) => {
    // as if it had seen so much that it is not fitted again while this goes on
    db.update(fits).set({ answers: 1_000_000 }).run();
    const { teamOf, machine } = liveTeam(db, project, 64e6);
    const labels = new Map<string, number>();
    for (const { name, itemId, label } of db
      .select({ name: raters.name, itemId: judgments.itemId, label: judgments.label })
      .from(judgments)
      .innerJoin(raters, eq(raters.id, judgments.raterId))
      .where(eq(judgments.projectId, project.id))
      .all())
      labels.set(`${name} ${itemId}`, label ?? -1);
    const all = db.select().from(items).where(eq(items.projectId, project.id)).orderBy(items.id).all();
    return { teamOf, machine: new Map(all.map(({ id }) => [id, machine(id)])), labels, all };
  });

  const questions = 600;
  const contexts = await Promise.all(names.map((name) => client(tandem, { name, password })));
  const asked: { item: number; who: number; label: number }[] = [];
  const headers = { origin: tandem.url };
  const taken = z.object({ tasks: z.array(z.object({ lease: z.uuid() })) });
  for (let question = 0; question < questions; question++) {
    const who = question % names.length;
    const context = contexts[who]!;
    const ask = { project: "cifar10n", held: [], today: 0 };
    const first = await context.post("/api/tasks", { headers, data: { ...ask, want: 1 } });
    const lease = taken.parse(await first.json()).tasks[0]?.lease ?? "";
    const item = inDatabase(
      tandem,
      (db) => db.select().from(leases).where(eq(leases.id, lease)).get()?.itemId ?? -1,
    );
    const label = world.labels.get(`${columns[who]} ${item}`) ?? -1;
    const done = { lease, outcome: "label", label, time: sampleTime };
    await eventually(async () => {
      const reply = await context.post("/api/tasks", { headers, data: { ...ask, done, want: 0 } });
      return reply.status() === 429 ? null : (expect(reply.status()).toBe(200) ?? true);
    }, 20_000);
    asked.push({ item, who, label });
  }
  await Promise.all(contexts.map((context) => context.dispose()));

  // the same without server, database and HTTP
  const raterOf = inDatabase(tandem, (db) => {
    const people = db.select().from(raters).where(eq(raters.projectId, project.id)).all();
    return names.map(
      (name) => people.find((rater) => rater.source === "person" && rater.name === name)?.id ?? -1,
    );
  });
  const played: typeof asked = [];
  const { points } = replay(
    {
      n: world.all.length,
      machine: (i) => world.machine.get(world.all[i]!.id) ?? null,
      gold: (i) => world.all[i]!.gold ?? -1,
      most: 3,
      taker: (question) => question % names.length,
      answer(i, who) {
        const item = world.all[i]!.id;
        const label = world.labels.get(`${columns[who]} ${item}`) ?? -1;
        played.push({ item, who, label });
        return { rater: raterOf[who]!, label };
      },
      belief: (i, seen) => world.teamOf(world.all[i]!.id).belief({ ...seen, eta: 1 }),
    },
    [questions],
  );
  expect(asked).toEqual(played);
  const text = await takenExport(byPage(page, tandem.url), "cifar10n", { format: "jsonl" });
  const lines = text.trimEnd().split("\n");
  const said = z.object({
    ordinal: z.number(),
    team: z.object({
      label: z.string(),
      source: z.string(),
      belief: z.number(),
      policy: z.string(),
      fit: z.number(),
    }),
  });
  const teams = lines.map((line) => said.parse(JSON.parse(line)));
  const byOrdinal = new Map(teams.map(({ ordinal, team }) => [ordinal, team]));
  const labels = world.all.map(({ ordinal }) => project.classes.indexOf(byOrdinal.get(ordinal)?.label ?? ""));
  expect(labels).toEqual([...(points[0]?.labels ?? [])]);
  expect(teams.filter(({ team }) => team.source === "both")).toHaveLength(
    new Set(asked.map(({ item }) => item)).size,
  );
  expect(new Set(teams.map(({ team }) => `${team.policy} ${team.fit}`))).toEqual(
    new Set([`p-plus-l ${project.activeFitId}`]),
  );

  await page.goto(`${tandem.url}/research/cifar10n`);
  await expect(page.getByTestId("outlook")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("row", { name: /^Both together/ })).toBeVisible();
  await expect(page.getByTestId("disagreements")).toContainText(/labels of two people/);
});

test("the study of CIFAR-10N on its pages: published accuracies, thirteen machines, every figure drawn", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, tandem, "admin", adminPassword);

  await page.goto(`${tandem.url}/research/cifar10n/study/accuracy`);
  const block = (title: string) =>
    page.locator("section", { has: page.locator("h2", { hasText: title }) }).last();
  const accuracy = block("Accuracy of each rater");
  await accuracy.getByText("Show the numbers").click();
  for (const [name, share] of [
    ["human1", "82.8 %"],
    ["human2", "82.2 %"],
    ["human3", "83.2 %"],
    ["majority of people", "91.4 %"],
    ["CE", "85.3 %"],
  ] as const)
    await expect(accuracy.getByRole("row", { name: new RegExp(`^${name} `) })).toContainText(share);

  for (const [section, figure] of [
    ["confusion", "Answers where both are wrong"],
    ["difficulty", "Machine confidence"],
    ["matching", "Matching of every two raters"],
    ["teaming", "Team accuracy over η"],
    ["policies", "Accuracy against questions"],
    ["beyond", "Reliability diagram"],
  ] as const) {
    await page.goto(`${tandem.url}/research/cifar10n/study/${section}`);
    await expect(block(figure).locator("figure svg").first()).toBeVisible({ timeout: 60_000 });
  }
  await page.goto(`${tandem.url}/research/cifar10n/study/tests`);
  await expect(
    page.getByText("machines resemble each other more than they resemble people holds"),
  ).toBeVisible({
    timeout: 60_000,
  });
  expect(complaints).toEqual([]);
});

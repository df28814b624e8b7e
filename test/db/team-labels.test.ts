import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { argmax } from "#lib/stats/argmax.ts";
import { policies } from "#lib/teaming/policies/index.ts";
import { setCounts } from "#db/dataset/label-counts.ts";
import { countTrainingLabels, labelSources } from "#db/machines/label-sources.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import { items, judgments, raters } from "#db/schema.ts";
import { labelsBy, newestJudgment, standingAnswers } from "#db/teaming/answers.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { answerOf, label, take, undo } from "./hands.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const K = 3;
const world = (n = 24) =>
  newWorld(
    Array.from({ length: n }, (_, i) => (i % 7 === 6 ? null : 0.4 + (0.55 * i) / n)),
    {
      ...{ overlap: 3, people: 3, classes: ["red", "green", "blue"], eta: 0.7, auditRate: 0.5 },
      draws: Array.from({ length: n }, (_, i) => (i % 10) / 10),
    },
  );

function by(here: World, policy: string): void {
  const { db } = here.database;
  const runId = here.project().activeRunId ?? -1;
  const fitted = policies.find(({ id }) => id === policy)?.fit ?? null;
  const wanted = { policy, runId, createdBy: null };
  const activeFitId =
    fitted &&
    storeFit(
      db,
      fitTeam(db, here.project(), wanted, 1, () => 0),
    );
  routeBy(db, here.project().id, { policy, activeFitId });
}

/** Somebody answers, at random, and takes some of it back. */
function answers(here: World, says: readonly { person: number; label: number; back: boolean }[]): void {
  says.forEach(({ person, label: given, back }, i) => {
    const [task] = take(here, person, { now: 1000 + i });
    if (!task) return;
    answerOf(here, person, label(task.lease, given), { now: 1000 + i });
    if (back) undo(here, person, 1000 + i);
  });
}

const said = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 2 }),
    label: fc.integer({ min: 0, max: K - 1 }),
    back: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

test("what the team teaches is its belief where people have a say in it, and nothing else", () => {
  fc.assert(
    fc.property(said, fc.constantFrom(...policies.map(({ id }) => id)), (says, policy) => {
      const here = world();
      const { db, sqlite } = here.database;
      by(here, policy);
      answers(here, says);
      const project = here.project();
      const {
        ordinals,
        labels,
        shares,
        cursor,
        answers: heard,
        learntFrom,
      } = teamLabels(db, project.id, true);
      const { teamOf, machine } = liveTeam(db, project);
      const labelsOf = labelsBy(sqlite);
      const expected = db
        .select()
        .from(items)
        .where(eq(items.projectId, project.id))
        .orderBy(items.ordinal)
        .all()
        .flatMap(({ id, ordinal }) => {
          const seen = { machine: machine(id), answers: labelsOf.all(id), eta: project.eta };
          const source = teamOf(id).source(seen);
          if (seen.answers.length === 0 || source === "machine" || source === "none") return [];
          return [{ ordinal, belief: teamOf(id).belief(seen) }];
        });
      expect([...ordinals]).toEqual(expected.map(({ ordinal }) => ordinal));
      expected.forEach(({ belief }, row) => {
        const own = shares.subarray(row * K, (row + 1) * K);
        expect([...own]).toEqual([...Float32Array.from(belief)]);
        expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
        expect(labels[row]).toBe(argmax(belief));
      });
      const { activeRunId: runId, activeFitId: fitId } = project;
      expect(learntFrom).toEqual({ policy, runId, fitId, answered: expected.length, imported: 0 });
      expect([cursor, heard]).toEqual([newestJudgment(db, project.id), standingAnswers(db, project.id)]);
    }),
    { numRuns: 24 },
  );
}, 120_000);

test("items that nobody answered here keep their imported labels as shares of the votes", () => {
  const here = world();
  const { db } = here.database;
  const project = here.project();
  by(here, "p-plus-l");
  const column = (name: string, kind: "human" | "machine" = "human", crowdId: number | null = null) =>
    db
      .insert(raters)
      .values({ projectId: project.id, kind, source: "column", name, crowdId })
      .returning()
      .get().id;
  const [ben, vote, gpt, crowd] = [
    column("ben"),
    column("majority"),
    column("gpt", "machine"),
    column("amt"),
  ];
  const human1 =
    db
      .select()
      .from(raters)
      .where(and(eq(raters.name, "human1")))
      .get()?.id ?? -1;
  const worker = column("w1", "human", crowd);
  const says = (raterId: number, i: number, given: number) =>
    db
      .insert(judgments)
      .values({
        ...{ projectId: project.id, itemId: here.itemIds[i] ?? -1, raterId, outcome: "label" },
        ...{ label: given, receivedAt: 1 },
      } as const)
      .run();
  says(human1, 0, 0);
  says(ben, 0, 1);
  says(vote, 0, 2);
  says(gpt, 0, 2);
  says(ben, 1, 1); // a machine and a vote alone are nobody's own labels
  says(gpt, 2, 1);
  says(crowd, 3, 2);
  says(worker, 3, 1);
  says(human1, 4, 0);
  setCounts(db, human1, here.itemIds[4] ?? -1, Float32Array.from([6, 3, 1]));
  const { ordinals, shares, learntFrom } = teamLabels(db, project.id, true);
  expect([...ordinals]).toEqual([0, 1, 3, 4]);
  expect(learntFrom).toMatchObject({ answered: 0, imported: 4 });
  const rounded = Array.from(shares, (p) => Math.round(100 * p));
  expect(rounded).toEqual([50, 50, 0, 0, 100, 0, 0, 100, 0, 60, 30, 10]);

  // an answer given here stands in place of them
  const [task] = take(here, 0);
  if (!task) throw new Error("nothing to answer");
  answerOf(here, 0, label(task.lease, 2));
  const after = teamLabels(db, project.id, true);
  expect(after.learntFrom.answered).toBe(1);
  const team = labelSources(db, project.id).find(({ key }) => key === "team");
  if (!team) throw new Error("the team is no label source");
  expect(countTrainingLabels(db, project.id, team, true)).toBe(after.ordinals.length);
  // all items are in the test split
  expect(teamLabels(db, project.id, false).ordinals).toHaveLength(0);
});

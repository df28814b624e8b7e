import fc from "fast-check";
import { expect, test } from "vitest";
import { policies } from "#lib/teaming/policies/index.ts";
import { write } from "#db/client.ts";
import { streamOf } from "#db/labelling/tally.ts";
import { items, judgments, projects, raters, routes, runs } from "#db/schema.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { queueChange } from "#db/views/queue-change.ts";
import { and, eq } from "drizzle-orm";
import { answerOf, label, take } from "./hands.ts";
import { newWorld, predict, routeBy, type World } from "./world.ts";

const n = 30;
const classes = ["red", "green", "blue"];

/** Another run of the project, which predicted some of its items. */
function anotherRun(
  { database: { db }, project, itemIds }: World,
  confidences: readonly (number | null)[],
): number {
  const column = db.select().from(raters).get();
  return write(db, (tx) => {
    const { id } = tx
      .insert(runs)
      .values({
        ...{ projectId: project().id, name: "second", method: "ce", backbone: "quick" },
        ...{ labelRaterId: column?.id ?? -1, options: {}, seed: 2, state: "finished", createdAt: 2 },
      } as const)
      .returning()
      .get();
    const some = itemIds.slice(0, confidences.length);
    const of = (i: number) => ({ top: (i + 1) % 3, confidence: confidences[i] ?? null });
    predict(tx, id, some, of, classes.length);
    return id;
  });
}

/** Items that want an answer, by the rows of the queue. */
function asked({ database: { db }, project }: World): Map<number, "deferred" | "audit"> {
  const { id, eta, auditRate, routesGeneration: generation } = project();
  const rows = db
    .select()
    .from(routes)
    .where(and(eq(routes.projectId, id), eq(routes.generation, generation)))
    .all();
  const found = new Map<number, "deferred" | "audit">();
  for (const row of rows) {
    const stream = streamOf({ project: id, generation, eta, auditRate }, { ...row, held: 0 });
    if (stream && stream !== "wanted") found.set(row.itemId, stream);
  }
  return found;
}

const confidence = fc.option(fc.double({ min: 0.35, max: 0.99, noNaN: true }), { freq: 8 });

test("what is shown of the queue before another run routes is what comes of it, and looking changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(confidence, { minLength: n, maxLength: n }),
      fc.array(confidence, { minLength: 20, maxLength: n }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { maxLength: 25 }),
      fc.constantFrom(...policies.map(({ id }) => id)),
      (before, then, says, policy) => {
        const draws = Array.from({ length: n }, (_, i) => (i % 10) / 10);
        const more = { overlap: 2, people: 3, classes, eta: 0.7, auditRate: 0.35, draws };
        const here = newWorld(before, more);
        const { db } = here.database;
        const run = anotherRun(here, then);
        // some lie in the training split, which is routed only where a run has predicted it
        for (const itemId of here.itemIds.slice(24))
          db.update(items).set({ split: "train" }).where(eq(items.id, itemId)).run();
        const fit = (runId: number) => {
          const wanted = { policy, runId, createdBy: null };
          return policies.find(({ id }) => id === policy)?.fit
            ? storeFit(
                db,
                fitTeam(db, here.project(), wanted, 1, () => 0),
              )
            : null;
        };
        const first = here.project().activeRunId ?? -1;
        routeBy(db, here.project().id, { policy, activeFitId: fit(first) });
        says.forEach(([who, given], i) => {
          const [task] = take(here, who, { now: 1000 + i });
          if (task) answerOf(here, who, label(task.lease, given), { now: 1000 + i });
        });

        const old = asked(here);
        const state = () => [db.select().from(projects).all(), db.select().from(routes).all()];
        const untouched = state();
        const change = queueChange(db, here.project(), run);
        expect(state()).toEqual(untouched);

        const given = db.select().from(judgments).all();
        routeBy(db, here.project().id, { activeRunId: run, activeFitId: fit(run) });
        const fresh = asked(here);
        const count = (of: Map<number, string>, stream: string) =>
          [...of.values()].filter((each) => each === stream).length;
        const gone = [...old.keys()].filter((item) => !fresh.has(item));
        expect(change).toEqual({
          now: { deferred: count(old, "deferred"), audit: count(old, "audit") },
          then: { deferred: count(fresh, "deferred"), audit: count(fresh, "audit") },
          newlyAsked: [...fresh.keys()].filter((item) => !old.has(item)).length,
          noLongerAsked: gone.length,
          answersThere: given.filter(({ itemId }) => gone.includes(itemId)).length,
        });
        expect(db.select().from(judgments).all()).toEqual(given);
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

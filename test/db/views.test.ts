import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase, type RootDb, write } from "#db/client.ts";
import { setEta } from "#db/dataset/projects.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import {
  images,
  imports,
  items,
  judgments,
  predictions,
  projects,
  raters,
  runOutputs,
  runs,
} from "#db/schema.ts";
import { loadStudy } from "#db/views/study.ts";
import { teamView } from "#db/views/team.ts";
import { answerOf, take, undo } from "./hands.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld, routeBy, type World } from "./world.ts";

/** A finished run with predictions and output for every item there is. */
function addRun(world: World, name: string, shift: number): number {
  return write(world.database.db, (tx) => {
    const { id: projectId } = world.project();
    const column = tx.select().from(raters).where(eq(raters.name, "human1")).get();
    if (!column) throw new Error("no column");
    const run = tx
      .insert(runs)
      .values({
        projectId,
        name,
        method: "ce",
        backbone: "quick",
        labelRaterId: column.id,
        options: {},
        seed: shift,
        state: "finished",
        createdAt: 1,
      })
      .returning()
      .get();
    const all = tx.select().from(items).where(eq(items.projectId, projectId)).orderBy(items.ordinal).all();
    const probabilities = all.flatMap((_, i) => {
      const top = (i + shift) % 3;
      const confidence = 0.4 + 0.05 * ((i * 7 + shift) % 12);
      return [0, 1, 2].map((k) => (k === top ? confidence : (1 - confidence) / 2));
    });
    for (const [i, { id: itemId }] of all.entries())
      tx.insert(predictions)
        .values({
          runId: run.id,
          itemId,
          top: (i + shift) % 3,
          confidence: 0.4 + 0.05 * ((i * 7 + shift) % 12),
        })
        .run();
    tx.insert(runOutputs)
      .values({
        runId: run.id,
        part: 0,
        itemIds: Buffer.from(Int32Array.from(all, ({ id }) => id).buffer),
        probabilities: Buffer.from(Float32Array.from(probabilities).buffer),
      })
      .run();
    return run.id;
  });
}

/** What an import leaves behind: one more item, a label of the column for every item, another gold label. */
function importMore(world: World, at: number): void {
  const { db } = world.database;
  const { id: projectId } = world.project();
  write(db, (tx) => {
    const before = tx.select().from(items).where(eq(items.projectId, projectId)).all();
    const hash = before.length.toString(16).padStart(64, "0");
    tx.insert(images)
      .values({ hash, pack: "none", offset: 0, length: 1, mime: "image/png", width: 1, height: 1 })
      .run();
    const ordinal = before.length;
    tx.insert(items)
      .values({
        projectId,
        ordinal,
        name: `${ordinal}.png`,
        hash,
        split: "test",
        gold: ordinal % 3,
        draw: 0.1,
      })
      .run();
    tx.update(items)
      .set({ gold: at % 3 })
      .where(eq(items.ordinal, at % ordinal))
      .run();
    const column = tx.select().from(raters).where(eq(raters.name, "human1")).get();
    if (!column) throw new Error("no column");
    for (const item of tx.select().from(items).where(eq(items.projectId, projectId)).all())
      tx.insert(judgments)
        .values({
          projectId,
          itemId: item.id,
          raterId: column.id,
          outcome: "label",
          label: (item.ordinal + at) % 3,
          receivedAt: at,
        })
        .run();
    tx.insert(imports)
      .values({ projectId, source: "more", options: {}, state: "finished", createdAt: at, finishedAt: at })
      .run();
  });
  routeBy(db, projectId, {});
}

function answer(world: World, who: number, label: number | null, now: number): void {
  const [task] = take(world, who, { now, random: () => 0.5 });
  if (!task) return;
  const given = {
    lease: task.lease,
    outcome: label === null ? ("unsure" as const) : ("label" as const),
    label,
    time: { ...sampleTime, responseMs: 300 + (now % 90) },
  };
  expect(answerOf(world, who, given, { now }).ok).toBe(true);
}

/** Everything that the two views say. */
function viewsOf(db: RootDb, world: World) {
  const { study, tallies } = loadStudy(db, world.project());
  return {
    team: teamView(db, world.project()),
    eta: study.eta,
    activeRater: study.activeRater,
    gold: [...study.gold],
    itemIds: [...study.itemIds],
    raters: study.raters.map((a) => ({
      id: a.id,
      name: a.name,
      answers: [...a.answers],
      times: a.responseMs && [...a.responseMs],
      confidence: a.machine && [...a.machine.confidence],
      own: tallies.own(a),
      pairs: study.raters.map((b) => tallies.pair(a, b)),
    })),
  };
}

test("after any labels, unsure, withdrawals, imports, activations and moves of η the views are those of a fresh load", async () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("answer" as const),
        who: fc.nat(2),
        label: fc.option(fc.nat(2)),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("undo" as const), who: fc.nat(2) }) },
    fc.record({ do: fc.constant("import" as const) }),
    fc.record({ do: fc.constant("run" as const) }),
    fc.record({ do: fc.constant("activate" as const), which: fc.nat(5) }),
    fc.record({ do: fc.constant("eta" as const), eta: fc.nat(10) }),
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("look" as const), at: fc.constantFrom("team", "study") }),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const world = newWorld([0.1, 0.3, null, 0.5, 0.7, 0.9], {
        people: 3,
        overlap: 2,
        classes: ["red", "green", "blue"],
        auditRate: 0.5,
        draws: [0.1, 0.6, 0.2, 0.3, 0.4, 0.45],
      });
      const { db } = world.database;
      const known = [addRun(world, "first", 0)];
      let now = 1000;
      for (const action of steps) {
        now += 10;
        if (action.do === "answer") answer(world, action.who, action.label, now);
        else if (action.do === "undo") undo(world, action.who, now);
        else if (action.do === "import") importMore(world, now);
        else if (action.do === "run") known.push(addRun(world, `run ${now}`, now));
        else if (action.do === "activate")
          await changeTeam(
            db,
            world.project(),
            { runId: known[action.which % known.length] ?? -1, policy: "threshold" },
            now,
          );
        else if (action.do === "eta") setEta(db, world.project(), action.eta / 10, now);
        else if (action.at === "team") teamView(db, world.project());
        else loadStudy(db, world.project());
      }
      const continued = viewsOf(db, world);
      // another connection has cached nothing
      const other = openDatabase(world.database.path);
      const fresh = viewsOf(other.db, world);
      other.close();
      expect(continued).toEqual(fresh);
    }),
    { numRuns: 25 },
  );
});

test("a policy that this build does not know is refused rather than replaced", () => {
  const world = newWorld([0.1, 0.9], { classes: ["red", "green", "blue"] });
  const { db } = world.database;
  expect(teamView(db, world.project()).policy.id).toBe("threshold");
  db.update(projects).set({ policy: "oracle-of-delphi" }).run();
  expect(() => teamView(db, world.project())).toThrow(/oracle-of-delphi/);
});

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { enqueue } from "#db/job-queue.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { findLog, modelPath, runCheckpoints, saveLog } from "#db/machines/checkpoints.ts";
import { setInstallationSettings } from "#db/machines/launching.ts";
import { hasModel } from "#db/machines/models.ts";
import { newcomers, predictAgain } from "#db/machines/new-pictures.ts";
import { findRun } from "#db/machines/runs.ts";
import { losers, pinWeights, setWeightsRule, sweepWeights, weightsRule } from "#db/machines/weights.ts";
import { auditLog, installation, panels, predictions, type Run, runOutputs, runs } from "#db/schema.ts";
import { newWorld } from "./world.ts";

const day = 24 * 3_600_000;
const now = 100 * day;

/** A world whose first run is active, with more runs of the kinds asked for, oldest first. */
function worldWith(kinds: readonly ("plain" | "panel" | "pinned" | "new" | "elsewhere" | "failed")[]) {
  const world = newWorld([0.2, 0.9]);
  const { db, folder } = world.database;
  const dir = dataDir(folder);
  const project = world.project();
  const first = findRun(db, project.activeRunId ?? -1) ?? expect.unreachable("no run");
  const panel = db.insert(panels).values({ projectId: project.id, createdAt: 1 }).returning().get().id;
  const give = (id: number) => {
    mkdirSync(dirname(modelPath(dir, id)), { recursive: true });
    for (const path of [modelPath(dir, id), modelPath(dir, id).replace("model.onnx", "checkpoint.bin")])
      writeFileSync(path, "weights");
  };
  give(first.id);
  const ids = kinds.map((kind, i) => {
    const { id } = db
      .insert(runs)
      .values({
        ...{ ...first, id: undefined, name: `run ${i}`, finishedAt: now - (kind === "new" ? 1 : 2 * day) },
        panelId: kind === "panel" ? panel : null,
        weightsPinned: kind === "pinned",
        origin: kind === "elsewhere" ? "table.csv" : null,
        state: kind === "failed" ? "failed" : "finished",
      })
      .returning()
      .get();
    if (kind !== "elsewhere") give(id);
    return id;
  });
  return { world, db, dir, project, first, ids };
}

const files = (dir: ReturnType<typeof dataDir>, id: number) =>
  readdirSync(dirname(modelPath(dir, id))).sort();

test("without a rule nothing goes; with one the newest stay, and what goes is written down", async () => {
  const { db, dir, ids, first, world } = worldWith(["plain", "plain", "plain"]);
  const [oldest = -1, middle = -1, newest = -1] = ids;
  await saveLog(dir, oldest, "what happened");
  expect([weightsRule(db), sweepWeights(db, dir, now)]).toEqual([null, []]);
  const stored = () => [
    db.select().from(predictions).all().length,
    db.select().from(runOutputs).all().length,
    db.select().from(runs).all().length,
  ];
  const before = stored();
  setWeightsRule(db, 1, null, now);
  expect(losers(db, 1, now).map(({ id }) => id)).toEqual([middle, oldest]);
  expect(sweepWeights(db, dir, now).map(({ id }) => id)).toEqual([middle, oldest]);
  expect([oldest, middle, newest, first.id].map((id) => files(dir, id))).toEqual([
    ["log.txt"],
    [],
    ["checkpoint.bin", "model.onnx"],
    ["checkpoint.bin", "model.onnx"],
  ]);
  expect(await findLog(dir, oldest)).toBe("what happened");
  expect(stored()).toEqual(before);
  expect(findRun(db, oldest)).toMatchObject({ state: "finished", weightsRemovedAt: now, weightsGone: true });
  expect(hasModel(db, dir, findRun(db, oldest) as Run)).toBe(false);
  const entries = db.select().from(auditLog).where(eq(auditLog.action, "run.weights")).all();
  expect(entries.map(({ projectId, detail }) => [projectId, detail.runId, detail.bytes])).toEqual([
    [world.project().id, middle, 14],
    [world.project().id, oldest, 14],
  ]);
  expect(sweepWeights(db, dir, now + day)).toEqual([]); // once
});

test("whatever the rule, and in whatever order runs came: what routes, panels, pinned and new runs keep theirs", () => {
  const kinds = fc.constantFrom("plain", "panel", "pinned", "new", "elsewhere", "failed" as const);
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (asked, keep) => {
      const { db, dir, ids, first } = worldWith(asked);
      setWeightsRule(db, keep, null, now);
      const gone = sweepWeights(db, dir, now).map(({ id }) => id);
      expect(gone).not.toContain(first.id);
      for (const [i, id] of ids.entries()) {
        // of those that the rule counts, as many are newer as may stay
        const counted = (kind: string) => kind === "plain" || kind === "pinned" || kind === "new";
        const newer = asked.slice(i + 1).filter(counted).length;
        expect(gone.includes(id)).toBe(asked[i] === "plain" && newer >= keep);
        if (asked[i] !== "elsewhere" && asked[i] !== "failed")
          expect(existsSync(modelPath(dir, id))).toBe(!gone.includes(id));
      }
    }),
    { numRuns: 10 },
  );
});

test("a run that a job works with keeps its weights, and so does one that begins to route before its turn", async () => {
  const { db, dir, ids, project, world } = worldWith(["plain", "plain", "plain", "plain"]);
  const [busy = -1, chosen = -1, , newest = -1] = ids;
  setWeightsRule(db, 1, null, now);
  enqueue(db, { kind: "predict", payload: { runId: busy }, projectId: project.id, createdBy: null }, now);
  expect(losers(db, 1, now).map(({ id }) => id)).not.toContain(busy);
  await changeTeam(db, world.project(), { runId: chosen, policy: "threshold" }, now);
  const gone = sweepWeights(db, dir, now).map(({ id }) => id);
  expect(gone).not.toEqual(expect.arrayContaining([chosen]));
  expect(gone).not.toEqual(expect.arrayContaining([newest]));
  expect([busy, chosen, newest].map((id) => existsSync(modelPath(dir, id)))).toEqual([true, true, true]);
});

test("a pin holds until it is taken back; somebody else’s run cannot be pinned", () => {
  const { db, dir, ids, world } = worldWith(["plain", "plain"]);
  const [old = -1] = ids;
  setWeightsRule(db, 1, null, now);
  expect(pinWeights(db, world.project(), 999, true, now)).toMatchObject({ ok: false });
  expect(pinWeights(db, world.project(), old, true, now)).toMatchObject({ ok: true });
  expect(sweepWeights(db, dir, now)).toEqual([]);
  pinWeights(db, world.project(), old, false, now);
  expect(sweepWeights(db, dir, now).map(({ id }) => id)).toEqual([old]);
});

test("weights that somebody brings back are there again, and stay", async () => {
  const { db, dir, ids, world } = worldWith(["plain", "plain"]);
  const [old = -1] = ids;
  setWeightsRule(db, 1, null, now);
  sweepWeights(db, dir, now);
  await changeTeam(db, world.project(), { runId: old, policy: "threshold" }, now);
  db.update(runs).set({ predictedTo: 1 }).where(eq(runs.id, old)).run();
  expect(newcomers(db, world.project())).toMatchObject({ pictures: 1, state: "no weights" });
  await runCheckpoints(dir, old).save(Buffer.from("weights"));
  expect(predictAgain(db, world.project(), now)).toMatchObject({ ok: true });
  expect(newcomers(db, world.project())).toMatchObject({ state: "waiting" });
  sweepWeights(db, dir, now + 10 * day);
  expect(files(dir, old)).toEqual(["checkpoint.bin"]);
});

test("the rule and the place of trainings stand in one row and leave each other alone", () => {
  const { db } = worldWith([]);
  setWeightsRule(db, 3, null, now);
  setInstallationSettings(db, { launcher: "slurm" }, null, now);
  expect([weightsRule(db), db.select().from(installation).all()]).toMatchObject([
    3,
    [{ launch: { launcher: "slurm" } }],
  ]);
  setWeightsRule(db, null, null, now);
  expect([weightsRule(db), db.select().from(installation).all()]).toMatchObject([
    null,
    [{ launch: { launcher: "slurm" } }],
  ]);
});

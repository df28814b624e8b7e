import { asc, eq } from "drizzle-orm";
import { pino } from "pino";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, describe, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { write } from "#db/client.ts";
import { importsOf } from "#db/dataset/import-record.ts";
import { fenceOf, JobLost } from "#db/job-queue.ts";
import { claimJob, handBack } from "#db/jobs/lifecycle.ts";
import { startTableImport } from "#db/tables/table-imports.ts";
import { tableJob } from "#workers/jobs/table.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { listRuns } from "#db/machines/runs.ts";
import { items, predictions, routes, runs } from "#db/schema.ts";
import { loadStudy } from "#db/views/study-load.ts";
import { teamView } from "#db/views/team.ts";
import type { Store } from "../datasets.ts";
import { fileWith } from "../../lib/formats/tables/files.ts";
import { npy } from "../../lib/formats/tables/npy.ts";
import { pets, project, takeTable } from "./pets.ts";

const sure = [
  [0.9, 0.05, 0.05],
  [0.2, 0.7, 0.1],
  [0.1, 0.3, 0.6],
  [0.4, 0.35, 0.25],
  [0.5, 0.25, 0.25],
  [0, 0, 1],
];
const files = sure.map((_, n) => `${n}.png`);
const column = (k: number) => sure.map((row) => row[k] ?? 0);
const parquet = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "filename", data: files },
        { name: "owl", data: column(2), type: "DOUBLE" },
        { name: "dog", data: column(1), type: "DOUBLE" },
        { name: "cat", data: column(0), type: "DOUBLE" },
      ],
    }),
  );

const tables: [string, string | Uint8Array][] = [
  ["CSV", ["file,p0,p1,p2", ...sure.map((row, n) => [`${n}.png`, ...row].join(","))].join("\n")],
  [
    "JSON lines",
    sure.map((probabilities, n) => JSON.stringify({ file: `${n}.png`, probabilities })).join("\n"),
  ],
  ["NumPy", npy(sure)],
  ["Parquet", parquet()],
];

function stored(store: Store) {
  const [run] = listRuns(store.db, 1);
  if (!run) throw new Error("there is no run");
  const parts = [...readOutput(store.db, run.id)];
  const numbers = parts.flatMap(({ probabilities }) => [...probabilities]);
  const index = store.db
    .select({ name: items.name, top: predictions.top, confidence: predictions.confidence })
    .from(predictions)
    .innerJoin(items, eq(items.id, predictions.itemId))
    .where(eq(predictions.runId, run.id))
    .orderBy(asc(items.ordinal))
    .all();
  return { run, numbers, index };
}

describe("predictions", () => {
  test.each(tables)("as %s become a machine that routes, teams up and is studied", async (_, bytes) => {
    const store = await pets();
    const { row, problems } = await takeTable(store, bytes, { name: "ViT", uploaded: "vit.bin" });
    expect(problems).toEqual([]);
    expect(row).toMatchObject({ state: "finished", rows: 6, labelsAdded: 6 });
    const { run, numbers, index } = stored(store);
    expect(run).toMatchObject({ state: "finished", origin: "vit.bin", predictedItems: 6, goldItems: 6 });
    expect(run.name).toContain("elsewhere");
    expect(run.accuracy).toBeCloseTo(5 / 6, 9);
    for (const [place, value] of sure.flat().entries()) expect(numbers[place]).toBeCloseTo(value, 6);
    expect(index.map(({ top }) => top)).toEqual([0, 1, 2, 0, 0, 2]);
    // the first machine of a project routes it, in this order of confidence
    expect(project(store).activeRunId).toBe(run.id);
    const queue = store.db.select().from(routes).orderBy(asc(routes.score)).all();
    expect(queue.map(({ itemId }) => itemId)).toEqual([4, 5, 3, 2, 1, 6]);
    expect(listRaters(store.db, 1).map(({ kind, name }) => [kind, name])).toEqual([["machine", run.name]]);
    const { study } = loadStudy(store.db, project(store));
    expect(study.raters[0]?.name).toBe(run.name);
    expect(study.raters[0]?.machine).toMatchObject({ group: "from elsewhere", labels: "unknown" });
    expect(teamView(store.db, project(store)).run?.name).toBe(run.name);
  });

  test("that do not fit are named by row and reason before anything is stored", async () => {
    const store = await pets();
    const csv = [
      "file,cat,dog,owl",
      "0.png,0.5,0.5,0.5",
      "1.png,0.2,0.8,0",
      "zebra.png,1,0,0",
      "2.png,3.1,-2,0.4",
      "3.png,0.5,,0.5",
      "4.png,0.333,0.333,0.333",
      "1.png,1,0,0",
      "5.png,1,0",
    ].join("\n");
    const { row, problems } = await takeTable(store, csv, { kind: "predictions" });
    expect(row).toMatchObject({ state: "failed", rows: 8, problems: 6, labelsAdded: 0 });
    expect(problems.map((one) => [one.row, one.file])).toEqual([
      [2, "0.png"],
      [4, "zebra.png"],
      [5, "2.png"],
      [6, "3.png"],
      [8, "1.png"],
      [9, "5.png"],
    ]);
    expect(problems[0]?.reason).toContain("1.5");
    expect(listRuns(store.db, 1)).toEqual([]);
    await takeTable(store, csv, { kind: "predictions", onProblem: "skip" });
    const { numbers, run } = stored(store);
    expect(run).toMatchObject({ state: "finished", predictedItems: 2 });
    expect((numbers[3] ?? 0) + (numbers[4] ?? 0) + (numbers[5] ?? 0)).toBeCloseTo(1, 6);
  });

  test.each([
    [
      "JSON lines",
      (name: string) => JSON.stringify({ file: "0.png", cat: 0.99, dog: 0.003, owl: 0.003, [name]: 0.004 }),
    ],
    [
      "JSON lines, its own field",
      (name: string) => `{"file":"0.png","probs":{"cat":0.99,"dog":0.003,"owl":0.003,"${name}":0.004}}`,
    ],
    ["CSV", (name: string) => `file,cat,dog,owl,${name}\n0.png,0.99,0.003,0.003,0.004`],
  ])("with a share for what is no class, however small, are a problem of the row: %s", async (_, table) => {
    const store = await pets();
    const { row, problems } = await takeTable(store, table("owll"), { kind: "predictions" });
    expect(row).toMatchObject({ state: "failed", labelsAdded: 0 });
    expect(problems.map((one) => one.row)).toEqual([table("").includes("\n") ? 2 : 1]);
    expect(problems[0]?.reason).toContain("owll");
    expect(listRuns(store.db, 1)).toEqual([]);
  });

  test("beside other numbers and words come in; which of two lists is meant is asked", async () => {
    const store = await pets();
    const more = {
      epoch: 12,
      loss: 0.04,
      confidence: 0.9,
      label: 2,
      comment: "of the last run",
      empty: null,
    };
    const rows = sure.map((probabilities, n) => ({
      file: `${n}.png`,
      ...more,
      features: [1, 2],
      probabilities,
    }));
    const { row } = await takeTable(store, rows.map((each) => JSON.stringify(each)).join("\n"), {
      kind: "predictions",
    });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 6 });
    const two = rows.map((each) => JSON.stringify({ ...each, logits: [1, 2, 3] })).join("\n");
    const asked = await takeTable(store, two, { kind: "predictions", name: "two" });
    expect(asked.row.error).toMatch(/“probabilities”.*“logits”/);
  });

  test("of a second machine leave the first one routing, until it is chosen", async () => {
    const store = await pets();
    await takeTable(store, npy(sure), { name: "one" });
    await takeTable(store, npy(sure.map((row) => [...row].reverse())), { name: "two" });
    const [two, one] = listRuns(store.db, 1);
    expect(project(store).activeRunId).toBe(one?.id);
    const chosen = await changeTeam(
      store.db,
      asOperator(project(store)),
      { runId: two?.id ?? 0, policy: "threshold" },
      3000,
    );
    expect(chosen.ok).toBe(true);
    expect(project(store).activeRunId).toBe(two?.id);
    // the name is taken now, and what is stored stays as it is
    const again = await takeTable(store, npy(sure), { name: "two" });
    expect(again.row).toMatchObject({ state: "failed" });
    expect(listRuns(store.db, 1)).toHaveLength(2);
  });

  test("stopped half-way are no machine; the same import makes it", async () => {
    const store = await pets();
    const hooks = { cancelled: () => store.db.select().from(predictions).all().length > 0 };
    const { row } = await takeTable(store, npy(sure), { name: "ViT" }, hooks);
    expect(row.state).toBe("cancelled");
    expect(listRaters(store.db, 1)).toEqual([]);
    expect(loadStudy(store.db, project(store)).study.raters).toEqual([]);
    expect(project(store).activeRunId).toBeNull();
    const again = await takeTable(store, npy(sure), { name: "ViT" });
    expect(again.row.state).toBe("finished");
    expect(listRuns(store.db, 1)).toHaveLength(1);
    expect(stored(store).numbers).toHaveLength(18);
  });

  test("of a job that was taken away half-way are completed by the next worker, and by nobody twice", async () => {
    const store = await pets();
    const { db, dir } = store;
    const columns = { item: null, worker: null, label: null, ms: null };
    const table = fileWith(npy(sure));
    startTableImport(db, { kind: "predictions", columns, project: "pets", name: "ViT", table }, null, 1);
    const attempt = (worker: string, stored: () => void) => {
      const job = claimJob(db, worker, "other", 2);
      if (!job) throw new Error("no job waits");
      const context = { db, dir, fence: fenceOf(job), now: () => 3, log: pino({ level: "silent" }) };
      const report = (_: number, note: Record<string, unknown>) => {
        if (note.note === "importing") stored();
      };
      const ended = tableJob.run({ ...context, report, cancelled: () => false }, job.payload);
      return { fence: context.fence, ended };
    };
    const first: ReturnType<typeof attempt> = attempt("a", () => handBack(db, first.fence, 4));
    await expect(first.ended).rejects.toThrow(JobLost);
    expect(listRuns(db, 1).map(({ state }) => state)).toEqual(["running"]);
    await attempt("b", () => undefined).ended;
    expect(listRuns(db, 1).map(({ state }) => state)).toEqual(["finished"]);
    expect(stored(store).numbers).toHaveLength(18);
    expect(importsOf(db, 1)[0]).toMatchObject({ state: "finished", labelsAdded: 6, problems: 0 });
  });

  test("a machine and its rater cannot be half there", async () => {
    const store = await pets();
    await takeTable(store, npy(sure));
    expect(() => write(store.db, (tx) => tx.delete(runs).run())).toThrow(/FOREIGN KEY/);
  });
});

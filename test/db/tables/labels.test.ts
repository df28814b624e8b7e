import { expect, describe, test } from "vitest";
import { eachCount } from "#db/dataset/label-counts.ts";
import { crowdSizes, labelColumns, listRaters } from "#db/labelling/raters.ts";
import { labelSources, trainingLabels, trainingShares } from "#db/machines/label-sources.ts";
import { items, judgments } from "#db/schema.ts";
import { loadStudy } from "#db/views/study-load.ts";
import { studyBlocks } from "#db/views/study.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { difficulty } from "#lib/study/difficulty/section.ts";
import { studySettings } from "#lib/study/settings.ts";
import { trainingDraft } from "#workers/jobs/train/prepare.ts";
import { asOperator } from "#db/access.ts";
import { startRun } from "#db/machines/start-run.ts";
import type { Store } from "../datasets.ts";
import { npy } from "../../lib/formats/tables/npy.ts";
import { judgmentCount, labelsBy, pets, project, takeTable } from "./pets.ts";

const counts = [
  [9, 1, 0],
  [2, 4, 4],
  [0, 0, 10],
  [5, 5, 0],
  [1, 8, 1],
  [0, 0, 1],
];
const countsCsv = `file,Owl,cat,dog\n${counts.map(([cat, dog, owl], n) => `${n}.png,${owl},${cat},${dog}`).join("\n")}\n`;

const storedCounts = (store: Store) => {
  const [column] = labelColumns(store.db, 1);
  return [...eachCount(store.db, 1, column?.id ?? 0)].map((row) => [...row.counts]);
};

describe("counts", () => {
  test.each([
    ["NumPy, in the items' order", npy(counts, "<i8")],
    ["CSV, by file name and class in any order", countsCsv],
    ["CSV with totals", `file,cat,dog,owl,n\n${counts.map((row, n) => `${n}.png,${row.join()},${row.reduce((a, b) => a + b)}`).join("\n")}\n`], // prettier-ignore
    ["JSON lines", counts.map((p, n) => JSON.stringify({ image: `${n}.png`, p, size: 32 })).join("\n")],
  ])("as %s become a label column with the commonest answers", async (_, bytes) => {
    const store = await pets();
    const { row, problems } = await takeTable(store, bytes);
    expect(row).toMatchObject({ state: "finished", rows: 6, labelsAdded: 6, problems: 0 });
    expect(problems).toEqual([]);
    expect(labelsBy(store)).toEqual({ crowd: "012012" });
    expect(storedCounts(store)).toEqual(counts);
  });

  test("the same again changes nothing; others than the stored ones are refused", async () => {
    const store = await pets();
    await takeTable(store, npy(counts));
    const again = await takeTable(store, countsCsv);
    expect(again.row).toMatchObject({ state: "finished", labelsAdded: 0, unchanged: 6 });
    const other = await takeTable(store, npy(counts.map((row) => row.map((n) => n + 1))));
    expect(other.row).toMatchObject({ state: "failed", problems: 6 });
    expect(storedCounts(store)).toEqual(counts);
    expect(judgmentCount(store)).toBe(6);
  });

  test("of a class that the project lacks are found in whichever row they stand", async () => {
    const store = await pets();
    const rows = counts.map((_, n) => ({
      item: `${n}.png`,
      cat: 1,
      dog: 2,
      owl: 0,
      ...(n === 3 && { emu: 2 }),
    }));
    const { row, problems } = await takeTable(store, rows.map((each) => JSON.stringify(each)).join("\n"), {
      kind: "counts",
    });
    expect([row.state, problems.map((problem) => problem.row)]).toEqual(["failed", [4]]);
    expect(problems[0]?.reason).toContain("emu");
    expect(judgmentCount(store)).toBe(0);
  });

  test("a bad row is named with its reason, and nothing is stored unless it is asked for", async () => {
    const store = await pets();
    const csv =
      "file,cat,dog,owl\n0.png,1,0,0\nx.png,1,0,0\n1.png,0,-1,0\n2.png,0,0,0\n3.png,a,0,0\n0.png,1,0,0\n";
    const { row, problems } = await takeTable(store, csv);
    expect(row).toMatchObject({ state: "failed", rows: 6, problems: 5, labelsAdded: 0 });
    expect(problems.map(({ row: line, file }) => [line, file])).toEqual([
      [3, "x.png"],
      [4, "1.png"],
      [5, "2.png"],
      [6, "3.png"],
      [7, "0.png"],
    ]);
    expect(labelsBy(store)).toEqual({});
    const skipped = await takeTable(store, csv, { onProblem: "skip" });
    expect(skipped.row).toMatchObject({ state: "finished", labelsAdded: 1, problems: 5 });
  });

  test("of other classes, of too few, or under a column's name are refused with a sentence", async () => {
    const store = await pets();
    const ofAnother = "file,cat,dog,owl,fox\n0.png,1,0,0,9\n"; // without it the picture would be a cat
    for (const bytes of [ofAnother, "file,cat,dog,fox\n0.png,1,0,0\n", npy([[1, 2]]), npy(counts.slice(1))])
      expect((await takeTable(store, bytes)).row).toMatchObject({ state: "failed", labelsAdded: 0 });
    await expect(takeTable(store, "file,cat,dog,owl\n")).rejects.toThrow(FormatError);
    await takeTable(store, answers, { workers: "each" });
    const { row } = await takeTable(store, npy(counts), { name: "ann" });
    expect(row).toMatchObject({ state: "failed", labelsAdded: 0 });
  });
});

const answers = `ms,annotator,picture,label
900,ben,0.png,cat
1100,ann,0.png,dog
,ann,5.png,owl
700,cy,0.png,dog
800,ben,5.png,dog
`;

describe("one answer a row", () => {
  test("few workers are columns with their times", async () => {
    const store = await pets();
    const { row } = await takeTable(store, answers);
    expect(row).toMatchObject({ state: "finished", labelsAdded: 5 });
    expect(labelsBy(store)).toEqual({ ann: "1····2", ben: "0····1", cy: "1·····" });
    const times = store.db.select().from(judgments).all();
    expect(times.map(({ responseMs, quality }) => [responseMs, quality])).toContainEqual([900, "imported"]);
    expect((await takeTable(store, answers)).row).toMatchObject({ labelsAdded: 0, unchanged: 5 });
  });

  test("a crowd keeps every answer, counts them, and answers once an item", async () => {
    const store = await pets();
    await takeTable(store, answers, { workers: "crowd", name: "amt" });
    expect(labelsBy(store)).toMatchObject({ amt: "1····1", "amt/ann": "1····2", "amt/ben": "0····1" });
    expect(labelColumns(store.db, 1).map(({ name }) => name)).toEqual(["amt"]);
    expect(listRaters(store.db, 1).map(({ name }) => name)).toEqual(["amt"]);
    const [amt] = labelColumns(store.db, 1);
    expect(crowdSizes(store.db, 1)).toEqual(new Map([[amt?.id, 3]]));
    // more answers to the same item, later: the counts go on and the crowd's answer follows
    const more = "annotator,picture,label\ndan,5.png,owl\neve,5.png,owl\n";
    const { row } = await takeTable(store, more, { workers: "crowd", name: "amt" });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 2 });
    expect(labelsBy(store).amt).toBe("1····2");
    // of the answers of all, the crowd's own among them: cat dog dog dog, and dog owl owl owl owl
    const differing = store.db.select({ of: items.disagreement }).from(items).orderBy(items.ordinal).all();
    expect(differing.map(({ of }) => Number(of.toFixed(9)))).toEqual([0.25, 0, 0, 0, 0, 0.2]);
    expect(storedCounts(store)).toEqual([
      [1, 2, 0],
      [0, 1, 3],
    ]);
  });

  test("who answers twice, or otherwise than before, is told by row and item", async () => {
    const store = await pets();
    await takeTable(store, answers, { workers: "crowd" });
    const csv = "worker,file,label\nann,0.png,cat\nzoe,1.png,cat\nzoe,1.png,cat\nzoe,2.png,9\n,3.png,cat\n";
    const { row, problems } = await takeTable(store, csv, { workers: "crowd" });
    expect(row).toMatchObject({ state: "failed", rows: 5, problems: 4 });
    expect(problems.map((one) => [one.row, one.file]).sort()).toEqual([
      [2, "0.png"],
      [4, "1.png"],
      [5, "2.png"],
      [6, "3.png"],
    ]);
  });

  test("ten thousand workers in random order are one rater of the study, and every answer is there", async () => {
    const store = await pets();
    const names = ["cat", "dog", "owl"];
    const rows = Array.from({ length: 10_000 }, (_, n) => {
      const item = (n * 7) % 6;
      return `w${n},${item}.png,${names[n % 10 === 0 ? (item + 1) % 3 : item % 3] ?? ""},${500 + (n % 100)}`;
    });
    rows.sort((a, b) => (a.slice(-7) < b.slice(-7) ? -1 : 1)); // any order will do
    const { row } = await takeTable(store, `worker,file,label,ms\n${rows.join("\n")}\n`);
    expect(row).toMatchObject({ state: "finished", labelsAdded: 10_000, problems: 0 });
    const { study } = loadStudy(store.db, project(store));
    expect(study.raters.map(({ name }) => name)).toEqual(["crowd"]);
    expect([...(study.raters[0]?.answers ?? [])]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(study.raters[0]?.responseMs?.every((ms) => ms >= 500 && ms < 600)).toBe(true);
    expect(
      storedCounts(store)
        .flat()
        .reduce((sum, n) => sum + n, 0),
    ).toBe(10_000);
    expect(judgmentCount(store)).toBe(10_006);
  }, 180_000);
});

describe("what stands on them", () => {
  test("methods that learn shares get them, others the commonest answer", async () => {
    const store = await pets();
    const { db, dir } = store;
    const named = counts.slice(0, 5).map((row, i) => [`${i}.png`, ...row].join());
    await takeTable(store, ["file,cat,dog,owl", ...named].join("\n"));
    const [source] = labelSources(db, 1);
    if (!source) throw new Error("no source");
    expect(source).toMatchObject({ name: "crowd", shares: true });
    const labels = trainingLabels(db, 1, source, true);
    expect(labels.map(({ label }) => label)).toEqual([0, 1, 2, 0, 1]);
    const shares = trainingShares(db, 1, source, labels.slice(1, 4), 3);
    expect([...(shares ?? [])]).toEqual([0.2, 0.4, 0.4, 0, 0, 1, 0.5, 0.5, 0].map(Math.fround));
    const targets: (number | undefined)[] = [];
    for (const method of ["ce", "gce"]) {
      const wanted = { method, backbone: "quick", labelRaterId: source.raterId, options: {}, seed: 1 };
      const started = startRun(db, asOperator(project(store)), wanted, 1);
      if (!started.ok) throw new Error(started.message);
      const { files } = await trainingDraft(db, dir, started.value.run.id);
      const shares = files["train-shares.f32"];
      targets.push(shares instanceof Float32Array ? shares.length : undefined);
    }
    expect(targets).toEqual([6, undefined]);
  });

  test("the study's entropy is that of all answers", async () => {
    const store = await pets();
    await takeTable(store, npy(counts));
    const { study } = loadStudy(store.db, project(store));
    const [crowd] = study.raters;
    const half = Math.log(2);
    expect(crowd?.spread?.[3]).toBeCloseTo(half, 6);
    expect(crowd?.spread?.[2]).toBe(0);
    const blocks = await studyBlocks(store.db, project(store), difficulty, studySettings.parse({}));
    expect(blocks.find(({ id }) => id === "human-agreement")?.body.kind).toBe("refusal"); // six answers fill no bin
  });
});

describe("Argilla’s records", () => {
  const records = (other: string) =>
    JSON.stringify(
      [0, 1, 2].map((n) => ({
        id: `r${n}`,
        fields: { text: "x" },
        metadata: { file_name: `${n}.png` },
        responses: {
          comment: [{ value: "not sure", user_id: "anna" }],
          ...(n < 2 && { animal: [{ value: "cat", user_id: "anna" }] }),
          other: [{ value: other, user_id: "ben" }],
        },
      })),
    );

  test("the question about a class is the label, although a comment comes first", async () => {
    const store = await pets();
    const { row, problems } = await takeTable(store, records("none"));
    expect(problems).toEqual([]);
    expect(row).toMatchObject({ state: "finished", labelsAdded: 2 });
    expect(labelsBy(store)).toEqual({ anna: "00····" });
  });

  test("where two are about a class, a person says which", async () => {
    const store = await pets();
    const asked = await takeTable(store, records("dog"));
    expect(asked.row).toMatchObject({ state: "failed", labelsAdded: 0 });
    expect(asked.row.error).toMatch(/which column.*“comment”, “animal”, “other”/);
    const columns = { item: "item", worker: "worker", label: "other", ms: null };
    const { row } = await takeTable(store, records("dog"), { kind: "answers", columns });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 3 });
    expect(labelsBy(store)).toEqual({ ben: "111···" });
  });
});

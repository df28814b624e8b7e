import { parquetWriteBuffer } from "hyparquet-writer";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { TableRequest } from "#lib/formats/item-tables/options.ts";
import { findImport, listProblems } from "#db/dataset/import-record.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob, giveUp } from "#db/jobs/lifecycle.ts";
import { judgments, labelCounts, predictions, raters, runs } from "#db/schema.ts";
import { startTableImport } from "#db/tables/table-imports.ts";
import { JobFailure } from "#workers/job.ts";
import { tableJob } from "#workers/jobs/table.ts";
import { pets } from "../db/tables/pets.ts";
import { fileWith } from "../lib/formats/tables/files.ts";
import { npy } from "../lib/formats/tables/npy.ts";

/** Tables of labels and predictions that mean harm, through the real job: each ends in a sentence and stores nothing. */

async function outcome(bytes: string | Uint8Array, change: Partial<TableRequest> = {}) {
  const store = await pets();
  const { db, dir } = store;
  const columns = { item: null, worker: null, label: null, ms: null };
  const request = { kind: "counts" as const, columns, project: "pets", name: "x", table: fileWith(bytes) };
  const started = startTableImport(db, { ...request, ...change }, null, 1);
  const job = claimJob(db, "worker", "other", 2);
  if (!job) throw new Error("no job waits");
  const context = { db, dir, fence: fenceOf(job), now: () => 3, log: pino({ level: "silent" }) };
  try {
    await tableJob.run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error; // anything else would be a bug
    giveUp(db, context.fence, "failed", error.message, 4);
  }
  return {
    row: findImport(db, started.import.id),
    problems: listProblems(db, started.import.id),
    stored: [judgments, labelCounts, predictions, raters, runs].map(
      (table) => db.select().from(table).all().length,
    ),
  };
}

async function refused(bytes: string | Uint8Array, change?: Partial<TableRequest>): Promise<void> {
  const { row, stored } = await outcome(bytes, change);
  expect(row?.state).toBe("failed");
  expect(row?.error).toMatch(/^[^\n]{10,300}[.?]$/);
  expect(row?.error).not.toContain("/tmp/");
  expect(stored).toEqual([0, 0, 0, 0, 0]);
}

const latin = (bytes: Buffer, from: string, to: string) =>
  Buffer.from(bytes.toString("latin1").replace(from, to.padEnd(from.length)), "latin1");
const rows = Array.from({ length: 6 }, () => [1, 2, 3]);

test.each<[string, string | Uint8Array]>([
  ["a pickle that calls for a command", "\x80\x02cos\nsystem\nX\x02\0\0\0lsR."],
  ["a pickle that claims four gigabytes", Buffer.from("8002]54ffffffff2e".replace("]", ""), "hex")],
  ["tasks of Label Studio that are cut short", '[{"data":{"image":"0.png"},"annotations":[]},{"data":{'],
  [
    "COCO without its categories",
    '{"images":[{"id":1,"file_name":"0.png"}],"annotations":[{"image_id":1,"category_id":1}]}',
  ],
  ["JSON nested without an end", "[".repeat(100_000)],
  ["a pickle in an array", latin(npy(rows), "<f4", "|O")],
  ["an array that claims a billion rows", npy(rows, "<f4", false, "(1000000000, 3)")],
  ["an array with a negative shape", npy(rows, "<f4", false, "(-6, 3)")],
  [
    "an array of numbers that are none",
    npy(
      rows.map(() => [NaN, Infinity, -1]),
      "<f8",
    ),
  ],
  ["an array of more classes than there are", npy(rows.map((row) => [...row, 4]))],
  ["an array of more rows than there are items", npy([...rows, ...rows])],
  [
    "bytes that only begin like Parquet",
    Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100, 255), Buffer.from("PAR1")]),
  ],
  ["JSON of keys that every object has", '{"__proto__":1,"constructor":2,"toString":3}'],
  ["JSON that is nested without end", `{"a":${"[".repeat(100_000)}`],
  ["a line without an end", `file,cat,dog,owl\n"${"x".repeat(1_500_000)}`],
  ["nothing", ""],
  ["a table of something else", "a,b\n1,2\n"],
])("%s", async (_, bytes) => {
  await refused(bytes);
});

test("a Parquet file whose page claims more than it holds", async () => {
  const columnData = [
    { name: "cat", data: rows.map(() => 1) },
    { name: "dog", data: rows.map(() => 1) },
    { name: "owl", data: rows.map(() => 1) },
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
  for (let place = 4; place < 40; place++) {
    const damaged = Uint8Array.from(bytes);
    damaged[place] = 0x7f;
    const { row } = await outcome(damaged);
    expect(["finished", "failed"]).toContain(row?.state);
  }
});

test("more workers than there may be, and as many columns", async () => {
  const answers = (n: number) =>
    `worker,file,label\n${Array.from({ length: n }, (_, w) => `w${w},${w % 6}.png,cat`).join("\n")}\n`;
  const columns = { item: "file", worker: "worker", label: "label", ms: null };
  await refused(answers(10_600), { kind: "answers", columns });
  await refused(answers(101), { kind: "answers", columns, workers: "each" });
});

test("a worker's name that is a path, a formula or a million letters is a name or a problem, never more", async () => {
  const names = ["../../x", "=1+1", "a'; drop table raters; --", "<b>", "x".repeat(101)];
  const csv = `worker,file,label\n${names.map((name, n) => `${name},${n}.png,cat`).join("\n")}\n`;
  const columns = { item: "file", worker: "worker", label: "label", ms: null };
  const { row, problems, stored } = await outcome(csv, { kind: "answers", columns, onProblem: "skip" });
  expect(row?.state).toBe("finished");
  expect(problems.map((problem) => problem.row)).toEqual([6]);
  expect(stored[3]).toBe(4);
});

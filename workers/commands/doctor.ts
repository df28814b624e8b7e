/** What this machine computes with, how fast, and what could be added. */
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { z } from "zod";
import type { Install } from "#lib/tensor/candidate.ts";
import { candidates } from "#lib/tensor/candidates.ts";
import { counted, numbered } from "#lib/numbers.ts";
import { attemptWith } from "#lib/tensor/probe.ts";
import { optionFields } from "#lib/train/options.ts";
import { measureSpeed, type Speed } from "#lib/train/speed.ts";
import { type BucketFindings, examineBucket } from "./bucket-findings.ts";
import { defineCommand } from "./command.ts";

const { threads, batch } = optionFields.shape;
const flags = z.object({
  threads: threads.describe("threads to compute with"),
  batch: batch.unwrap().default(64).describe("images a step"),
  json: z.boolean().default(false).describe("the findings as JSON"),
});
type Values = z.output<typeof flags>;

export const command = defineCommand({
  about: `Tries every way to compute a training: whether it is there, whether it computes rightly (the
self-test), how many images a second it trains and predicts (the quick network, 32×32 pixels), and
which one trainings use. Where pictures are in a bucket it looks at that, too. Takes about half a minute.`,
  flags,
  async run(values) {
    const bucket = await examineBucket();
    const findings = await examine(values);
    const chosen = findings.find(({ selfTest }) => selfTest === "passed");
    const machine = {
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryBytes: { total: totalmem(), free: freemem() },
    };
    if (values.json) {
      const { batch } = values;
      const report = { ...machine, bucket, batch, executors: findings, chosen: chosen?.executor ?? null };
      console.log(JSON.stringify(report, null, 2));
    } else print({ ...machine, bucket }, findings, chosen);
    process.exit(chosen && bucket?.ok !== false ? 0 : 1); // the engines' threads would keep the process alive
  },
});

type Finding = {
  executor: string;
  found: boolean;
  selfTest: "passed" | "failed" | null;
  /** why it was not found, or how the self-test ended */
  reason: string;
  imagesPerSecond: Speed | null;
  install: Install | null;
};

async function examine({ threads, batch, json }: Values): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const candidate of candidates) {
    if (!json) process.stderr.write(`trying ${candidate.name} …\n`);
    const { found, ok, executor, reason } = await attemptWith(candidate, threads);
    const measuring = { batch, steps: 10, most: 5000 };
    findings.push({
      executor,
      found: found !== null,
      selfTest: found === null ? null : ok ? "passed" : "failed",
      reason,
      imagesPerSecond: found && ok ? await measureSpeed(found, measuring, () => performance.now()) : null,
      install: candidate.install,
    });
  }
  return findings;
}

type Machine = {
  node: string;
  platform: string;
  processor: string;
  cores: number;
  memoryBytes: { total: number; free: number };
  bucket: BucketFindings | null;
};

function print(machine: Machine, findings: readonly Finding[], chosen: Finding | undefined): void {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const { total, free } = machine.memoryBytes;
  printColumns([
    ["Node", `${machine.node}, ${machine.platform}`],
    ["Processor", `${machine.processor}, ${numbered(machine.cores, "core")}`],
    ["Memory", `${gigabytes(total)}, ${gigabytes(free)} of it free`],
    ...(machine.bucket ? [["Bucket", machine.bucket.words]] : []),
  ]);
  console.log();
  printColumns([["executor, best first", "self-test", "training", "prediction"], ...findings.map(row)]);
  console.log();
  console.log(
    chosen
      ? `Trainings use ${chosen.executor}: the first that passed the self-test.`
      : "Nothing here passed the self-test, so nothing can be trained.",
  );
  for (const { executor, found, install } of findings) {
    if (found || !install) continue;
    console.log(`\nTo add ${executor} (${install.needs}):\n  ${install.command}`);
  }
}

function row({ executor, selfTest, reason, imagesPerSecond }: Finding): string[] {
  const perSecond = (rate: number) => `${rate < 100 ? rate.toPrecision(3) : counted(rate)} images/s`;
  if (!imagesPerSecond) return [executor, selfTest ?? "not found", reason];
  return [
    executor,
    "passed",
    perSecond(imagesPerSecond.training.median),
    perSecond(imagesPerSecond.prediction.median),
  ];
}

/** Columns as wide as their widest cell; a row's last cell may run on. */
function printColumns(rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const cells of rows)
    for (const [column, cell] of cells.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
  for (const cells of rows) {
    const last = cells.length - 1;
    const padded = cells.map((cell, column) => (column < last ? cell.padEnd(widths[column] ?? 0) : cell));
    console.log(padded.join("  "));
  }
}

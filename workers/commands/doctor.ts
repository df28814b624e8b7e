/** `npm run doctor`: what this machine computes with, how fast, and what could be added. */
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Install } from "#lib/tensor/candidate.ts";
import { candidates } from "#lib/tensor/candidates.ts";
import { attemptWith } from "#lib/tensor/probe.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { measureSpeed, type Speed } from "#lib/train/speed.ts";
import { orStop, stopWith } from "./stop-with.ts";

const help = `npm run doctor -- [--threads N] [--batch 64] [--json]

Tries every way to compute a training: whether it is there, whether it computes rightly (the
self-test), how many images a second it trains and predicts (the quick network, 32×32 pixels), and
which one trainings use. Takes about half a minute.`;

const count = z.coerce.number().int().min(1);
const { values } = orStop(() =>
  parseArgs({
    options: {
      threads: { type: "string", default: String(trainingOptions.parse({}).threads) },
      batch: { type: "string", default: "64" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }),
);
if (values.help) {
  console.log(help);
  process.exit(0);
}
const threads = count.max(64).safeParse(values.threads);
const batch = count.min(2).max(4096).safeParse(values.batch);
if (!threads.success || !batch.success)
  stopWith("Threads are a whole number from 1, a batch has 2 to 4096 images.");

type Finding = {
  executor: string;
  found: boolean;
  selfTest: "passed" | "failed" | null;
  /** why it was not found, or how the self-test ended */
  reason: string;
  imagesPerSecond: Speed | null;
  install: Install | null;
};

const findings: Finding[] = [];
for (const candidate of candidates) {
  if (!values.json) process.stderr.write(`trying ${candidate.name} …\n`);
  const { found, ok, executor, reason } = await attemptWith(candidate, threads.data);
  const measuring = { batch: batch.data, steps: 10, most: 5000 };
  findings.push({
    executor,
    found: found !== null,
    selfTest: found === null ? null : ok ? "passed" : "failed",
    reason,
    imagesPerSecond: found && ok ? await measureSpeed(found, measuring, () => performance.now()) : null,
    install: candidate.install,
  });
}

const chosen = findings.find(({ selfTest }) => selfTest === "passed");
const machine = {
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memoryBytes: { total: totalmem(), free: freemem() },
};

if (values.json) {
  const report = { ...machine, batch: batch.data, executors: findings, chosen: chosen?.executor ?? null };
  console.log(JSON.stringify(report, null, 2));
} else {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const { total, free } = machine.memoryBytes;
  table([
    ["Node", `${machine.node}, ${machine.platform}`],
    ["Processor", `${machine.processor}, ${machine.cores} cores`],
    ["Memory", `${gigabytes(total)}, ${gigabytes(free)} of it free`],
  ]);
  console.log();
  table([["executor, best first", "self-test", "training", "prediction"], ...findings.map(row)]);
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
process.exit(chosen ? 0 : 1);

function row({ executor, selfTest, reason, imagesPerSecond }: Finding): string[] {
  const perSecond = (rate: number) => `${rate.toPrecision(rate < 10 ? 2 : 3)} images/s`;
  if (!imagesPerSecond) return [executor, selfTest ?? "not found", reason];
  return [
    executor,
    "passed",
    perSecond(imagesPerSecond.training.median),
    perSecond(imagesPerSecond.prediction.median),
  ];
}

/** Columns as wide as their widest cell; a row's last cell may run on. */
function table(rows: string[][]): void {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((cells) => (column < cells.length - 1 ? cells[column]!.length : 0))),
  );
  for (const cells of rows) {
    console.log(
      cells.map((cell, column) => cell.padEnd(column < cells.length - 1 ? widths[column]! : 0)).join("  "),
    );
  }
}

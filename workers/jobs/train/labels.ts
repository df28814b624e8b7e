import { createHash } from "node:crypto";
import { z } from "zod";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { runLabels } from "#db/machines/checkpoints.ts";
import {
  columnAnswers,
  fromPeople,
  fromTeam,
  trainingLabels,
  trainingShares,
} from "#db/machines/label-sources.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import type { LearntFrom, Project, Run } from "#db/schema.ts";
import { newestJudgment, standingAnswers } from "#db/teaming/answers.ts";
import { learnsShares } from "#lib/methods/index.ts";
import { posteriorLabels } from "#lib/teaming/posterior-labels.ts";
import type { TrainingData } from "#lib/train/contract.ts";

/** What a run learns from, and what is to be remembered of it. */
export type RunLabels = {
  train: TrainingData["train"];
  /** newest judgment when they were read, people's answers in them, and whose belief they are */
  cursor: number;
  answers: number | null;
  learntFrom: LearntFrom | null;
};

/**
 * The labels of a run as they were when it first began. People go on answering: what they may change is written
 * beside the checkpoints before the first step.
 */
export async function labelsOf(db: RootDb, dir: DataDir, project: Project, run: Run): Promise<RunLabels> {
  if (!fromPeople(run.pool)) return readLabels(db, project, run);
  const file = runLabels(dir, run.id);
  const kept = await file.load();
  const known = kept && decoded(kept);
  if (known) return known;
  const made = readLabels(db, project, run);
  await file.save(encoded(made));
  return made;
}

function readLabels(db: RootDb, project: Project, run: Run): RunLabels {
  const { method, labelRaterId: raterId, pool } = run;
  const everySplit = crossFitted(run.options);
  if (fromTeam(pool)) {
    const { ordinals: rows, labels, shares, ...rest } = teamLabels(db, project.id, everySplit);
    const soft = pool === "team" && learnsShares(method);
    return { train: { rows, labels, ...(soft && { targets: shares }) }, ...rest };
  }
  const cursor = newestJudgment(db, project.id); // before them: what comes in between counts as new
  const facts = {
    cursor,
    answers: pool === "people" ? standingAnswers(db, project.id) : null,
    learntFrom: null,
  };
  if (pool === "posterior") {
    const answers = columnAnswers(db, project.id, everySplit);
    const { ordinals: rows, labels, shares } = posteriorLabels(answers, project.classes.length);
    return { train: { rows, labels, ...(learnsShares(method) && { targets: shares }) }, ...facts };
  }
  const labels = trainingLabels(db, project.id, { raterId, pool }, everySplit);
  const shares = learnsShares(method)
    ? trainingShares(db, project.id, { raterId, pool }, labels, project.classes.length)
    : null;
  const train = {
    rows: Int32Array.from(labels, ({ ordinal }) => ordinal),
    labels: Int32Array.from(labels, ({ label }) => label),
    ...(shares && { targets: shares }),
  };
  return { train, ...facts };
}

const header = z.object({
  n: z.int(),
  classes: z.int(),
  cursor: z.int(),
  answers: z.int().nullable(),
  learntFrom: z
    .object({
      policy: z.string(),
      runId: z.int().nullable(),
      fitId: z.int().nullable(),
      answered: z.int(),
      imported: z.int(),
    })
    .nullable(),
});

/** Length of the head (u32), head (JSON), rows, labels, targets, SHA-256 of all before; little-endian. */
function encoded({ train: { rows, labels, targets }, ...facts }: RunLabels): Uint8Array {
  const n = rows.length;
  const head = { n, classes: targets && n > 0 ? targets.length / n : 0, ...facts };
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const numbers = [rows, labels, ...(targets ? [targets] : [])];
  const body = Buffer.concat([
    length,
    json,
    ...numbers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ]);
  return Buffer.concat([body, digest(body)]);
}

/** @returns null for a file that is damaged: the labels are then read anew, and a checkpoint of others does not fit */
function decoded(bytes: Uint8Array): RunLabels | null {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = whole.subarray(0, -32);
  if (whole.length < 36 || !digest(body).equals(whole.subarray(-32))) return null;
  const start = 4 + body.readUInt32LE();
  const { n, classes, ...facts } = header.parse(JSON.parse(body.toString("utf8", 4, start)));
  // copied: numbers need an aligned buffer
  const part = (from: number, count: number) =>
    Uint8Array.from(body.subarray(start + 4 * from, start + 4 * (from + count))).buffer;
  const train = {
    rows: new Int32Array(part(0, n)),
    labels: new Int32Array(part(n, n)),
    ...(classes > 0 && { targets: new Float32Array(part(2 * n, n * classes)) }),
  };
  return { train, ...facts };
}

const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

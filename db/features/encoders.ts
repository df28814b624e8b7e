import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { and, asc, count, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { digestOf } from "#lib/digests.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { type EncoderDescription, encoderText } from "#lib/encoders/description.ts";
import { quote } from "#lib/formats/problem.ts";
import { readIfThere, syncFolder, writeWhole } from "#lib/whole-file.ts";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { featurePath } from "#db/features/feature-files.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Encoder, encoders, features, projects, runs } from "#db/schema.ts";

/*
 * Pre-trained image encoders: a row each, and their ONNX files, named by their hash, so that one file may serve
 * several rows that describe it differently. Rows point to files that lie on the disk for good.
 */

export const encoderPath = (dir: DataDir, { hash }: Pick<Encoder, "hash">): string =>
  join(dir.encoders, `${hash}.onnx`);

/** Those that can be used, by name. */
export const listEncoders = (db: Db): Encoder[] =>
  db.select().from(encoders).where(isNull(encoders.removedAt)).orderBy(asc(encoders.name)).all();

/** Also one that was removed. */
export const findEncoder = (db: Db, id: number): Encoder | undefined =>
  db.select().from(encoders).where(eq(encoders.id, id)).get();

export const encoderCalled = (db: Db, name: string): Encoder | undefined =>
  db
    .select()
    .from(encoders)
    .where(and(eq(encoders.name, name), isNull(encoders.removedAt)))
    .get();

/** Whether its file is there; readEncoder() also looks whether it is the right one. */
export const hasFile = (dir: DataDir, encoder: Pick<Encoder, "hash">): boolean =>
  existsSync(encoderPath(dir, encoder));

/** Name of the encoder that a run needs and that is gone, file or all; null where nothing is missing. */
export function lostEncoder(db: Db, dir: DataDir, runId: number | null): string | null {
  if (runId === null) return null;
  const found = db
    .select({ encoder: encoders })
    .from(runs)
    .innerJoin(encoders, eq(encoders.id, runs.encoderId))
    .where(eq(runs.id, runId))
    .get();
  if (!found) return null;
  const { encoder } = found;
  return encoder.removedAt !== null || !hasFile(dir, encoder) ? encoder.name : null;
}

/** Tells its features from all others. */
export const featuresOf = ({ hash, description }: Encoder): string => encoderText(hash, description);

/** @returns null when it is gone or is not what was added */
export async function readEncoder(dir: DataDir, encoder: Pick<Encoder, "hash">): Promise<Buffer | null> {
  const bytes = await readIfThere(encoderPath(dir, encoder));
  return bytes && digestOf(bytes).sha256 === encoder.hash ? bytes : null;
}

export type NewEncoder = {
  name: string;
  /** the ONNX file, tried and found good with this description */
  bytes: Uint8Array;
  description: EncoderDescription;
  width: number;
  /** why it cannot be joined to a head, in a sentence; null where it can */
  apart: string | null;
};

/**
 * Add an encoder, or bring back the file of one that lost it.
 * @param also what belongs into the same transaction
 * @returns a sentence when the name is taken, or the same encoder is there already
 */
export async function addEncoder(
  db: Db,
  dir: DataDir,
  { name, bytes, description, width, apart }: NewEncoder,
  by: number | null,
  now: number,
  also: (tx: Db) => void = () => undefined,
): Promise<Result<Encoder>> {
  const { sha256: hash } = digestOf(bytes);
  const lost = !hasFile(dir, { hash });
  for (;;) {
    await keepFile(encoderPath(dir, { hash }), bytes);
    const added = write(db, (tx): Result<Encoder> | null => {
      const same = listEncoders(tx).find((each) => featuresOf(each) === encoderText(hash, description));
      if (same && lost) {
        const detail = { encoder: same.name, hash };
        recordAuditEntry(tx, { userId: by, action: "encoder.restore", detail }, now);
        also(tx);
        return ok(same);
      }
      const problem = taken(tx, dir, name, same);
      if (problem !== null) return fail(problem);
      if (!hasFile(dir, { hash })) return null; // another one of this file was just removed
      const row = tx
        .insert(encoders)
        .values({ name, hash, bytes: bytes.length, description, width, apart, createdBy: by, createdAt: now })
        .returning()
        .get();
      recordAuditEntry(
        tx,
        { userId: by, action: "encoder.add", detail: { encoder: name, hash, ...description } },
        now,
      );
      also(tx);
      return ok(row);
    });
    if (added?.ok === false) write(db, (tx) => dropUnused(tx, dir, hash));
    if (added) return added;
  }
}

/** @returns a sentence when no encoder can be added under this name; null also for one that lost its file */
export function nameProblem(db: Db, dir: DataDir, name: string): string | null {
  const there = encoderCalled(db, name);
  return there && hasFile(dir, there)
    ? `There is an encoder ${quote(name)} already; choose another name.`
    : null;
}

function taken(db: Db, dir: DataDir, name: string, same: Encoder | undefined): string | null {
  const other = encoderCalled(db, name);
  return (
    nameProblem(db, dir, name) ??
    (other && other.id !== same?.id
      ? `This is not the file of ${quote(name)} that was lost; choose another name.`
      : null) ??
    (same ? `This file is here already, with the same description, as ${quote(same.name)}.` : null)
  );
}

async function keepFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeWhole(path, bytes, String(process.pid), 0o600);
  await syncFolder(dirname(path));
}

/**
 * Remove an encoder: its file and all features go, the machines that learnt from them stay, but see no new pictures.
 * @returns a sentence when a machine that routes, or that waits or learns, needs it
 */
export function removeEncoder(
  db: Db,
  dir: DataDir,
  encoderId: number,
  by: number | null,
  now: number,
): Result<Encoder> {
  return write(db, (tx) => {
    const encoder = findEncoder(tx, encoderId);
    if (!encoder || encoder.removedAt !== null) return fail("There is no such encoder.");
    const needed = neededBy(tx, encoderId);
    if (needed !== null) return fail(needed);
    tx.update(encoders).set({ removedAt: now }).where(eq(encoders.id, encoderId)).run();
    const files = tx.select().from(features).where(eq(features.encoderId, encoderId)).all();
    tx.delete(features).where(eq(features.encoderId, encoderId)).run();
    for (const file of files) rmSync(featurePath(dir, file), { force: true });
    dropUnused(tx, dir, encoder.hash);
    recordAuditEntry(tx, { userId: by, action: "encoder.remove", detail: { encoder: encoder.name } }, now);
    return ok(encoder);
  });
}

function neededBy(db: Db, encoderId: number): string | null {
  const active = db
    .select({ run: runs.name, project: projects.name })
    .from(projects)
    .innerJoin(runs, eq(runs.id, projects.activeRunId))
    .where(eq(runs.encoderId, encoderId))
    .get();
  if (active) return `${active.run} routes ${active.project} and needs this encoder for new pictures.`;
  const training = db
    .select({ name: runs.name })
    .from(runs)
    .where(and(eq(runs.encoderId, encoderId), inArray(runs.state, ["queued", "running"])))
    .get();
  return training ? `${training.name} is being trained on its features.` : null;
}

/** In a transaction, so that nobody adds a row of this file meanwhile. */
function dropUnused(tx: Db, dir: DataDir, hash: string): void {
  const used = tx
    .select({ id: encoders.id })
    .from(encoders)
    .where(and(eq(encoders.hash, hash), isNull(encoders.removedAt)))
    .get();
  if (!used) rmSync(encoderPath(dir, { hash }), { force: true });
}

/** How many machines learnt from its features, not counting those that failed. */
export const machinesOf = (db: Db, encoderId: number): number =>
  db
    .select({ n: count() })
    .from(runs)
    .where(and(eq(runs.encoderId, encoderId), notInArray(runs.state, ["failed", "cancelled"])))
    .get()?.n ?? 0;

import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { and, asc, count, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import { type EncoderDescription, encoderText } from "#lib/encoders/description.ts";
import { quote } from "#lib/formats/problem.ts";
import { errorCode } from "#lib/error-code.ts";
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

/** Tells its features from all others. */
export const featuresOf = ({ hash, description }: Encoder): string => encoderText(hash, description);

/** @returns null when it is gone or is not what was added */
export async function readEncoder(dir: DataDir, encoder: Pick<Encoder, "hash">): Promise<Buffer | null> {
  try {
    const bytes = await readFile(encoderPath(dir, encoder));
    return createHash("sha256").update(bytes).digest("hex") === encoder.hash ? bytes : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

export type NewEncoder = {
  name: string;
  /** the ONNX file, tried and found good with this description */
  bytes: Uint8Array;
  description: EncoderDescription;
  width: number;
};

/**
 * @param also what belongs into the same transaction
 * @returns a sentence when the name is taken, or the same encoder is there already
 */
export async function addEncoder(
  db: Db,
  dir: DataDir,
  { name, bytes, description, width }: NewEncoder,
  by: number | null,
  now: number,
  also: (tx: Db) => void = () => undefined,
): Promise<Result<Encoder>> {
  const hash = createHash("sha256").update(bytes).digest("hex");
  for (;;) {
    await keepFile(encoderPath(dir, { hash }), bytes);
    const added = write(db, (tx): Result<Encoder> | null => {
      const problem = taken(tx, name, encoderText(hash, description));
      if (problem !== null) return fail(problem);
      if (!existsSync(encoderPath(dir, { hash }))) return null; // another one of this file was just removed
      const row = tx
        .insert(encoders)
        .values({ name, hash, bytes: bytes.length, description, width, createdBy: by, createdAt: now })
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

/** @returns a sentence when no encoder can be added under this name */
export const nameProblem = (db: Db, name: string): string | null =>
  encoderCalled(db, name) ? `There is an encoder ${quote(name)} already; choose another name.` : null;

function taken(db: Db, name: string, text: string): string | null {
  const same = listEncoders(db).find((each) => featuresOf(each) === text);
  return (
    nameProblem(db, name) ??
    (same ? `This file is here already, with the same description, as ${quote(same.name)}.` : null)
  );
}

async function keepFile(path: string, bytes: Uint8Array): Promise<void> {
  const making = `${path}.${process.pid}.new`;
  try {
    const handle = await open(making, "w", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(making, path);
    const folder = await open(join(path, ".."), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
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

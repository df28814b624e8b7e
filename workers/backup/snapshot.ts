import Database from "better-sqlite3";
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DataDir } from "#db/data-dir.ts";
import { errorCode } from "#lib/error-code.ts";
import { bucketPacksIn } from "../packs-in-bucket.ts";
import { copyAll, copyIfThere, copyStart, hashOf, needRoom } from "./files.ts";
import type { BackupFile } from "./manifest.ts";

/**
 * Write the database as it is at this moment into a new file. Writers do not wait for it: it is one read
 * of a WAL database. (SQLite's step-wise backup would begin anew at every write.)
 */
export function snapshot(sqlite: Database.Database, path: string): void {
  sqlite.prepare("vacuum into ?").run(path);
  chmodSync(path, 0o600);
  const fd = openSync(path, "r+");
  fsyncSync(fd);
  closeSync(fd);
}

/** Bytes that a snapshot of the database may take. */
export const databaseBytes = (database: string): number =>
  [database, `${database}-wal`].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/** How much of a file a database needs; files only grow, so what was added later is left out. */
type Needed = { path: string; bytes: number };

/** Packs that are not in a bucket, tensor files, encoders and features that the rows of a snapshot point into. */
export function neededFiles(database: Database.Database): Needed[] {
  const inBucket = new Set(bucketPacksIn(database).map(({ name }) => name));
  const packs = database
    .prepare<[], { pack: string; bytes: number }>(
      "select pack, max(max(offset + length, coalesce(shownOffset + shownLength, 0))) as bytes from images group by pack",
    )
    .all()
    .filter(({ pack }) => !inBucket.has(pack));
  const tensors = database
    .prepare<[], { project: number; bytes: number }>(
      "select p.id as project, count(*) * p.imageSize * p.imageSize * 3 as bytes from items i join projects p on p.id = i.projectId group by p.id",
    )
    .all();
  const encoders = database
    .prepare<[], { hash: string; bytes: number }>(
      "select hash, max(bytes) as bytes from encoders where removedAt is null group by hash",
    )
    .all();
  const features = database
    .prepare<[], { project: number; encoder: number; bytes: number }>(
      "select projectId as project, encoderId as encoder, embeddedTo * width * 4 as bytes from features f join encoders e on e.id = f.encoderId where e.removedAt is null and embeddedTo > 0",
    )
    .all();
  return [
    ...packs.map(({ pack, bytes }) => ({ path: join("packs", pack), bytes })),
    ...tensors.map(({ project, bytes }) => ({ path: join("tensors", `${project}.rgb`), bytes })),
    ...encoders.map(({ hash, bytes }) => ({ path: join("encoders", `${hash}.onnx`), bytes })),
    ...features.map(({ project, encoder, bytes }) => ({
      path: join("features", `${project}-${encoder}.f32`),
      bytes,
    })),
  ];
}

/**
 * Copy a data folder, consistently, while others write to it.
 * @param secret copy the key that signs sessions, too
 * @returns the files of the copy
 * @throws Expected when there is too little room
 */
export async function copyDataDir(
  dir: DataDir,
  sqlite: Database.Database,
  target: string,
  secret: boolean,
): Promise<BackupFile[]> {
  await needRoom(target, databaseBytes(dir.database), "a copy of the database");
  const copy = join(target, "tandem.db");
  // The database first: packs are on disk before the rows that point into them are committed.
  snapshot(sqlite, copy);
  const files: BackupFile[] = [];
  for (const { path, bytes } of await presentFiles(dir, copy, target)) {
    try {
      files.push(await copyStart(dir.root, target, path, bytes));
    } catch (error) {
      rmSync(join(target, path), { force: true }); // begun before it was seen that there is nothing to copy
      const isPack = dirname(path) === "packs";
      if (!isPack || errorCode(error) !== "ENOENT" || !noteMoved(dir, copy, basename(path))) throw error;
    }
  }
  for (const path of await checkpointFiles(dir)) {
    const copied = await copyIfThere(dir.root, target, path);
    if (copied) files.push(copied);
  }
  if (secret && existsSync(dir.secret)) files.push(await copyAll(dir.root, target, "secret"));
  return [{ path: "tandem.db", bytes: statSync(copy).size, sha256: await hashOf(copy) }, ...files];
}

/**
 * A pack went to the bucket since the snapshot: let the copy know what the database knows of it by now.
 * @returns false when that does not know it either
 */
function noteMoved(dir: DataDir, copy: string, pack: string): boolean {
  const database = new Database(copy);
  try {
    database.prepare("attach ? as live").run(dir.database);
    const inserted = database
      .prepare(
        "insert into bucket_packs select * from live.bucket_packs where name = ? and droppedAt is null",
      )
      .run(pack);
    database
      .prepare(
        `update images set keptHash = now.keptHash, shownHash = now.shownHash
         from live.images now where now.hash = images.hash and images.pack = ?`,
      )
      .run(pack);
    return inserted.changes > 0;
  } finally {
    database.close();
  }
}

/**
 * What the snapshot needs. A file of tensors or features that is missing or short is left out: a training makes it
 * again; an encoder's file that somebody removed can only be added again.
 */
async function presentFiles(dir: DataDir, copy: string, target: string): Promise<Needed[]> {
  const database = new Database(copy, { readonly: true });
  try {
    const files = neededFiles(database).filter(({ path, bytes }) => {
      const found = statSync(join(dir.root, path), { throwIfNoEntry: false })?.size ?? 0;
      return path.startsWith("packs") || found >= bytes;
    });
    await needRoom(
      target,
      files.reduce((sum, { bytes }) => sum + bytes, 0),
      "a copy of the pictures",
    );
    return files;
  } finally {
    database.close();
  }
}

/** Weights of runs, each replaced as a whole. What a panel shares while it trains can be made again. */
async function checkpointFiles(dir: DataDir): Promise<string[]> {
  const entries = await readdir(dir.checkpoints, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".bin"))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.root.length + 1))
    .filter((path) => !path.split(/[\\/]/).some((part) => part.startsWith("panel-")));
}

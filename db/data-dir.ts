import { accessSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where everything that is not code lives. One folder to back up. */
export type DataDir = {
  root: string;
  database: string;
  /** append-only image packs (db/packs.ts) */
  packs: string;
  /** decoded training images, one file a project (db/tensors.ts); can be made again from the packs */
  tensors: string;
  /** training checkpoints, one folder a run */
  checkpoints: string;
  /** files that admins upload, until they are imported */
  uploads: string;
  /** signs the session tokens */
  secret: string;
};

/** @param root folder; default $TANDEM_DATA, else ./data. It and its subfolders are made when missing. */
export function dataDir(root = process.env.TANDEM_DATA ?? "data"): DataDir {
  const base = resolve(/* turbopackIgnore: true */ root);
  const dir = {
    root: base,
    database: join(base, "tandem.db"),
    packs: join(base, "packs"),
    tensors: join(base, "tensors"),
    checkpoints: join(base, "checkpoints"),
    uploads: join(base, "uploads"),
    secret: join(base, "secret"),
  };
  for (const path of [dir.packs, dir.tensors, dir.checkpoints, dir.uploads]) makeFolder(base, path);
  return dir;
}

function makeFolder(root: string, path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    accessSync(root, constants.W_OK); // says "read-only" where mkdir says "no such file"
    throw error;
  }
}

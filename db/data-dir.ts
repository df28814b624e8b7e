import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorCode } from "#lib/error-code.ts";

/** Where everything that is not code lives. One folder to back up. */
export type DataDir = {
  root: string;
  database: string;
  /** append-only image packs, as far as they are not in a bucket (db/packs) */
  packs: string;
  /** pictures of the bucket that were looked at lately (db/packs/cache.ts) */
  cache: string;
  /** decoded training images, one file a project (db/tensors.ts); can be made again from the packs */
  tensors: string;
  /** training checkpoints, one folder a run */
  checkpoints: string;
  /** ONNX files of pre-trained encoders, named by their hash (db/features/encoders.ts) */
  encoders: string;
  /** what they made of the pictures, one file a project and encoder; can be made again */
  features: string;
  /** files that admins upload, until they are imported */
  uploads: string;
  /** datasets that were asked for as files, a folder each, until they expire (db/exports/export.ts) */
  exports: string;
  /**
   * folders of jobs (workers/job-folder), seen by all machines that do them; $TANDEM_SHARED, or beside the rest. What
   * is in there can be made again
   */
  shared: string;
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
    cache: join(base, "cache"),
    tensors: join(base, "tensors"),
    checkpoints: join(base, "checkpoints"),
    encoders: join(base, "encoders"),
    features: join(base, "features"),
    uploads: join(base, "uploads"),
    exports: join(base, "exports"),
    shared: resolve(/* turbopackIgnore: true */ process.env.TANDEM_SHARED ?? join(base, "shared")),
    secret: join(base, "secret"),
  };
  const { packs, tensors, checkpoints, encoders, features, uploads, exports, shared } = dir;
  for (const path of [packs, tensors, checkpoints, encoders, features, uploads, exports, shared])
    makeFolder(base, path);
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

/** Nobody but the account that runs Tandem: what this process and its children make is 700 and 600. */
export const keepToOneself = (): void => void process.umask(0o077);

/**
 * Take from others on this machine what they may do with the data folder, where an earlier version, a
 * copy or somebody's hand left it open. Links inside are left alone: what they point to is not ours.
 * @returns how many folders and files were narrowed, and how many are somebody else's and stay as they are
 */
export function narrowModes({ root }: DataDir): { narrowed: number; refused: number } {
  const done = { narrowed: 0, refused: 0 };
  if (process.platform === "win32") return done;
  const narrow = (path: string): void => {
    const stat = lstatSync(path, { throwIfNoEntry: false }); // a worker may be tidying up
    if (!stat || stat.isSymbolicLink()) return;
    if ((stat.mode & 0o077) !== 0)
      try {
        chmodSync(path, stat.mode & 0o700);
        done.narrowed++;
      } catch (error) {
        if (errorCode(error) !== "EPERM" && errorCode(error) !== "EROFS") throw error;
        done.refused++;
      }
    if (stat.isDirectory()) for (const name of readdirSync(path)) narrow(join(path, name));
  };
  narrow(realpathSync(root));
  return done;
}

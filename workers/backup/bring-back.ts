import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Expected } from "#lib/expected.ts";
import type { DataDir } from "#db/data-dir.ts";
import { copyStart, needRoom, ownFolder, syncFolder } from "./files.ts";
import type { Manifest } from "./manifest.ts";

/** What a restore takes the place of; log, lock and earlier backups stay. */
const contents = /^(tandem\.db.*|packs|tensors|checkpoints|encoders|features|uploads)$/;
const databaseOnly = /^tandem\.db/;
const staging = "restoring";

/** A restore was interrupted: the folder may hold half of it. */
export const isHalfRestored = (dir: DataDir): boolean => existsSync(join(dir.root, staging));

/**
 * Put a verified backup into a data folder that this process holds alone. Everything is copied before
 * anything is moved; what was there is kept.
 * @param stamp for the name of the folder that keeps what was there
 * @returns that folder, or null when there was nothing
 * @throws Expected when the folder is in use for something and `replace` is not given
 */
export async function bringBack(
  backup: string,
  { holds, files }: Manifest,
  dir: DataDir,
  { replace, stamp }: { replace: boolean; stamp: string },
): Promise<string | null> {
  const stage = join(dir.root, staging);
  const replaced = (name: string) =>
    (holds === "database" ? databaseOnly : contents).test(name) || files.some(({ path }) => path === name);
  const old = () => readdirSync(dir.root).filter((name) => replaced(name) && !isEmpty(dir, name));
  if (old().length > 0 && !replace)
    throw new Expected(
      `${dir.root} is not empty; --replace puts the backup in its place and keeps what is there now.`,
    );
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, ownFolder);
  try {
    await needRoom(
      stage,
      files.reduce((sum, { bytes }) => sum + bytes, 0),
      "the restored data",
    );
    for (const { path, bytes } of files) await copyStart(backup, stage, path, bytes);
    syncFolder(stage);
  } catch (error) {
    rmSync(stage, { recursive: true, force: true });
    throw error;
  }
  const moved = old();
  const aside = moved.length === 0 ? null : join(dir.root, `before-restore-${stamp}`);
  if (aside !== null) mkdirSync(aside, ownFolder);
  for (const name of moved) if (aside !== null) renameSync(join(dir.root, name), join(aside, name));
  for (const name of readdirSync(stage)) {
    rmSync(join(dir.root, name), { recursive: true, force: true }); // an empty folder
    renameSync(join(stage, name), join(dir.root, name));
  }
  syncFolder(dir.root);
  rmSync(stage, { recursive: true });
  return aside;
}

function isEmpty(dir: DataDir, name: string): boolean {
  try {
    return readdirSync(join(dir.root, name)).length === 0;
  } catch {
    return false; // a file
  }
}

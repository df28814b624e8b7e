import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Expected } from "#lib/expected.ts";
import { codeVersion } from "../code-version.ts";
import { ownFolder, syncFolder } from "./files.ts";
import { type BackupFile, type Manifest, manifestName } from "./manifest.ts";
import { verifyBackup } from "./verify.ts";

/**
 * Make a backup as a whole or not at all: it is written beside its place, verified, and then renamed.
 * @param place a folder that is not there yet, or is empty
 * @param fill writes the files into the folder that it is given
 * @param check as of verifyBackup
 * @returns what it holds, and how many pictures were looked at
 * @throws Expected when the place is not free
 */
export async function makeBackup(
  place: string,
  holds: Manifest["holds"],
  fill: (folder: string) => Promise<BackupFile[]>,
  check: { quick?: boolean; packs?: string },
): Promise<{ manifest: Manifest; pictures: number }> {
  const target = resolve(place);
  if (existsSync(target) && readdirSync(target).length > 0) throw new Expected(`${target} is not empty.`);
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true }); // of one that was interrupted
  mkdirSync(partial, ownFolder);
  try {
    const files = await fill(partial);
    const madeAt = new Date().toISOString();
    const manifest: Manifest = { format: 1, madeAt, version: codeVersion(), holds, files };
    const pictures = await verifyBackup(partial, manifest, check);
    writeFileSync(join(partial, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, {
      mode: 0o600,
      flush: true,
    });
    syncFolder(partial);
    if (existsSync(target)) rmdirSync(target);
    renameSync(partial, target);
    syncFolder(dirname(target));
    return { manifest, pictures };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";
import { readIfThere, writeWhole } from "#lib/whole-file.ts";

/**
 * First epochs that the trainings of a panel share, by key. The worker makes a panel a folder beside those of its
 * trainings. A training that finds none there, as a copy of its folder does, shares nothing: sharing saves time and
 * changes no result, so a shelf that cannot be used is no failure.
 */

const panelsFolder = (shared: string): string => join(shared, "panels");
const shelfOf = (shared: string, panel: number): string => join(panelsFolder(shared), `panel-${panel}`);

export async function makeShelf(shared: string, panel: number): Promise<void> {
  await mkdir(shelfOf(shared, panel), { recursive: true });
}

/**
 * @param jobsFolder the folder that the trainings' own folders lie in
 * @param material digest of the pictures or features: epochs on others are never taken for these
 */
export function shelfBeside(
  jobsFolder: string,
  panel: number,
  material: string,
  { writer, log }: { writer: string; log: (event: string, detail: object) => void },
) {
  const folder = shelfOf(join(jobsFolder, ".."), panel);
  const pathOf = (key: string) => join(folder, `${material.slice(0, 16)}-${key}.bin`);
  async function ifPossible<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      if (errorCode(error) !== "ENOENT") log("shelf.unusable", { reason: String(error) });
      return null;
    }
  }
  return {
    load: (key: string) => ifPossible(readIfThere(pathOf(key))),
    save: async (key: string, bytes: Uint8Array) => {
      await ifPossible(writeWhole(pathOf(key), bytes, writer));
    },
  };
}

/** Remove what panels shared whose trainings have all ended, however they did. @param ended of a panel's number */
export async function clearShelves(shared: string, ended: (panel: number) => boolean): Promise<void> {
  for (const name of await readdir(panelsFolder(shared)).catch(() => [])) {
    const panel = /^panel-(\d+)$/.exec(name)?.[1];
    if (panel !== undefined && ended(Number(panel)))
      await rm(shelfOf(shared, Number(panel)), { recursive: true, force: true });
  }
}

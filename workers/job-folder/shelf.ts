import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writeWhole } from "./whole-file.ts";

/** First epochs that the trainings of a panel share, by key. A panel has a folder beside those of its trainings. */

const panelsFolder = (shared: string): string => join(shared, "panels");

/** @param jobsFolder the folder that the trainings' own folders lie in */
export function shelfBeside(jobsFolder: string, panel: number, writer: string) {
  const folder = join(panelsFolder(join(jobsFolder, "..")), `panel-${panel}`);
  return {
    load: (key: string) => readIfThere(join(folder, `${key}.bin`)),
    save: async (key: string, bytes: Uint8Array) => {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, `${key}.bin`), bytes, writer);
    },
  };
}

/** Remove what panels shared whose trainings have all ended, however they did. @param ended of a panel's number */
export async function clearShelves(shared: string, ended: (panel: number) => boolean): Promise<void> {
  for (const name of await readdir(panelsFolder(shared)).catch(() => [])) {
    const panel = /^panel-(\d+)$/.exec(name)?.[1];
    if (panel !== undefined && ended(Number(panel)))
      await rm(join(panelsFolder(shared), name), { recursive: true, force: true });
  }
}

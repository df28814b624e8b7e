import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { Expected } from "#lib/expected.ts";

/** Below the backup's folder, and nowhere else: a restore writes there what the manifest names. */
const inside = z
  .string()
  .refine((path) => !isAbsolute(path) && !path.split(/[\\/]/).some((part) => ["", ".", ".."].includes(part)));

/** What a backup holds: its file backup.json, written last. */
export const manifests = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  /** version of Tandem that made it */
  version: z.string(),
  /** all: a data folder · database: only the database, whose packs stayed where they are */
  holds: z.enum(["all", "database"]),
  files: z
    .array(z.object({ path: inside, bytes: z.int().min(0), sha256: z.string() }))
    .refine((files) => files.some(({ path }) => path === "tandem.db")),
});
export type Manifest = z.output<typeof manifests>;
export type BackupFile = Manifest["files"][number];

export const manifestName = "backup.json";

/** @throws Expected where there is no whole backup */
export function readManifest(folder: string): Manifest {
  try {
    return manifests.parse(JSON.parse(readFileSync(join(folder, manifestName), "utf8")));
  } catch {
    throw new Expected(`${folder} is no backup of Tandem, or one that was not finished.`);
  }
}

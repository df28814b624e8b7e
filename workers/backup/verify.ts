import Database from "better-sqlite3";
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { Expected } from "#lib/expected.ts";
import { hashOf } from "./files.ts";
import type { Manifest } from "./manifest.ts";

/** Of so many pictures one is looked at when it has to be quick. */
const sampled = 100;

/**
 * Is everything there, and as it was? The files' hashes, the database's own check, and the hash of every
 * picture where its row says it lies.
 * @param folder a backup
 * @param quick only every hundredth picture, and no hashes of files but the database's
 * @param packs where the pictures' packs are
 * @throws Expected with a sentence about the first thing that is wrong
 * @returns how many pictures were looked at
 */
export async function verifyBackup(
  folder: string,
  { files }: Manifest,
  { quick = false, packs = join(folder, "packs") }: { quick?: boolean; packs?: string } = {},
): Promise<number> {
  for (const { path, bytes, sha256 } of files) {
    const size = statSync(join(folder, path), { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new Expected(`The backup is not whole: ${path} is missing.`);
    const wrong =
      size !== bytes || ((!quick || path === "tandem.db") && (await hashOf(join(folder, path))) !== sha256);
    if (wrong) throw new Expected(`The backup is damaged: ${path} is not what was written.`);
  }
  const database = new Database(join(folder, "tandem.db"), { readonly: true });
  try {
    const found = database.pragma("integrity_check", { simple: true });
    if (found !== "ok") throw new Expected(`The backup’s database is damaged: ${String(found)}.`);
    return verifyPictures(database, packs, quick ? sampled : 1);
  } finally {
    database.close();
  }
}

type Place = { hash: string; pack: string; offset: number; length: number };

function verifyPictures(database: Database.Database, packs: string, every: number): number {
  const rows = database.prepare<[], Place>(
    "select hash, pack, offset, length from images order by pack, offset",
  );
  const open = new Map<string, number>();
  const descriptor = (pack: string): number => {
    const known = open.get(pack);
    if (known !== undefined) return known;
    closeAll(open); // packs come one after the other
    const fd = openSync(join(packs, pack), "r");
    open.set(pack, fd);
    return fd;
  };
  let [seen, looked] = [0, 0];
  try {
    for (const { hash, pack, offset, length } of rows.iterate()) {
      if (seen++ % every !== 0) continue;
      if (hashAt(descriptor(pack), offset, length) !== hash)
        throw new Expected(`A picture is damaged: ${hash} in ${pack}.`);
      looked++;
    }
  } finally {
    closeAll(open);
  }
  return looked;
}

function closeAll(open: Map<string, number>): void {
  for (const fd of open.values()) closeSync(fd);
  open.clear();
}

function hashAt(fd: number, offset: number, length: number): string | null {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const read = readSync(fd, bytes, done, length - done, offset + done);
    if (read === 0) return null;
    done += read;
  }
  return createHash("sha256").update(bytes).digest("hex");
}

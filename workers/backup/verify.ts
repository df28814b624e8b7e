import Database from "better-sqlite3";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { Expected } from "#lib/expected.ts";
import { knowsBuckets } from "../packs-in-bucket.ts";
import { hashOf } from "./files.ts";
import type { Manifest } from "./manifest.ts";

/** Of so many pictures one is looked at when it has to be quick. */
const sampled = 100;

/**
 * Is everything there, and as it was? The files' hashes, the database's own check, and the hash of every
 * picture where its row says it lies; those in a bucket are another matter (packs-in-bucket.ts).
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

/** hash: of what lies there; example: kept before that was written down, so nobody knows it */
type Place = { hash: string; pack: string; offset: number; length: number; example: 0 | 1 };

/** Pictures of packs that are files, by where they lie. */
function places(database: Database.Database): Database.Statement<[], Place> {
  return database.prepare<[], Place>(
    knowsBuckets(database)
      ? `select coalesce(keptHash, hash) as hash, pack, offset, length,
           keptHash is null and hash in (select hash from class_examples) as example
         from images where pack not in (select name from bucket_packs where droppedAt is null)
         order by pack, offset`
      : "select hash, pack, offset, length, 0 as example from images order by pack, offset",
  );
}

function verifyPictures(database: Database.Database, packs: string, every: number): number {
  const open = new Map<string, number>();
  const descriptor = (pack: string): number => {
    const known = open.get(pack);
    if (known !== undefined) return known;
    closeAll(open); // packs come one after the other
    if (!existsSync(join(packs, pack)))
      throw new Expected(
        `${pack} is not in ${packs}. If it went to a bucket since, npm run packs -- --to disk brings it back.`,
      );
    const fd = openSync(join(packs, pack), "r");
    open.set(pack, fd);
    return fd;
  };
  let [seen, looked] = [0, 0];
  try {
    for (const { hash, pack, offset, length, example } of places(database).iterate()) {
      if (example === 1 || seen++ % every !== 0) continue;
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

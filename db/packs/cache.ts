import { hash as digest, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";

/*
 * Pictures of the bucket that were looked at lately, each in a file that is named by the SHA-256 of its bytes and
 * checked against it whenever it is read: what a power cut or a hand has left of a file is fetched again. The one
 * process that serves pictures has it for itself.
 */

/** What a file takes on the disk is a multiple of this, bytes. */
const blockBytes = 4096;

export type PictureCache = {
  /** @returns null where it is not here. The picture counts as used now. */
  get(hash: string): Buffer | null;
  has(hash: string): boolean;
  /** Keep a picture; others go, the longest unused first, until all take less than the limit. */
  put(hash: string, bytes: Buffer): Promise<void>;
  /** How much is kept. */
  size(): { pictures: number; bytes: number };
  /** what was kept before this process is known */
  ready: Promise<void>;
};

/** @param most bytes on the disk */
export function openPictureCache(folder: string, most: number): PictureCache {
  /** bytes on the disk by hash, the longest unused first */
  const kept = new Map<string, number>();
  let bytes = 0;
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  const onDisk = (length: number) => Math.max(1, Math.ceil(length / blockBytes)) * blockBytes;

  const note = (hash: string, size: number) => {
    bytes += size - (kept.get(hash) ?? 0);
    kept.delete(hash);
    kept.set(hash, size);
  };
  const forget = (hash: string) => {
    bytes -= kept.get(hash) ?? 0;
    kept.delete(hash);
  };
  const makeRoom = async () => {
    while (bytes > most) {
      const [oldest] = kept.keys();
      if (oldest === undefined) return;
      forget(oldest);
      await rm(pathOf(oldest), { force: true });
    }
  };

  async function look(): Promise<void> {
    const found: { hash: string; size: number; at: number }[] = [];
    for (const group of await readdir(folder))
      for (const name of await readdir(join(folder, group))) {
        const path = join(folder, group, name);
        const there = await stat(path).catch(() => null);
        if (!/^[0-9a-f]{64}$/.test(name))
          await rm(path, { force: true }); // half written
        else if (there) found.push({ hash: name, size: onDisk(there.size), at: there.mtimeMs });
      }
    const since = [...kept];
    kept.clear();
    bytes = 0;
    for (const { hash, size } of found.sort((a, b) => a.at - b.at)) note(hash, size);
    for (const [hash, size] of since) note(hash, size);
    await makeRoom();
  }

  mkdirSync(folder, { recursive: true });
  return {
    get(hash) {
      const size = kept.get(hash);
      if (size === undefined) return null;
      const found = readIfThere(pathOf(hash));
      if (found !== null && digest("sha256", found, "hex") === hash) {
        note(hash, size);
        return found;
      }
      forget(hash);
      return null;
    },
    has: (hash) => kept.has(hash),
    async put(hash, content) {
      const path = pathOf(hash);
      const written = `${path}.${randomUUID()}.new`;
      try {
        await mkdir(join(folder, hash.slice(0, 2)), { recursive: true });
        await writeFile(written, content, { flag: "wx" });
        await rename(written, path);
      } catch (error) {
        await rm(written, { force: true });
        throw error;
      }
      note(hash, onDisk(content.length));
      await makeRoom();
    },
    size: () => ({ pictures: kept.size, bytes }),
    ready: look(),
  };
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

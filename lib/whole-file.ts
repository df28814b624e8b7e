import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { errorCode } from "#lib/error-code.ts";

/** Files that others look at meanwhile, on this machine or another: whoever reads one finds it whole, or not there. */

/**
 * Write a file under another name, wait for the disk, and rename it.
 * @param writer tells those apart who may write at the same time; part of the other name
 * @param mode for a file that is new
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
  writer: string,
  mode?: number,
): Promise<void> {
  const temporary = `${path}.${writer}.new`;
  try {
    const handle = await open(temporary, "w", mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Names of files survive a power cut once their folder is written. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** As writeWhole(), for a value; folders on the way are made. */
export async function writeJson(path: string, value: unknown, writer: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, `${JSON.stringify(value, null, 1)}\n`, writer);
}

/** @returns null where there is no such file */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** @returns null where there is no such file, or something else in it */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text.toString())).data ?? null;
  } catch {
    return null;
  }
}

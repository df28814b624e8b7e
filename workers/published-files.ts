import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PublishedDataset, PublishedFile } from "#lib/formats/published.ts";
import { Expected } from "#lib/expected.ts";
import { fileSize } from "#lib/numbers.ts";

/** How deep a file is looked for below the folder that a person names. */
const depth = 4;
/** A server that sends nothing for so long is given up, ms. */
const patience = 60_000;

/** Where the files of published datasets are looked for, and where those that are fetched go. */
export type Places = { from: string | null; cache: string };

/**
 * Find a published file in a folder, or fetch it from its official address, and check it.
 * @param say told what is done, a line each
 * @returns its path
 * @throws Expected with one sentence when it can be had nowhere, or is another one
 */
export async function publishedFile(
  file: PublishedFile,
  { from, cache }: Places,
  say: (line: string) => void,
): Promise<string> {
  const there =
    (from === null ? null : await findIn(from, file.name, depth)) ?? (await findIn(cache, file.name, 1));
  const path = there ?? join(cache, file.name);
  if (there === null) await fetchFile(file, path, say);
  const wrong = await digestProblem(file, path);
  if (wrong !== null) {
    if (there === null) await rm(path, { force: true });
    throw new Expected(wrong);
  }
  const { digest, verified } = file;
  if (digest === null) say(`${file.name}: found; its authors publish no checksum, so it is not checked`);
  else
    say(
      `${file.name}: ${digest.kind.toUpperCase()} as ${verified ? "computed from the published file" : "published"}`,
    );
  return path;
}

/**
 * A dataset's pictures as one path: its one file, or a folder that holds its files and nothing else.
 * @throws Expected as publishedFile() does
 */
export async function publishedPictures(
  { images }: PublishedDataset,
  places: Places,
  say: (line: string) => void,
): Promise<string> {
  const paths: string[] = [];
  for (const file of images) paths.push(await publishedFile(file, places, say));
  const [only, second] = paths;
  if (only !== undefined && second === undefined) return only;
  const folder = join(places.cache, "pictures");
  await mkdir(folder, { recursive: true });
  for (const path of paths) {
    const inside = join(folder, basename(path));
    await rm(inside, { force: true });
    await link(path, inside).catch(() => copyFile(path, inside)); // on another disk
  }
  return folder;
}

async function findIn(folder: string, name: string, levels: number): Promise<string | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && entry.name === name)) return join(folder, name);
  if (levels === 1) return null;
  for (const entry of entries) {
    const found = entry.isDirectory() ? await findIn(join(folder, entry.name), name, levels - 1) : null;
    if (found !== null) return found;
  }
  return null;
}

async function digestProblem({ name, url, digest }: PublishedFile, path: string): Promise<string | null> {
  if (digest === null) return null;
  const hash = createHash(digest.kind);
  for await (const bytes of createReadStream(path)) hash.update(Buffer.from(bytes));
  return hash.digest("hex") === digest.hex
    ? null
    : `${path} is not ${name} as it is published (${digest.kind} ${digest.hex}), or was damaged on its way; get it from ${url}.`;
}

/** Whole or not at all: what breaks off leaves nothing under the name. */
async function fetchFile(
  { name, url }: PublishedFile,
  path: string,
  say: (line: string) => void,
): Promise<void> {
  const part = `${path}.part`;
  await mkdir(join(path, ".."), { recursive: true });
  say(`${name}: fetching it from ${url}`);
  const stop = new AbortController();
  let silence = setTimeout(() => stop.abort(), patience);
  const out = await open(part, "w");
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || response.body === null)
      throw new Expected(
        `${url} answers ${response.status}; put ${name} into a folder and say --from FOLDER.`,
      );
    let bytes = 0;
    for await (const chunk of response.body) {
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), patience);
      await out.write(chunk);
      bytes += chunk.length;
    }
    await out.sync();
    await out.close();
    await rename(part, path);
    say(`${name}: ${fileSize(bytes)}`);
  } catch (error) {
    await out.close();
    await rm(part, { force: true });
    if (error instanceof Expected) throw error;
    throw new Expected(`${url} cannot be reached; put ${name} into a folder and say --from FOLDER.`);
  } finally {
    clearTimeout(silence);
  }
}

import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { headBytes, zipProblem } from "#lib/formats/first-bytes.ts";
import { openFolder } from "#lib/formats/folder.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { openZip } from "#lib/formats/zip.ts";

/**
 * Open a folder or a zip of images, told apart by content and not by name. Messages name the file without
 * its folder: they reach people who uploaded it and know nothing of the server's disk.
 * @throws FormatError when it is missing, neither of the two, or a hostile archive
 */
export async function openImages(path: string): Promise<ImageSource> {
  const info = await stat(path).catch(() => null);
  const name = basename(path);
  if (!info) throw new FormatError(`There is nothing at ${quote(name)}.`);
  if (info.isDirectory()) return openFolder(path);
  if (!info.isFile()) throw new FormatError(`${quote(name)} is neither a folder nor a file.`);
  const file = await open(path, "r");
  const head = Buffer.alloc(headBytes);
  let length: number;
  try {
    length = (await file.read(head, 0, head.length, 0)).bytesRead;
  } finally {
    await file.close();
  }
  const problem = zipProblem(name, head.subarray(0, length));
  if (problem !== null) throw new FormatError(problem);
  return openZip(path);
}

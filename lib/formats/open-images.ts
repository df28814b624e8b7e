import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { openFolder } from "#lib/formats/files/folder.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { beginsGzip, gunzipped, plainHead, withoutGzip } from "#lib/formats/files/gzip.ts";
import { openRandom } from "#lib/formats/files/random-file.ts";
import { singleFile } from "#lib/formats/files/single.ts";
import { beginsTar, openTar } from "#lib/formats/files/tar.ts";
import { openZip } from "#lib/formats/files/zip.ts";
import { firstInZip, headBytes, imagesProblem } from "#lib/formats/first-bytes.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { openDataset } from "#lib/formats/images/index.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/**
 * Open a dataset of pictures: a folder, a zip, a tar (gzipped or not), or one file of a published format, all told
 * apart by content and not by name. Messages name files without their folder: they reach people who uploaded them
 * and know nothing of the server's disk.
 * @throws FormatError when it is missing, none of them, damaged, or a hostile archive
 */
export const openImages = async (path: string): Promise<ImageSource> =>
  openDataset(withoutGzip(await openFiles(path)));

async function openFiles(path: string): Promise<FileSet> {
  const info = await stat(path).catch(() => null);
  const name = basename(path);
  if (!info) throw new FormatError(`There is nothing at ${quote(name)}.`);
  if (info.isDirectory()) return openFolder(path);
  if (!info.isFile()) throw new FormatError(`${quote(name)} is neither a folder nor a file.`);
  const file = await openRandom(path);
  try {
    const head = await file.read(0, Math.min(headBytes, file.size));
    const problem = imagesProblem(name, head);
    if (problem !== null) throw new FormatError(problem);
    if (firstInZip(head) !== null) {
      await file.close();
      return await openZip(path);
    }
    if (beginsTar(plainHead(head))) return await openTar(beginsGzip(head) ? await gunzipped(file) : file);
    return singleFile(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

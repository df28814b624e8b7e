import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { openedFiles, openRandom } from "#lib/formats/files/random-file.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { isSystemFile, maxFileBytes, maxFiles, tooLarge } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

/** Read files from a folder and its subfolders. Symbolic links are not followed. */
export async function openFolder(root: string): Promise<FileSet> {
  const names: string[] = [];
  const skipped: string[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (isSystemFile(name)) skipped.push(name);
      else if (entry.isDirectory()) waiting.push(name);
      else if (entry.isFile()) names.push(name);
      else skipped.push(name);
      if (names.length > maxFiles)
        throw new FormatError(`The folder holds more than ${counted(maxFiles)} files.`);
    }
  }
  const known = new Set(names.sort());
  const pathOf = (name: string) => {
    if (!known.has(name)) throw new FormatError(`There is no file ${quote(name)} in the folder.`);
    return join(root, name);
  };
  const { keep, closeAll } = openedFiles();
  const open = async (name: string) => keep(await openRandom(pathOf(name), name));
  return {
    kind: "folder",
    names,
    problems: [],
    skipped,
    async read(name) {
      const path = pathOf(name);
      const info = await stat(path).catch(() => null);
      if (!info) throw new FormatError("The file is no longer there.");
      if (info.size > maxFileBytes) throw new FormatError(tooLarge);
      return readFile(path).catch(() => {
        throw new FormatError("The file cannot be read.");
      });
    },
    async head(name) {
      const file = await open(name);
      try {
        return await file.read(0, Math.min(headBytes, file.size));
      } finally {
        await file.close();
      }
    },
    open,
    close: closeAll,
  };
}

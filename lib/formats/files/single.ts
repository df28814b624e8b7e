import type { FileSet } from "#lib/formats/files/file-set.ts";
import { partOf, type RandomFile, readSmall } from "#lib/formats/files/random-file.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { maxFileBytes } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** One file alone, as a set of files. @param file is closed with it */
export function singleFile(file: RandomFile): FileSet {
  const known = (name: string) => {
    if (name !== file.name) throw new FormatError(`There is no file ${quote(name)}.`);
    return file;
  };
  return {
    kind: "file",
    names: [file.name],
    problems: [],
    skipped: [],
    read: async (name) => readSmall(known(name), maxFileBytes),
    head: async (name) => known(name).read(0, Math.min(headBytes, file.size)),
    open: (name) => Promise.resolve(partOf(known(name), name, 0, file.size)),
    close: () => file.close(),
  };
}

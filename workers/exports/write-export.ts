import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { Expected } from "#lib/expected.ts";
import { companions } from "#lib/formats/exports/companions.ts";
import type { DatasetSource } from "#lib/formats/exports/dataset.ts";
import type { ExportFormat } from "#lib/formats/exports/format.ts";
import type { WrittenFile } from "#lib/formats/exports/manifest.ts";
import { tallied } from "#lib/formats/exports/tally.ts";
import { writeFile } from "./write-file.ts";

/** Room that exports leave on the disk for labels, logs and the database, bytes; looked at after so many more. */
const reserve = 256 * 1024 ** 2;
const lookEvery = 64 * 1024 ** 2;

export type Watch = {
  /** what a file is called in the folder */
  rename?: (name: string) => string;
  /** share done, 0 … 1, and items so far */
  report?: (share: number, items: number) => void;
  /** asked often; what it throws ends the writing */
  check?: () => void;
};

/**
 * Write a dataset in a format into a folder, with its data card, its Croissant metadata and its manifest.
 * @returns its files, those of the data first
 * @throws Expected when the disk is nearly full; then, or when `check` throws, unfinished files are left
 */
export async function writeExport(
  source: DatasetSource,
  format: ExportFormat,
  folder: string,
  { rename = (name) => name, report, check }: Watch = {},
): Promise<{ files: WrittenFile[]; data: number; items: number }> {
  const { facts } = source;
  const { pages, tally } = tallied(source.pages, facts.project.classes);
  const watched = (function* () {
    for (const page of pages) {
      check?.();
      const last = page.at(-1);
      if (last) report?.(Math.min(1, (last.ordinal + 1) / Math.max(1, facts.items)), tally.items);
      yield page;
    }
  })();
  const files: WrittenFile[] = [];
  let looked = -lookEvery;
  for (const file of format.files({ ...source, pages: watched })) {
    const name = rename(file.name);
    const before = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const written = await writeFile(join(folder, name), file.chunks, async (bytes) => {
      if (before + bytes - looked < lookEvery) return;
      looked = before + bytes;
      check?.();
      await needRoom(folder);
    });
    files.push({ name, mime: file.mime, ...written });
  }
  const written = { facts, format, tally, files: [...files] };
  for (const [name, mime, text] of companions) {
    const own = rename(name);
    const bytes = Buffer.from(text(written));
    files.push({ name: own, mime, ...(await writeFile(join(folder, own), [bytes])) });
  }
  return { files, data: written.files.length, items: tally.items };
}

async function needRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < reserve)
    throw new Expected("The disk is nearly full: make room there, or remove older exports, and ask again.");
}

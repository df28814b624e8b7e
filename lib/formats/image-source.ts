import type { LabelRow } from "#lib/formats/label-table.ts";

/**
 * A place that image files are read from, by name and in any order: an import is planned before it stores anything,
 * previewed, and taken up again after a crash.
 */
export type ImageSource = {
  /** paths inside the source, "/" between folders; sorted, or in the order of the dataset; no system files */
  names: readonly string[];
  /** what the dataset itself says of its pictures; absent: nothing */
  own?: OwnLabels;
  /** files that cannot be told apart or reached, each with a sentence */
  problems: readonly { file: string; reason: string }[];
  /** system files and links that were passed over */
  skipped: readonly string[];
  /** what two files have in common that are probably the same, without reading them; absent: cannot be told */
  mark?(name: string): string | undefined;
  /** @throws FormatError when the file is damaged, too large or gone */
  read(name: string): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** Labels that come with the pictures. */
export type OwnLabels = {
  /** names of the classes in their order, where the dataset has them */
  classes: readonly string[] | null;
  /** one row a picture, in the order of `names`; gold by name, or by number from 0 */
  rows(): AsyncIterable<LabelRow>;
};

/** Largest image file that is read, bytes. Bounds the memory of one read. */
export const maxFileBytes = 32 * 1024 * 1024;
/** Most files of one source. Bounds the memory of the list of names. */
export const maxFiles = 1_000_000;

/** Files that operating systems leave behind and nobody means. */
export function isSystemFile(name: string): boolean {
  const parts = name.split("/");
  const last = parts.at(-1) ?? "";
  return (
    parts.includes("__MACOSX") ||
    last.startsWith("._") ||
    /^(\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(last)
  );
}

export const tooLarge = `The file is larger than ${maxFileBytes / 1024 / 1024} MB.`;

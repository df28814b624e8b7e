import type { DatasetSource, ExportFacts } from "#lib/formats/exports/dataset.ts";

/** A file of an export, written while it is read. */
export type ExportFile = {
  /** fit for every file system */
  name: string;
  mime: string;
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

/** How the rows of a format's table are read: its file, or the table inside its archive. */
export type ExportTable = {
  kind: "csv" | "jsonl" | "parquet";
  /** names of its columns; what they mean stands in dictionary.ts */
  columns: readonly string[];
  /** where it lies inside the archive; absent: it is the file itself */
  inside?: string;
  /** columns that hold classes by their numbers */
  numbered?: readonly string[];
};

/** A format that datasets are written in. To add one: a file with such a value and a line in index.ts. */
export type ExportFormat = {
  id: string;
  /** for people, as the field calls it */
  name: string;
  /** one sentence: what is in it, and what reads it */
  about: string;
  /** of the file name, without the dot */
  extension: string;
  table: ExportTable | null;
  /** pictures inside the archive, as a glob; absent: there are none, or they are in the table */
  pictures?: string;
  /** The files, one after the other: each is taken to its end before the next is asked for. */
  files(this: void, source: DatasetSource): Iterable<ExportFile>;
};

/** What an export's files are called: the project's short name, with nothing in it that a header or a shell minds. */
export const fileStem = ({ project }: Pick<ExportFacts, "project">): string =>
  project.slug.replace(/[^a-z0-9-]/g, "") || "project";

/** The one file of most formats. */
export const onlyFile = (
  facts: ExportFacts,
  { extension }: Pick<ExportFormat, "extension">,
  mime: string,
  chunks: ExportFile["chunks"],
): ExportFile => ({ name: `${fileStem(facts)}.${extension}`, mime, chunks });

/** @param pieces its text, piece by piece */
export const textFile = (
  facts: ExportFacts,
  format: Pick<ExportFormat, "extension">,
  mime: string,
  pieces: () => Iterable<string>,
): ExportFile => onlyFile(facts, format, mime, utf8(pieces()));

/** Text as bytes. */
export function* utf8(pieces: Iterable<string>): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

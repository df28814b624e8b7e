import { type FileMetaData, parquetReadObjects, type SchemaTree } from "hyparquet";
import { z } from "zod";
import { at } from "#lib/array.ts";
import type { Split } from "#lib/domain.ts";
import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { maxFileBytes, maxFiles, tooLarge } from "#lib/formats/image-source.ts";
import { containers, type ImageFormat } from "#lib/formats/images/format.ts";
import { numberedPictures, type Part, splitOfName } from "#lib/formats/images/numbered.ts";
import { asyncBuffer, compressors, openParquet, readable, rowsFrom } from "#lib/formats/parquet-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

/** Pictures of a row group that are held, unpacked bytes: a group is decoded at once. */
const mostGroupBytes = 512 * 1024 ** 2;
/** Groups that are held: pictures are read in order, several at a time. */
const groupsHeld = 2;

const imageNames = /^(image|img|picture|photo|image_bytes)$/i;
/** Columns that may hold the label, the best first; those that are ClassLabels come behind them. */
const labelNames = [/^gold$/i, /^fine_?label$/i, /^label$/i, /^labels$/i, /^(class|category|target)$/i];
const itemNames = [/^item$/i, /^(file_?name|file|image_?path|path)$/i, /^(image_?id|id|key)$/i];

/** What `datasets` writes about the columns. */
const huggingFace = z.object({
  info: z.object({
    features: z.record(
      z.string(),
      z.unknown().transform((feature) => {
        const known = z
          .object({ _type: z.string(), names: z.array(z.string()).optional() })
          .safeParse(feature);
        return known.success ? known.data : null;
      }),
    ),
  }),
});

/** Parquet with the pictures in it, as Hugging Face's `datasets` keeps them: one file or many, a split in each. */
export const parquetPictures: ImageFormat = {
  id: "parquet",
  name: "Hugging Face (Parquet with pictures)",
  async open(files) {
    const parts: Part[] = [];
    let classes: string[] | null = null;
    for (const name of containers(files)) {
      if ((await files.head(name)).toString("latin1", 0, 4) !== "PAR1") continue;
      const found = await partOf(await files.open(name), name);
      if (found === null && files.kind === "file")
        throw new FormatError(`${quote(name)} has no column of pictures, such as “image” with bytes in it.`);
      if (found === null) continue;
      parts.push(found.part);
      if (classes && found.classes && classes.join("\0") !== found.classes.join("\0"))
        throw new FormatError(`${quote(name)} has other classes than the files before it.`);
      classes ??= found.classes;
    }
    return parts.length === 0 ? null : numberedPictures(files, parts, classes);
  },
};

type Columns = { image: string; label: string | null; item: string | null; split: string | null };

async function partOf(
  file: RandomFile,
  name: string,
): Promise<{ part: Part; classes: string[] | null } | null> {
  const buffer = asyncBuffer(file);
  const { metadata, schema } = await openParquet(file.name, buffer);
  const features = featuresIn(metadata);
  const columns = columnsIn(schema, features);
  if (!columns) return null;
  const count = Number(metadata.num_rows);
  if (!(count <= maxFiles))
    throw new FormatError(`The dataset holds more than ${counted(maxFiles)} pictures.`);
  const grouped = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  if (grouped.some((rows) => rows < 0) || grouped.reduce((sum, rows) => sum + rows, 0) !== count)
    throw fewerRows(file);
  const said = await smallColumns(file, metadata, columns);
  const read = pictureReader(file, metadata, columns.image);
  return {
    classes: (columns.label !== null ? features.get(columns.label)?.names : null) ?? null,
    part: {
      split: splitOfName(name),
      count,
      extension: "",
      picture: read,
      gold: (i) => at(said.words, at(said.gold, i)),
      ...(columns.item !== null && { nameOf: (i: number) => at(said.names, i) }),
      ...(columns.split !== null && { splitOf: (i: number) => at(said.splits, i) }),
    },
  };
}

type Features = ReadonlyMap<string, { _type: string; names?: string[] | undefined }>;

function featuresIn({ key_value_metadata }: FileMetaData): Features {
  const text = key_value_metadata?.find(({ key }) => key === "huggingface")?.value;
  if (text === undefined) return new Map();
  try {
    const { info } = huggingFace.parse(JSON.parse(text));
    return new Map(Object.entries(info.features).flatMap(([name, each]) => (each ? [[name, each]] : [])));
  } catch {
    return new Map(); // somebody else's note under the same key
  }
}

/** @returns null where no column holds pictures */
function columnsIn({ children }: SchemaTree, features: Features): Columns | null {
  const name = ({ element }: SchemaTree) => element.name;
  const isStruct = ({ children: inner }: SchemaTree) => inner.some(({ element }) => element.name === "bytes");
  const isBytes = ({ element, children: inner }: SchemaTree) =>
    inner.length === 0 && element.type === "BYTE_ARRAY" && element.converted_type !== "UTF8";
  const image =
    children.find((column) => features.get(name(column))?._type === "Image") ??
    children.find(isStruct) ??
    children.find((column) => isBytes(column) && imageNames.test(name(column)));
  if (!image) return null;
  const others = children.filter((column) => column !== image && column.children.length === 0).map(name);
  const called = (patterns: readonly RegExp[]) =>
    patterns
      .map((pattern) => others.find((other) => pattern.test(other)))
      .find((found) => found !== undefined);
  const labelled = others.find((other) => features.get(other)?._type === "ClassLabel");
  return {
    image: name(image),
    label: called(labelNames) ?? labelled ?? null,
    item: called(itemNames) ?? null,
    split: called([/^split$/i]) ?? null,
  };
}

type Said = { words: string[]; gold: Int32Array; names: string[]; splits: (Split | null)[] };

/** Labels, names and splits of all rows; a label is kept as the number of its word. */
async function smallColumns(
  file: RandomFile,
  metadata: FileMetaData,
  { label, item, split }: Columns,
): Promise<Said> {
  const said: Said = { words: [""], gold: new Int32Array(Number(metadata.num_rows)), names: [], splits: [] };
  const columns = [label, item, split].filter((column) => column !== null);
  if (columns.length === 0) return said;
  const numbers = new Map([["", 0]]);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const first = rowStart;
    const rows = await readable(file.name, rowsFrom(first, rowEnd), () =>
      parquetReadObjects({
        file: asyncBuffer(file),
        metadata,
        columns,
        rowStart: first,
        rowEnd,
        compressors,
      }),
    );
    if (rows.length !== rowEnd - rowStart) throw fewerRows(file);
    for (const [place, row] of rows.entries()) {
      if (label !== null) {
        const word = textIn(row[label]);
        const number = numbers.get(word) ?? said.words.push(word) - 1;
        numbers.set(word, number);
        said.gold[rowStart + place] = number;
      }
      if (item !== null) said.names.push(textIn(row[item]));
      if (split !== null) said.splits.push(splitOfName(textIn(row[split])));
    }
    rowStart = rowEnd;
  }
  return said;
}

/** Below 0 nothing is said, as `datasets` has it. */
function textIn(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "bigint") return value < 0 ? "" : String(value);
  return "";
}

/** Pictures by their rows; a group is decoded once for those that are read together. */
function pictureReader(file: RandomFile, metadata: FileMetaData, column: string) {
  const groups: { start: number; rows: number; bytes: number }[] = [];
  let start = 0;
  for (const { num_rows, columns } of metadata.row_groups) {
    const chunks = columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === column);
    const bytes = chunks.reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
      0,
    );
    groups.push({ start, rows: Number(num_rows), bytes });
    start += Number(num_rows);
  }
  const tooMuch = groups.find(({ bytes }) => bytes > mostGroupBytes);
  if (tooMuch)
    throw new FormatError(
      `${quote(file.name)} keeps ${Math.round(tooMuch.bytes / 1024 ** 2)} MB of pictures in the row group at row ${tooMuch.start}; write it with row groups of 100 rows.`,
    );
  const held = new Map<number, Promise<unknown[]>>();
  const decode = async (group: { start: number; rows: number }): Promise<unknown[]> => {
    const rows: Record<string, unknown>[] = await readable(
      file.name,
      rowsFrom(group.start, group.start + group.rows),
      () =>
        parquetReadObjects({
          ...{ file: asyncBuffer(file), metadata, compressors, utf8: false },
          columns: [column],
          rowStart: group.start,
          rowEnd: group.start + group.rows,
        }),
    );
    if (rows.length !== group.rows) throw fewerRows(file);
    return rows.map((row): unknown => row[column]);
  };
  return async (i: number): Promise<Uint8Array> => {
    const group = at(groups, lastBefore(groups, i));
    const decoded = held.get(group.start) ?? decode(group);
    held.delete(group.start); // and behind all others, as the one that was used last
    held.set(group.start, decoded);
    for (const oldest of held.keys()) if (held.size > groupsHeld) held.delete(oldest);
    const bytes = bytesIn((await decoded)[i - group.start]);
    if (!bytes) throw new FormatError("There is no picture in the row; it may be only a link to one.");
    if (bytes.length > maxFileBytes) throw new FormatError(tooLarge);
    return bytes;
  };
}

/** The last group that begins at or before a row. */
function lastBefore(groups: readonly { start: number }[], row: number): number {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at(groups, middle).start <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Bytes, or a struct that holds them. */
function bytesIn(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "object" && value !== null && "bytes" in value && value.bytes instanceof Uint8Array)
    return value.bytes;
  return null;
}

const fewerRows = ({ name }: RandomFile) =>
  new FormatError(`The Parquet file ${quote(name)} holds fewer rows than it says.`);

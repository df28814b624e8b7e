import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { DatasetSource, ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile } from "#lib/formats/exports/format.ts";
import { pictureName } from "#lib/formats/exports/names.ts";

/** Rows a group: with pictures in it, a viewer that wants to show some rows should not have to read a lot. */
const groupRows = 100;
/** Each group costs a line a column in the file's end, so large datasets have larger groups … */
const manyItems = 200_000;
const groupRowsOfMany = 1000;
/** … unless their pictures are large, bytes. */
const groupBytes = 32e6;

type Cell = string | number | boolean | Date | null | undefined;
type Kind = "text" | "class" | "whole" | "number" | "flag" | "instant";

/** A column's schema in Parquet, and what Hugging Face calls it. */
const kinds: Record<
  Kind,
  { element: Omit<SchemaElement, "name">; feature: (classes: readonly string[]) => object }
> = {
  text: { element: { type: "BYTE_ARRAY", converted_type: "UTF8" }, feature: () => value("string") },
  class: {
    element: { type: "INT64" },
    feature: (classes) => ({ names: classes, _type: "ClassLabel" }),
  },
  whole: { element: { type: "INT64" }, feature: () => value("int64") },
  number: { element: { type: "DOUBLE" }, feature: () => value("float64") },
  flag: { element: { type: "BOOLEAN" }, feature: () => value("bool") },
  instant: {
    element: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
    feature: () => value("timestamp[ms, tz=UTC]"),
  },
};
const value = (dtype: string) => ({ dtype, _type: "Value" });

type Column<Row> = readonly [name: string, kind: Kind, cell: (row: Row, classOf: ClassOf) => Cell];
/** Number of a class by its name. */
type ClassOf = (name: string | null | undefined) => number | null;

const columns: readonly Column<ExportedItem>[] = [
  ["label", "class", (i, classOf) => classOf(i.team.label)],
  ["gold", "class", (i, classOf) => classOf(i.gold)],
  ["gold_source", "text", (i) => i.goldSource],
  ["split", "text", (i) => i.split],
  ["item", "text", (i) => i.item],
  ["ordinal", "whole", (i) => i.ordinal],
  ["sha256", "text", (i) => i.sha256],
  ["team_source", "text", (i) => i.team.source],
  ["team_belief", "number", (i) => i.team.belief],
  ["machine_label", "class", (i, classOf) => classOf(i.machine?.label)],
  ["machine_confidence", "number", (i) => i.machine?.confidence],
  ["deferred", "flag", (i) => i.deferred],
  ["reviewed", "flag", (i) => i.review !== null],
  ["tags", "text", (i) => (i.tags.length === 0 ? null : i.tags.join("; "))],
];
const answerColumns: readonly Column<ExportedJudgment>[] = [
  ["worker", "text", (j) => j.rater],
  ["worker_source", "text", (j) => j.raterSource],
  ["outcome", "text", (j) => j.outcome],
  ["label", "class", (j, classOf) => classOf(j.label)],
  ["current", "flag", (j) => j.current],
  ["response_ms", "number", (j) => j.responseMs],
  ["quality", "text", (j) => j.quality],
  ["batch", "whole", (j) => j.batch],
  ["batch_ms", "number", (j) => j.batchMs],
  ["received_at", "instant", (j) => new Date(j.receivedAt)],
];

const leaf = ([name, kind]: Column<never>): SchemaElement => ({
  name,
  repetition_type: "OPTIONAL",
  ...kinds[kind].element,
});
const schema: SchemaElement[] = [
  { name: "schema", num_children: columns.length + 2 },
  { name: "image", num_children: 2, repetition_type: "OPTIONAL" },
  { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
  { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  ...columns.map(leaf),
  { name: "answers", num_children: 1, repetition_type: "OPTIONAL", converted_type: "LIST" },
  { name: "list", num_children: 1, repetition_type: "REPEATED" },
  { name: "element", num_children: answerColumns.length, repetition_type: "OPTIONAL" },
  ...answerColumns.map(leaf),
];

/** What `datasets` finds in the file of its columns. */
const features = (classes: readonly string[]) => ({
  image: { _type: "Image" },
  ...Object.fromEntries(columns.map(([name, kind]) => [name, kinds[kind].feature(classes)])),
  answers: [Object.fromEntries(answerColumns.map(([name, kind]) => [name, kinds[kind].feature(classes)]))],
});

/** Bytes that are written are given away, group by group. */
class Outgoing extends ByteWriter {
  taken(): Uint8Array {
    const bytes = this.getBytes().slice();
    this.index = 0;
    return bytes;
  }
}

/** Parquet as Hugging Face's `datasets` writes it: pictures in the rows, classes as ClassLabel. */
export const parquet: ExportFormat = {
  id: "parquet",
  name: "Parquet (Hugging Face)",
  about: "Pictures, labels and answers in one table, for datasets, DuckDB, pandas and Polars.",
  extension: "parquet",
  table: {
    kind: "parquet",
    columns: ["image", ...columns.map(([name]) => name), "answers"],
    numbered: columns.filter(([, kind]) => kind === "class").map(([name]) => name),
  },
  *files(source) {
    yield onlyFile(source.facts, parquet, "application/vnd.apache.parquet", groups(source));
  },
};

async function* groups({ facts, pages, picture }: DatasetSource): AsyncGenerator<Uint8Array, void, void> {
  const { classes } = facts.project;
  const numbers = new Map(classes.map((name, i) => [name, i]));
  const classOf: ClassOf = (name) =>
    name === null || name === undefined ? null : (numbers.get(name) ?? null);
  const writer = new Outgoing();
  const file = new ParquetWriter({
    writer,
    schema,
    createdBy: `Tandem ${facts.tandem}`,
    kvMetadata: [{ key: "huggingface", value: JSON.stringify({ info: { features: features(classes) } }) }],
  });
  const rows = facts.items > manyItems ? groupRowsOfMany : groupRows;
  let group: ExportedItem[] = [];
  let images: { bytes: Uint8Array; path: string }[] = [];
  let bytes = 0;
  const write = () => {
    const table = [
      // what is compressed already, and whose largest and smallest nobody asks for
      {
        name: "image",
        data: images,
        codec: "UNCOMPRESSED" as const,
        statistics: false,
        encoding: "PLAIN" as const,
      },
      ...columns.map(([name, kind, cell]) => ({
        name,
        data: group.map((item) => written(kind, cell(item, classOf))),
      })),
      {
        name: "answers",
        data: group.map((item) => item.judgments.map((judgment) => answer(judgment, classOf))),
      },
    ];
    // without a flush() the writer waits for nobody
    void file.write({
      columnData: table.map((each) => ({ ...each, offsetIndex: false })),
      rowGroupSize: group.length,
    });
    [group, images, bytes] = [[], [], 0];
    return writer.taken();
  };
  for (const page of pages)
    for (const item of page) {
      const shown = await picture(item.sha256);
      group.push(item);
      images.push({ bytes: shown.bytes, path: pictureName(item, shown) });
      bytes += shown.bytes.length;
      if (group.length === rows || bytes >= groupBytes) yield write();
    }
  if (group.length > 0) yield write();
  void file.finish();
  yield writer.taken();
}

const answer = (judgment: ExportedJudgment, classOf: ClassOf): Record<string, Cell | bigint> =>
  Object.fromEntries(
    answerColumns.map(([name, kind, cell]) => [name, written(kind, cell(judgment, classOf))]),
  );

/** INT64 is written from bigints only. */
const written = (kind: Kind, cell: Cell): Cell | bigint =>
  typeof cell === "number" && kind !== "number" ? BigInt(cell) : cell;

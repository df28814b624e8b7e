import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { compressors } from "#lib/formats/parquet-file.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { numberOf } from "#lib/formats/tables/table.ts";
import { fixture } from "../fixtures.ts";
import { fileWith, readTable } from "./files.ts";
import { npy } from "./npy.ts";

const refused = async (bytes: string | Uint8Array) => {
  await expect(readTable(fileWith(bytes))).rejects.toThrow(FormatError);
};

describe("NumPy arrays", () => {
  const rows = [
    [0, 51, 3],
    [7, 0, 44],
  ];
  test.each(["<f4", "<f8", "<i8", "|u1", "<u2", "<u4"])("of type %s, in both orders", async (descr) => {
    for (const fortran of [false, true]) {
      const table = await readTable(fileWith(npy(rows, descr, fortran)));
      expect(table.columns).toEqual([""]);
      expect(table.rows).toEqual(rows.map((cells, index) => ({ row: index + 1, cells: [cells] })));
    }
  });

  test("larger than a block come whole", async () => {
    const many = Array.from({ length: 70_000 }, (_, row) => [row, 1, 2, row % 7]);
    for (const fortran of [false, true]) {
      const table = await readTable(fileWith(npy(many, "<f4", fortran)));
      expect(table.rows).toHaveLength(many.length);
      expect(table.rows[69_999]?.cells).toEqual([[69_999, 1, 2, 69_999 % 7]]);
    }
  });

  test("half precision", async () => {
    const whole = npy([[1, 0.5, 0]], "<u2");
    const bytes = Buffer.from(whole.toString("latin1").replace("<u2", "<f2"), "latin1");
    for (const [place, bits] of [0x3c00, 0x3800, 0x0001].entries())
      bytes.writeUInt16LE(bits, bytes.length - 6 + 2 * place);
    const table = await readTable(fileWith(bytes));
    expect(table.rows[0]?.cells).toEqual([[1, 0.5, 2 ** -24]]);
  });

  test("of objects, of three dimensions, cut short, or that lie about their size are refused", async () => {
    await refused(npy(rows, "<f4").subarray(0, -1));
    await refused(Buffer.from(npy(rows).toString("latin1").replace("<f4", "|O "), "latin1"));
    await refused(npy(rows, "<f4", false, "(1, 2, 3)"));
    await refused(npy(rows, "<f4", false, "(900000000, 3)"));
    await refused(npy(rows).subarray(0, 20));
  });
});

describe("dictionaries of arrays", () => {
  test.each(["arrays.pt", "tensors-old.pt", "packed.npz", "dictionary.npy", "protocol4.pkl"])(
    "%s: a column each, a row an item",
    async (name) => {
      const { columns, rows } = await readTable(fixture("labels", name));
      const at = (column: string) => rows.map(({ cells }) => cells[columns.indexOf(column)]);
      expect([...columns].sort()).toEqual(["aggre_label", "clean_label", "random_label1", "random_label2"]);
      expect(at("random_label2")).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0]);
    },
  );

  test("one array of one dimension is a column called as the file; below 0 nothing is said", async () => {
    expect((await readTable(fixture("labels", "clean.npy"))).columns).toEqual(["clean"]);
    const one = await readTable(fileWith(npy([[0], [255]], "|u1", false, "(2,)")));
    expect(one.rows.map(({ cells }) => cells)).toEqual([[0], [255]]);
    const signed = Buffer.from(
      npy([[0], [255]], "|u1", false, "(2,)")
        .toString("latin1")
        .replace("|u1", "|i1"),
      "latin1",
    );
    expect((await readTable(fileWith(signed))).rows.map(({ cells }) => cells)).toEqual([[0], [null]]);
  });
});

describe("JSON lines", () => {
  test("give columns from their keys, also from an inner object, and lists", async () => {
    const table = await readTable(
      fileWith(
        '\uFEFF{"file":"a.png","p":{"cat":0.25,"dog":0.75}}\n\n{"p":{"dog":1},"file":"b.png","more":1}\n',
      ),
    );
    expect(table).toEqual({
      columns: ["file", "cat", "dog", "more"],
      rows: [
        { row: 1, cells: ["a.png", 0.25, 0.75, null] },
        { row: 3, cells: ["b.png", null, 1, 1] },
      ],
    });
    const lists = await readTable(fileWith('{"file":"a.png","p":[0.25,"x"]}'));
    expect(lists.rows[0]?.cells).toEqual(["a.png", [0.25, NaN]]);
  });

  test("a line that is none costs that line only", async () => {
    const table = await readTable(fileWith('{"a":1}\n{"a":\n[1]\n{"a":2}\n'));
    expect(table.rows.map(({ row, problem }) => [row, problem !== undefined])).toEqual([
      [1, false],
      [2, true],
      [3, true],
      [4, false],
    ]);
  });

  test("a line that says a field twice, at any depth, has a problem, whatever its texts look like", async () => {
    const lines = [
      '{"a":"x:\\"{","b":{"c":1}}',
      '{"a":1,"a":2}',
      '{"b":{"c":1,"c":2}}',
      '{"b":[{"c":1,"c":2}]}',
    ];
    const { rows } = await readTable(fileWith(lines.join("\n")));
    expect(rows.map(({ problem }) => problem !== undefined)).toEqual([false, true, true, true]);
    const deep = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect((await readTable(fileWith(`{"a":1}\n${deep}`))).rows[1]?.problem).toBeDefined();
  });

  test("a line without an end is refused", () => refused(`{"a":"${"x".repeat(1_200_000)}`));
});

test("JSON lines pass over nothing: fields of later lines are columns, a field twice or a late new one is a problem", async () => {
  const lines = [
    { item: "a", label: "cat" },
    { item: "b", label: "dog", worker: "w1", ms: 5 },
    { item: "c", label: "cat", extra: { label: "dog" } },
    ...Array.from({ length: 1000 }, (_, i) => ({ item: `${i}`, label: "cat" })),
    { item: "late", label: "cat", never: 1 },
  ];
  const table = await readTable(fileWith(lines.map((line) => JSON.stringify(line)).join("\n")));
  expect(table.columns).toEqual(["item", "label", "worker", "ms"]);
  expect(table.rows.slice(0, 2).map(({ cells }) => cells)).toEqual([
    ["a", "cat", null, null],
    ["b", "dog", "w1", 5],
  ]);
  expect(table.rows.filter(({ problem }) => problem !== undefined).map(({ row }) => row)).toEqual([3, 1004]);
});

test.each([
  ["GZIP", gzipSync],
  ["BROTLI", brotliCompressSync],
  ["ZSTD", zstdCompressSync],
] as const)("a page without bytes, as a column of nulls has, is read: %s", (codec, compress) => {
  expect(compressors[codec]?.(compress(new Uint8Array()), 0)).toHaveLength(0);
});

describe("Parquet", () => {
  const columnData = [
    { name: "file", data: ["a.png", "b.png", null] },
    { name: "n", data: [1n, 2n, 3n], type: "INT64" as const },
    { name: "p", data: [0.5, 0.25, NaN], type: "DOUBLE" as const },
  ];

  test.each(["UNCOMPRESSED", "SNAPPY", "GZIP"] as const)("%s", async (codec) => {
    const bytes = parquetWriteBuffer({
      columnData,
      codec,
      ...(codec === "GZIP" && { compressors: { GZIP: (input: Uint8Array) => gzipSync(input) } }),
    });
    const table = await readTable(fileWith(new Uint8Array(bytes)));
    expect(table.columns).toEqual(["file", "n", "p"]);
    expect(table.rows).toEqual([
      { row: 1, cells: ["a.png", 1, 0.5] },
      { row: 2, cells: ["b.png", 2, 0.25] },
      { row: 3, cells: [null, 3, NaN] },
    ]);
  });

  test("lists, and groups of few rows", async () => {
    const lists = [
      [0.5, 0.5],
      [1, 0],
      [0.25, 0.75],
    ];
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "file", data: ["a", "b", "c"] },
        { name: "p", data: lists },
      ],
      schema: [
        { name: "root", num_children: 2 },
        { name: "file", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "p", converted_type: "LIST", repetition_type: "OPTIONAL", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "DOUBLE", repetition_type: "OPTIONAL" },
      ],
      rowGroupSize: 2,
    });
    const table = await readTable(fileWith(new Uint8Array(bytes)));
    expect(table.columns).toEqual(["file", "p"]);
    expect(table.rows.map(({ row, cells }) => [row, cells[1]])).toEqual(
      lists.map((list, n) => [n + 1, list]),
    );
  });

  test("a damaged end is refused with its place, damaged rows with theirs", async () => {
    const bytes = Buffer.from(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED" }));
    const size = bytes.length;
    const footer = size - 8 - bytes.readUInt32LE(size - 8);
    const why = (change: (damaged: Buffer) => void) => {
      const damaged = Buffer.from(bytes);
      change(damaged);
      return expect(readTable(fileWith(damaged))).rejects;
    };
    await why((damaged) => damaged.writeUInt32LE(0xffffff, size - 8)).toThrow(`byte ${size - 8}`);
    await why((damaged) => damaged.fill(0, footer, size - 8)).toThrow(`byte ${footer}`);
    await why((damaged) => damaged.fill(0, size - 40, size - 4)).toThrow(`byte ${size - 8}`);
    await why((damaged) => damaged.fill(0xff, 4, 40)).toThrow("rows 1 to 3");
  });

  test("any damage is one sentence and nothing else", async () => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    await refused(bytes.subarray(0, bytes.length - 5));
    for (let place = 4; place < bytes.length; place += 7) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 0xff;
      await readTable(fileWith(damaged)).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
    }
  });
});

test("numbers are decimal: what is written otherwise is a text", () => {
  for (const [text, number] of [
    ...([
      [" 0.5 ", 0.5],
      ["-1e-3", -0.001],
      [".5", 0.5],
      ["5.", 5],
      ["+2E2", 200],
      ["0", 0],
    ] as const),
    ...["0x1", "0b1", "0o7", "1_000", "", " ", "1,5", "Infinity", "0.5.1", "e3", "."].map(
      (each) => [each, NaN] as const,
    ),
  ])
    expect([text, numberOf(text)]).toEqual([text, number]);
});

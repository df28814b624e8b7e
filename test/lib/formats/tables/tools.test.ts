import { writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonElements } from "#lib/formats/json-elements.ts";
import { guessTable } from "#lib/formats/item-tables/guess.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { pictureOfAddress } from "#lib/formats/tables/record.ts";
import { newFolder, writeZip } from "../files.ts";
import { fileWith, readTable } from "./files.ts";

const rowsOf = async (value: unknown) => {
  const { columns, rows } = await readTable(
    fileWith(typeof value === "string" ? value : JSON.stringify(value)),
  );
  return { columns, cells: rows.map(({ cells, problem }) => problem ?? cells) };
};
const refusalOf = async (text: string): Promise<string> => {
  const refusal: unknown = await readTable(fileWith(text)).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FormatError);
  return String(refusal);
};

describe("elements of JSON", () => {
  const elements = async (text: string, cut = 7) => {
    const pieces = text.match(new RegExp(`[^]{1,${cut}}`, "g")) ?? [];
    const all: unknown[] = [];
    for await (const { key, index, value } of jsonElements("x.json", () =>
      Readable.from(pieces.map((piece) => Buffer.from(piece))),
    ))
      all.push([key, index, value]);
    return all;
  };

  test("of any array are those that JSON.parse gives, wherever the pieces are cut", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 30 }), async (values, cut) => {
        const text = JSON.stringify(values, null, cut % 3).replace(/[^\x00-\x7f]/g, "?");
        const parsed: unknown = JSON.parse(text);
        expect(
          (await elements(text, cut)).map((each) => (Array.isArray(each) ? (each[2] as unknown) : null)),
        ).toEqual(parsed);
      }),
      { numRuns: 200 },
    ));

  test("of the arrays in an object come with their keys, the rest is passed over", async () => {
    const text =
      '\n{"info":{"a":[1,{"b":"]}"}]},"x":[{"k":[1]},2],"n":-1e3,"empty":[],"y":["\\"]"],"z":null}\n';
    expect(await elements(text)).toEqual([
      ["x", 0, { k: [1] }],
      ["x", 1, 2],
      ["y", 0, '"]'],
    ]);
  });

  test.each(["", "[1,2", "[1,,2]", "[1 2]", "[1]]", '{"a":[{]}', "hello", "[1][2]", '["abc'])(
    "%j is refused",
    async (text) => {
      await expect(elements(text)).rejects.toThrow(FormatError);
    },
  );
});

test("pictures by the addresses of labelling tools", () => {
  expect(
    [
      "/data/local-files/?d=images%2Fa%20b.png",
      "/data/upload/3/1a2b3c4d-robin.png",
      "https://example.org/birds/robin.png?size=1",
      "s3://bucket/birds/robin.png",
      "birds/robin.png",
      "/data/local-files/?d=%E0%A4%A.png",
    ].map(pictureOfAddress),
  ).toEqual([
    "images/a b.png",
    "robin.png",
    "birds/robin.png",
    "birds/robin.png",
    "birds/robin.png",
    "%E0%A4%A.png",
  ]);
});

describe("Label Studio", () => {
  /** As its JSON export writes a task. */
  const task = (image: string, annotations: object[], more: object = {}) => ({
    ...{
      id: 1,
      data: { image },
      meta: {},
      created_at: "2026-01-01T10:00:00Z",
      project: 1,
      drafts: [],
      predictions: [],
    },
    annotations,
    ...more,
  });
  const annotation = (by: unknown, choices: string[], more: object = {}) => ({
    ...{ id: 7, completed_by: by, was_cancelled: false, ground_truth: false, lead_time: 1.25 },
    result: [
      { id: "x", type: "choices", from_name: "c", to_name: "i", origin: "manual", value: { choices } },
    ],
    ...more,
  });

  test("a row an annotation, with who and how long; cancelled and empty ones say nothing", async () => {
    expect(
      await rowsOf([
        task("/data/upload/1/1a2b3c4d-a.png", [
          annotation(1, ["cat"]),
          annotation({ id: 2, email: "b@example.org" }, ["dog"], { lead_time: null }),
          annotation(3, ["dog"], { was_cancelled: true }),
          annotation(4, [], { result: [] }),
        ]),
        task("b.png", []),
        task("c.png", [annotation(1, ["cat", "dog"])]),
        task("d.png", [
          annotation(1, [], {
            result: [{ type: "rectanglelabels", value: { x: 1, rectanglelabels: ["cat"] } }],
          }),
          annotation(2, ["dog"]),
          annotation(3, []),
        ]),
        { id: 4 },
      ]),
    ).toEqual({
      columns: ["item", "worker", "label", "ms"],
      cells: [
        ["a.png", "1", "cat", 1250],
        ["a.png", "b@example.org", "dog", null],
        "An annotation has 2 choices; an item has one class.",
        expect.stringContaining("Annotation 1 of the task has no choice"),
        ["d.png", "2", "dog", 1250],
        "This is not a task of Label Studio’s.",
      ],
    });
  });
});

describe("Argilla", () => {
  const record = (id: string, responses: unknown, more: object = {}) => ({
    ...{ id, fields: { image: "data:image/png;base64,AAAA" }, metadata: {}, suggestions: {}, vectors: {} },
    responses,
    ...more,
  });

  test("records of version 2, by question, and of version 1, by person", async () => {
    const two = await rowsOf([
      record("r1", {
        tags: [{ value: ["x"], user_id: "u1" }],
        species: [
          { value: "cat", user_id: "u1" },
          { value: "dog", user_id: "u2" },
          { value: "dog", user_id: "u3", status: "draft" },
        ],
      }),
      record("r2", {}, { metadata: { file_name: "b.png" } }),
      record("r3", { species: [{ value: "dog", user_id: "u1" }] }, { metadata: { file_name: "c.png" } }),
    ]);
    expect(two).toEqual({
      columns: ["item", "worker", "label"],
      cells: [
        ["r1", "u1", "cat"],
        ["r1", "u2", "dog"],
        ["c.png", "u1", "dog"],
      ],
    });
    const one = await rowsOf([
      record(
        "r1",
        [
          { user_id: "u1", status: "submitted", values: { label: { value: "cat" } } },
          { user_id: "u2", status: "discarded", values: { label: { value: "dog" } } },
        ],
        { fields: { image: "https://example.org/pets/a.png" } },
      ),
    ]);
    expect(one.cells).toEqual([["pets/a.png", "u1", "cat"]]);
  });

  test("several questions are columns, whichever comes first and whoever leaves one out", async () => {
    const { columns, cells } = await rowsOf([
      record("r1", { comment: [{ value: "blurred", user_id: "u1" }] }),
      record("r2", {
        comment: [
          { value: "x", user_id: "u1" },
          { value: "y", user_id: "u1" },
        ],
        worker: [
          { value: "dog", user_id: "u2" },
          { value: "cat", user_id: "u1" },
        ],
      }),
    ]);
    expect(columns).toEqual(["item", "worker", "comment", "worker (question)"]);
    expect(cells).toEqual([
      ["r1", "u1", "blurred", null],
      ["r2", "u1", "x", "cat"],
      ["r2", "u1", "y", null],
      ["r2", "u2", null, "dog"],
    ]);
  });
});

test("a JSON array of other objects is a table of their keys", async () => {
  expect(
    await rowsOf([{ file: "a.png", label: "cat" }, { label: "dog", file: "b.png", more: 1 }, 3]),
  ).toEqual({
    columns: ["file", "label"],
    cells: [["a.png", "cat"], expect.stringContaining("more"), expect.any(String)],
  });
});

describe("COCO", () => {
  const coco = {
    info: { year: 2026 },
    images: [1, 2, 3, 4].map((id) => ({ id, file_name: `images/${id}.png`, width: 4, height: 4 })),
    annotations: [
      { id: 1, image_id: 1, category_id: 18, bbox: [0, 0, 1, 1] },
      { id: 2, image_id: 1, category_id: 18, bbox: [1, 1, 1, 1] },
      { id: 3, image_id: 2, category_id: 17 },
      { id: 4, image_id: 3, category_id: 17 },
      { id: 5, image_id: 3, category_id: 18 },
    ],
    categories: [
      { id: 17, name: "cat", supercategory: "animal" },
      { id: 18, name: "dog" },
    ],
  };

  test("an image whose annotations agree has their category", async () => {
    expect(await rowsOf(coco)).toEqual({
      columns: ["item", "label"],
      cells: [
        ["images/1.png", "dog"],
        ["images/2.png", "cat"],
        "The image has annotations of several categories.",
      ],
    });
  });

  test.each([
    [
      "a category that is not there",
      { ...coco, categories: [{ id: 1, name: "cow" }] },
      "Entry 0 of “annotations”",
    ],
    ["no categories", { ...coco, categories: [] }, "no “categories”"],
    [
      "an image without a name",
      { ...coco, images: [{ id: 1 }] },
      "Entry 0 of “images” in “table” lacks “file_name”",
    ],
  ])("%s is refused with the place", async (_, value, why) => {
    expect(await refusalOf(JSON.stringify(value))).toContain(why);
  });

  test("cut short anywhere it is refused, or what came before was all", async () => {
    const text = JSON.stringify(coco);
    for (let at = 30; at < text.length; at += 11)
      await readTable(fileWith(text.slice(0, at))).catch((error: unknown) =>
        expect(error).toBeInstanceOf(FormatError),
      );
  });
});

describe("CIFAR-10H's raw trials", () => {
  // the columns as they are published
  const heading =
    "annotator_id,trial_index,is_attn_check,true_category,subcategory,chosen_category,true_label,chosen_label,correct_guess,cifar10_test_test_idx,image_filename,reaction_time,time_elapsed";
  const trials = [
    heading,
    "0,0,0,cat,x,cat,3,3,1,17,a.png,1423.5,9000",
    "0,1,1,dog,-99999,dog,5,5,1,-99999,b.png,900,9900",
    "7,0,0,cat,x,dog,3,5,0,17,a.png,-1,7000",
  ].join("\n");
  const cells = [
    ["17", "0", "cat", 1423.5],
    ["17", "7", "dog", null],
  ];

  test("who chose what of which test picture, without checks of attention; in a zip too", async () => {
    const zip = join(newFolder(), "cifar10h-raw.zip");
    await writeZip(zip, { "cifar10h-raw.csv": Buffer.from(trials) });
    for (const path of [fileWith(trials), zip]) {
      const table = await openAnyTable(path);
      expect([table.columns, table.part]).toEqual([["item", "worker", "label", "ms"], "test"]);
      const rows: unknown[] = [];
      for await (const row of table.rows) rows.push(row.cells);
      expect(rows).toEqual(cells);
    }
  });

  test("a zip of several tables is refused, unless one is of trials", async () => {
    const folder = newFolder();
    const zip = join(folder, "a.zip");
    await writeZip(zip, { "a.csv": Buffer.from("a,b\n1,2\n"), "b.csv": Buffer.from("a,b\n") });
    await expect(openAnyTable(zip)).rejects.toThrow("2 tables");
    await writeZip(zip, { "a.csv": Buffer.from("a,b\n1,2\n"), "trials.csv": Buffer.from("c,d\n") });
    expect((await openAnyTable(zip)).columns).toEqual(["c", "d"]);
    writeFileSync(zip, "");
  });
});

describe("what a table is taken for", () => {
  const guess = (columns: string[], row: (string | number)[]) =>
    guessTable(columns, [row, row, row], ["airplane", "cat", "dog"], () => false);

  test("crowd-kit's three columns", () => {
    expect(guess(["task", "worker", "label"], ["t1", "w1", "cat"])).toEqual({
      kind: "answers",
      columns: { item: "task", worker: "worker", label: "label", ms: null },
    });
  });

  test("labels without a worker are one worker's", () => {
    expect(guess(["item", "label"], ["a.png", "cat"])).toEqual({
      kind: "answers",
      columns: { item: "item", worker: null, label: "label", ms: null },
    });
  });

  test("of several questions the one whose answers are classes; of two such ones neither", () => {
    const questions = ["comment", "animal", "other"];
    const columns = ["item", "worker", ...questions];
    const label = (row: string[]) =>
      guessTable(columns, [row, row], ["airplane", "cat", "dog"], () => false, questions);
    expect(label(["1", "w", "blurred label", "cat", "none"]).columns.label).toBe("animal");
    expect(label(["1", "w", "cat", "x", "y"]).columns.label).toBe("comment");
    expect(label(["1", "w", "x", "cat", "dog"])).toMatchObject({ kind: "answers", columns: { label: null } });
    expect(label(["1", "w", "x", "y", "z"])).toMatchObject({ kind: "answers", columns: { label: null } });
  });

  test("what was answered, not what is true; by number too", () => {
    const columns = [
      "annotator_id",
      "row",
      "item",
      "true_category",
      "chosen_category",
      "correct_guess",
      "reaction_time",
    ];
    expect(guess(columns, ["p", 0, "a.png", "cat", "dog", 0, 500]).columns).toEqual({
      ...{ item: "item", worker: "annotator_id", label: "chosen_category", ms: "reaction_time" },
    });
    expect(guess(["clean_label", "random_label1"], [0, 2])).toEqual({
      kind: "answers",
      columns: { item: null, worker: null, label: "random_label1", ms: null },
    });
  });
});

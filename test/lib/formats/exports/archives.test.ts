import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { standing } from "#lib/formats/exports/standing.ts";
import type { ExportedItem } from "#lib/formats/exports/dataset.ts";
import type { ExportFormat } from "#lib/formats/exports/format.ts";
import { exportFormats } from "#lib/formats/exports/index.ts";
import { classFolders, pathPart } from "#lib/formats/exports/names.ts";
import { webdataset } from "#lib/formats/exports/webdataset.ts";
import { classes, item, judgment, sourceOf } from "./items.ts";

/** Archives and arrays are read back by Python, which had no hand in them: skipped where there is none. */
const python = (script: string, ...paths: string[]): unknown =>
  JSON.parse(execFileSync("python3", ["-c", script, ...paths], { encoding: "utf8", maxBuffer: 1e8 }));
function has(modules: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${modules}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const withPython = has("zipfile, tarfile, csv");
const withNumpy = withPython && has("numpy");

/** Names that some file system, shell or table takes for something else. */
const odd = [
  ...["a,b.png", "x/🦉 é.png", "y/🦉 é.png", "=1+1.png", `${"long".repeat(60)}.png`, "../../etc/passwd"],
  ...["CON.png", ".", 'quo"te\n.png'],
];
const items: ExportedItem[] = Array.from({ length: 213 }, (_, i) => {
  const label = i % 7 === 0 ? null : (classes[i % 3] ?? null);
  const gold = i % 4 === 0 ? null : (classes[(i + 1) % 3] ?? null);
  return item({
    ...{ item: odd[i] ?? `folder ${i % 3}/${i % 7}.png`, ordinal: 2 * i, gold },
    goldSource: gold === null ? null : "data",
    sha256: i.toString(16).padStart(64, "0"),
    split: i % 5 === 0 ? null : i % 2 === 0 ? "train" : "test",
    machine: i % 6 === 0 ? null : { run: "net", label: classes[(i + 2) % 3] ?? null, confidence: 0.5 },
    team: { label, source: label ? "people" : "none", belief: label ? 0.9 : null, policy: "p", fit: null },
    judgments: Array.from({ length: i % 4 }, (_, k) =>
      judgment({
        ...{ rater: `person-${k}`, raterSource: "person", label: classes[(i + k) % 3] ?? null },
        ...{ responseMs: 500.5 + k, receivedAt: 1_700_000_000_000 + i, current: k !== 2 },
      }),
    ),
  });
});
const numberOf = (name: string | null | undefined): number => classes.indexOf(name ?? "");

let folder = "";
const paths = new Map<string, string>();
async function write(format: ExportFormat): Promise<string[]> {
  const written: string[] = [];
  for (const { name, chunks } of format.files(sourceOf(items))) {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const path = join(folder, `${format.id}-${name}`);
    writeFileSync(path, Buffer.concat(parts));
    written.push(path);
  }
  return written;
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-exports-"));
  for (const format of exportFormats) paths.set(format.id, (await write(format))[0] ?? "");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pathOf = (id: string): string => paths.get(id) ?? "";

describe("Parquet", () => {
  test("hyparquet reads every field back, in groups of 100 rows, and the columns' names for datasets", async () => {
    const file = new Uint8Array(readFileSync(pathOf("parquet"))).buffer;
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([100, 100, 13]);
    const known = metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value ?? "";
    expect(JSON.parse(known)).toMatchObject({
      info: { features: { image: { _type: "Image" }, label: { names: classes, _type: "ClassLabel" } } },
    });
    const rows = await parquetReadObjects({ file, utf8: false });
    expect(rows).toHaveLength(items.length);
    for (const [i, row] of rows.entries()) {
      const of = items[i];
      expect(row).toMatchObject({
        ...{ item: of?.item, sha256: of?.sha256, split: of?.split ?? null, team_source: of?.team.source },
        ...{ team_belief: of?.team.belief, deferred: true, tags: null },
        image: { bytes: new Uint8Array(Buffer.from(of?.sha256 ?? "")) },
      });
    }
  });

  test("DuckDB reads the same: classes, pictures, and every answer in its list", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const read = async (sql: string) =>
      (await connection.runAndReadAll(sql.replace("FILE", `'${pathOf("parquet")}'`))).getRowsJson();
    const rows = await read(
      `select label, gold, ordinal, machine_label, decode(image.bytes), len(answers), answers[1].worker,
         answers[1].label, answers[1].response_ms, epoch_ms(answers[1].received_at) from FILE order by ordinal`,
    );
    const number = (name: string | null | undefined) => (name ? String(numberOf(name)) : null);
    expect(rows).toEqual(
      items.map(({ team, gold, ordinal, machine, sha256, judgments: [first, ...more] }) => [
        ...[number(team.label), number(gold), String(ordinal), number(machine?.label), sha256],
        ...[String(first ? more.length + 1 : 0), first?.rater ?? null, number(first?.label)],
        ...[first?.responseMs ?? null, first ? String(first.receivedAt) : null],
      ]),
    );
    connection.closeSync();
    instance.closeSync();
  });
});

const unzip = `
import csv, io, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
names = archive.namelist()
table = sys.argv[2]
rows = list(csv.DictReader(io.StringIO(archive.read(table).decode(), newline=""))) if table.endswith("csv") else json.loads(archive.read(table))
print(json.dumps({"names": names, "rows": rows, "pictures": {n: archive.read(n).decode() for n in names if n.endswith(".png")}}))`;
const unzipped = z.object({
  names: z.array(z.string()),
  rows: z.unknown(),
  pictures: z.record(z.string(), z.string()),
});

describe.skipIf(!withPython)("archives, read by Python (skipped where there is none)", () => {
  test("image folders: every picture once, under its split and the team's label; the table says which it is", () => {
    const { names, rows, pictures } = unzipped.parse(python(unzip, pathOf("imagefolder"), "labels.csv"));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(items.length + 1);
    const table = z.array(z.record(z.string(), z.string())).parse(rows);
    const folders = classFolders(classes);
    for (const [i, { item: name, team, split, sha256 }] of items.entries()) {
      const row = table[i];
      const path = row?.path ?? "";
      expect(row?.item?.replace(/^'/, "")).toBe(name);
      expect(pictures[path]).toBe(sha256);
      const own = split ?? "unsplit";
      const wanted = team.label === null ? ["undecided", own] : [own, folders[numberOf(team.label)]];
      expect(path.split("/").slice(0, -1)).toEqual(wanted);
    }
  });

  test("COCO: a category, a box over the whole picture, and the picture behind each file name", () => {
    const { rows, pictures } = unzipped.parse(python(unzip, pathOf("coco"), "annotations/instances.json"));
    const { images, annotations, categories } = z
      .object({
        images: z.array(z.looseObject({ id: z.number(), file_name: z.string(), original_name: z.string() })),
        annotations: z.array(z.looseObject({ image_id: z.number(), category_id: z.number() })),
        categories: z.array(z.object({ id: z.number(), name: z.string() })),
      })
      .parse(rows);
    expect(images.map(({ original_name, file_name }) => [original_name, pictures[file_name]])).toEqual(
      items.map(({ item: name, sha256 }) => [name, sha256]),
    );
    expect(images[0]).toMatchObject({ width: 4, height: 3 });
    expect(annotations[0]).toMatchObject({ bbox: [0, 0, 4, 3], area: 12, iscrowd: 0 });
    const nameOf = new Map(categories.map(({ id, name }) => [id, name]));
    expect(annotations.map(({ image_id, category_id }) => [image_id, nameOf.get(category_id)])).toEqual(
      items.flatMap(({ ordinal, team }) => (team.label === null ? [] : [[ordinal + 1, team.label]])),
    );
  });

  test("Label Studio: tasks with everybody's answers and the machine's prediction", () => {
    const { rows, pictures } = unzipped.parse(python(unzip, pathOf("labelstudio"), "tasks.json"));
    const choice = z.array(z.object({ value: z.object({ choices: z.tuple([z.string()]) }) })).length(1);
    const tasks = z
      .array(
        z.object({
          data: z.object({ image: z.string() }),
          meta: z.looseObject({ item: z.string() }),
          annotations: z.array(z.object({ completed_by: z.number(), result: choice })),
          predictions: z.array(z.object({ model_version: z.string(), result: choice })),
        }),
      )
      .parse(rows);
    const choices = (all: { result: z.output<typeof choice> }[]) =>
      all.flatMap(({ result }) => result.flatMap(({ value }) => value.choices));
    expect(
      tasks.map(({ data, meta, annotations, predictions }) => [
        ...[meta.item, pictures[decodeURIComponent(data.image.split("?d=")[1] ?? "")]],
        ...[choices(annotations), choices(predictions)],
      ]),
    ).toEqual(
      items.map((each) => [
        ...[each.item, each.sha256, standing(each).map(({ label }) => label)],
        each.machine ? [each.machine.label] : [],
      ]),
    );
  });

  test("WebDataset: shards of a size, and of each item its picture, class and facts under one key", async () => {
    const shards = await write(webdataset(100_000));
    expect(shards.length).toBeGreaterThan(3);
    const files = z.array(z.tuple([z.string(), z.string()])).parse(
      python(
        `
import json, sys, tarfile
print(json.dumps([(m.name, t.extractfile(m).read().decode()) for p in sys.argv[1:] for t in [tarfile.open(p)] for m in t]))`,
        ...shards,
      ),
    );
    const keyed = (i: number) => String(items[i]?.ordinal).padStart(7, "0");
    for (const [i, each] of items.entries()) {
      expect(files[3 * i]).toEqual([`${keyed(i)}.png`, each.sha256]);
      expect(files[3 * i + 1]).toEqual([`${keyed(i)}.cls`, String(numberOf(each.team.label))]);
      expect(JSON.parse(files[3 * i + 2]?.[1] ?? "")).toEqual(each);
    }
  });
});

test.skipIf(!withNumpy)("NumPy reads labels, counts and shares (skipped where it is not installed)", () => {
  const labels = z.record(z.string(), z.array(z.number().nullable())).parse(
    python(
      `
import json, sys, numpy
z = numpy.load(sys.argv[1])
print(json.dumps({n: [None if x != x else x for x in z[n].tolist()] for n in z.files if not n.endswith("csv")}))`,
      pathOf("noisy"),
    ),
  );
  const kth = (k: number) => items.map((each) => numberOf(standing(each)[k]?.label));
  expect(labels).toMatchObject({
    clean_label: items.map(({ gold }) => numberOf(gold)),
    aggre_label: items.map(({ team }) => numberOf(team.label)),
    machine_label: items.map(({ machine }) => numberOf(machine?.label)),
    ...{ random_label1: kth(0), random_label2: kth(1) },
    milliseconds2: items.map((each) => standing(each)[1]?.responseMs ?? null),
  });
  expect(labels.random_label3).toBeUndefined();

  const { counts, shares, trials } = z
    .object({
      counts: z.array(z.array(z.number())),
      shares: z.array(z.array(z.number().nullable())),
      trials: z.array(z.record(z.string(), z.string())),
    })
    .parse(
      python(
        `
import csv, io, json, sys, zipfile, numpy
z = zipfile.ZipFile(sys.argv[1])
read = lambda n: numpy.lib.format.read_array(io.BytesIO(z.read(n)), allow_pickle=False)
print(json.dumps({"counts": read("counts.npy").tolist(), "shares": [[None if x != x else x for x in r] for r in read("probs.npy").tolist()],
  "trials": list(csv.DictReader(io.StringIO(z.read("trials.csv").decode())))}))`,
        pathOf("counts"),
      ),
    );
  const given = items.map((each) =>
    classes.map((name) => standing(each).filter(({ label }) => label === name).length),
  );
  expect(counts).toEqual(given);
  expect(shares).toEqual(
    given.map((row) => row.map((n) => (row.some((m) => m > 0) ? n / row.reduce((a, b) => a + b) : null))),
  );
  expect(trials).toHaveLength(items.flatMap(standing).length);
  expect(trials[0]).toMatchObject({ annotator_id: "person-0", row: "1", reaction_time: "500.5" });
});

describe("names of files", () => {
  test("any name is one part of a path that every file system takes, and stays so", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 150 }), (name) => {
        const part = pathPart(name);
        expect(part).not.toMatch(/[\\/:*?"<>|\p{Cc}]|^[. ]|[. ]$|^$/u);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(103);
        expect(Buffer.from(part).toString()).toBe(part);
        expect(pathPart(part)).toBe(part);
      }),
      { numRuns: 40 },
    ));

  test("classes have folders of their own, whatever they are called", () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "A", "a/", "a\\", "", ".", "con", "a-2")), (names) => {
        const folders = classFolders(names).map((name) => name.toLowerCase());
        expect(new Set(folders).size).toBe(names.length);
      }),
    ));
});

test("formats have different ids, and names and extensions that fit into a header", () => {
  expect(new Set(exportFormats.map(({ id }) => id)).size).toBe(exportFormats.length);
  for (const { extension, id } of exportFormats) expect(`${id}.${extension}`).toMatch(/^[a-z]+\.[a-z]+$/);
});

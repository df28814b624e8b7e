import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { dataDir } from "#db/data-dir.ts";
import { modelPath } from "#db/machines/checkpoints.ts";
import { imports, judgments, raters, runs } from "#db/schema.ts";
import { tableJob } from "#workers/jobs/table.ts";
import { apiWorld } from "./api-world.ts";
import { jobWaiting } from "./work-off.ts";

const binary = { "content-type": "application/octet-stream" };

/** A column of whole numbers as NumPy's own format has it (version 1.0). */
function npy(values: readonly number[]): Uint8Array {
  const head = `{'descr': '<i8', 'fortran_order': False, 'shape': (${values.length},), }`;
  const length = Math.ceil((10 + head.length + 1) / 64) * 64 - 10;
  const text = Buffer.from(`${head.padEnd(length - 1)}\n`, "latin1");
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  return Buffer.concat([magic, text, Buffer.from(BigInt64Array.from(values, BigInt).buffer)]);
}

const labelStudio = (labels: readonly string[]) =>
  JSON.stringify(
    labels.map((label, i) => ({
      data: { image: `/data/${i}.png` },
      annotations: [
        {
          completed_by: 1,
          result: [{ from_name: "label", to_name: "image", type: "choices", value: { choices: [label] } }],
        },
      ],
    })),
  );

const twelve = Array.from({ length: 12 }, (_, i) => i);

test("a table comes in as a file, is looked at, and imported, in formats of other tools", async () => {
  const { as, db } = await apiWorld();
  const admin = as("admin");
  const send = (name: string, bytes: Uint8Array | string, who = admin) =>
    who("POST", `/projects/world/tables?name=${name}`, {
      raw: new Blob([new Uint8Array(Buffer.from(bytes))]).stream(),
      headers: binary,
    });
  const sent = async (name: string, bytes: Uint8Array | string) => {
    const reply = await send(name, bytes);
    expect(reply.status, name).toBe(201);
    return z.object({ table: z.uuid() }).parse(await reply.json()).table;
  };
  const counts = `file,red,green,blue\n${twelve.map((i) => `${i}.png,1,9,0\n`).join("")}`;
  for (const [name, bytes, kind, chosen] of [
    ["counts.csv", counts, "counts", {}],
    [
      "labels.npy",
      npy(twelve.map((i) => i % 3)),
      "answers",
      { kind: "answers", columns: { label: "table" } },
    ],
    ["tasks.json", labelStudio(twelve.map(() => "blue")), "answers", {}],
  ] as const) {
    const at = `/projects/world/tables/${await sent(name, bytes)}`;
    const body = { name, ...chosen };
    const seen = await admin("POST", `${at}/preview`, { body });
    expect([seen.status, await seen.json()], name).toMatchObject([200, { kind, good: 12, refusal: null }]);
    expect(
      (await as("admin")("POST", `${at}/import`, { body: { ...body, onProblem: "never" } })).status,
    ).toBe(422);
    expect((await admin("POST", `${at}/import`, { body })).status, name).toBe(202);
    await jobWaiting(db, tableJob);
    const row = db.select().from(imports).all().at(-1);
    expect([row?.state, row?.labelsAdded], name).toEqual(["finished", 12]);
    expect((await admin("POST", `${at}/import`, { body })).status, name).toBe(404); // it has gone
  }
  const said = (name: string) =>
    db
      .select({ label: judgments.label })
      .from(judgments)
      .innerJoin(raters, eq(raters.id, judgments.raterId))
      .where(eq(raters.name, name))
      .all()
      .map(({ label }) => label);
  expect(said("labels.npy")).toEqual(twelve.map((i) => i % 3));

  // what is none, what is somebody else's, and what is not wanted any more
  expect((await send("labels.parquet", `PAR1${"\0".repeat(200)}PAR1`)).status).toBe(422);
  expect((await send("counts.csv", counts, as("researcher"))).status).toBe(403);
  const table = await sent("counts.csv", "file,red,green\nnobody.png,1,2\n");
  const refused = await admin("POST", `/projects/world/tables/${table}/import`, { body: { name: "x" } });
  expect(refused.status).toBe(422);
  const at = `/projects/world/tables/${table}`;
  expect((await admin("DELETE", at)).status).toBe(204);
  expect([
    (await admin("DELETE", at)).status,
    (await admin("POST", `${at}/preview`, { body: { name: "x" } })).status,
  ]).toEqual([404, 404]);
  expect(db.select().from(imports).all()).toHaveLength(3);
}, 60_000);

test("the model of a finished machine is taken, with its card, by admins of the project", async () => {
  const { as, db, database } = await apiWorld();
  const run = db.select().from(runs).get()?.id ?? 0;
  const at = `/projects/world/runs/${run}`;
  const get = (path: string, method = "GET") => as("admin")(method, `${at}${path}`);
  expect((await get("/model")).status).toBe(404);
  db.update(runs).set({ origin: null, state: "finished" }).run();
  const file = modelPath(dataDir(database.folder), run);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "an ONNX file");
  const model = await get("/model");
  expect([model.status, model.headers.get("content-length"), await model.text()]).toEqual([
    ...[200, "12", "an ONNX file"],
  ]);
  const head = await get("/model", "HEAD");
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "12", ""]);
  const card = await get("/model-card");
  expect(card.headers.get("content-type")).toContain("text/markdown");
  expect(await card.text()).toContain(`world-run-${run}.onnx`);
  expect((await as("researcher")("GET", `${at}/model`)).status).toBe(403);
}, 60_000);

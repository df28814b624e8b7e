import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { projects } from "#db/schema.ts";
import { png } from "../lib/formats/files.ts";
import { type Ask, finishedExport, takenExport } from "../../e2e/exported.ts";
import { zipFile } from "./importing.ts";
import { hostileServer, type Visitor } from "./server.ts";

const server = hostileServer();
const formulas = ["=1+1", "+1", "-1", "@sum(1)", "\t=1", "\r=1"];
const tag = "<img src=x onerror=alert(1)>";

/** A project whose items, columns and classes are formulas and tags, straight into the running server's data. */
async function hostileProject(slug: string): Promise<void> {
  const { tandem } = server();
  const dir = dataDir(tandem.data);
  const database = openDatabase(dir.database);
  const names = [...formulas.slice(0, 4), tag];
  const entries = await Promise.all(
    names.map(async (name, i) => ({ name: `${name}/${i}.png`, data: await png(i) })),
  );
  const request = { project: { slug, name: tag }, images: zipFile(entries) };
  const { state } = await importDataset(database.db, dir, request, { now: () => 1 });
  database.close();
  expect(state).toBe("finished");
}

const ask =
  (visitor: Visitor): Ask =>
  async (method, path, body) => {
    const reply = await (method === "GET" ? visitor.fetch(path) : visitor.send(path, body));
    return { status: reply.status, text: await reply.text() };
  };
const taken = (slug: string, format: string) => takenExport(ask(server().admin), slug, { format });

test("29 cells that a spreadsheet would take for a formula are guarded in CSV, and as they are in JSONL", async () => {
  await hostileProject("formulas");
  const rows = parse<Record<string, string>>(await taken("formulas", "csv"), { columns: true });
  expect(rows).toHaveLength(5);
  for (const row of rows) for (const cell of [row.item, row.gold]) expect(cell).toMatch(/^('[=+\-@]|<img)/);
  const lines = (await taken("formulas", "jsonl")).trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { gold: string }).gold).sort()).toEqual(
    [...formulas.slice(0, 4), tag].sort(),
  );
});

test("14 and 5 in pages: names and classes are text, never markup", async () => {
  await hostileProject("markup");
  const { admin } = server();
  for (const path of [
    "/admin",
    "/admin/projects/markup/data",
    "/admin/projects/markup",
    "/research/markup",
  ]) {
    const html = await (await admin.fetch(path)).text();
    expect(html, path).not.toContain("<img src=x");
  }
});

test("30 header injection in a file name: it is made of the short name's letters only; a download that was cut off goes on", async () => {
  await hostileProject("injected");
  const { admin } = server();
  const [file] = await finishedExport(ask(admin), "injected", { format: "imagefolder" });
  if (!file) throw new Error("no file");
  const reply = await admin.fetch(file.address);
  expect(reply.headers.get("content-disposition")).toBe(`attachment; filename="injected.zip"`);
  const tag = reply.headers.get("etag");
  expect([tag, reply.headers.get("content-length"), reply.headers.get("content-encoding")]).toEqual([
    ...[`"${file.sha256}"`, String(file.bytes), null],
  ]);
  const whole = Buffer.from(await reply.arrayBuffer());
  expect(createHash("sha256").update(whole).digest("hex")).toBe(file.sha256);
  const part = (range: string, more: Record<string, string> = {}, method = "GET") =>
    admin.fetch(file.address, { method, headers: { range, ...more } });
  for (const [range, start, end] of [
    ["bytes=0-0", 0, 1],
    ["bytes=100-", 100, whole.length],
    ["bytes=-7", whole.length - 7, whole.length],
    [`bytes=5-${whole.length + 10}`, 5, whole.length],
  ] as const) {
    const got = await part(range, { "if-range": tag ?? "" });
    expect([got.status, got.headers.get("content-range")]).toEqual([
      ...[206, `bytes ${start}-${end - 1}/${whole.length}`],
    ]);
    expect(Buffer.from(await got.arrayBuffer()).equals(whole.subarray(start, end))).toBe(true);
  }
  // another file than the one that was begun, several parts, nonsense: all of it; nothing there: said so
  for (const [range, more] of [
    ["bytes=5-", { "if-range": '"another"' }],
    ["bytes=0-1,5-6", {}],
    ["bytes=9-5", {}],
    ["lines=1-2", {}],
  ] as const) {
    const got = await part(range, more);
    expect([got.status, (await got.arrayBuffer()).byteLength], range).toEqual([200, whole.length]);
  }
  expect((await part(`bytes=${whole.length}-`)).status).toBe(416);
  expect((await part("bytes=-0")).status).toBe(416);
  expect((await part("bytes=3-", {}, "HEAD")).status).toBe(206);
  expect((await admin.fetch(file.address, { headers: { "if-none-match": tag ?? "" } })).status).toBe(304);
  for (const odd of ["injected%0d%0aSet-Cookie:%20a=b", 'injected";x="y'])
    expect((await admin.send(`/api/export/${odd}`, { format: "csv" })).status).toBe(404);
});

test("31 an export of a project that is not there for the person, or with names that are not for them", async () => {
  await hostileProject("closed");
  const { researcher, annotator, nobody, admin, tandem } = server();
  const csv = { format: "csv" };
  for (const [visitor, body, status] of [
    [nobody, csv, 401],
    [annotator, csv, 403],
    [researcher, { ...csv, names: true }, 403],
    [researcher, { ...csv, items: [] }, 409],
    [researcher, { ...csv, items: Array.from({ length: 5001 }, (_, i) => i + 1) }, 400],
  ] as const)
    expect((await visitor.send("/api/export/closed", body)).status).toBe(status);
  const [named] = await finishedExport(ask(admin), "closed", { ...csv, names: true });
  const [mine] = await finishedExport(ask(researcher), "closed", csv);
  const theirs = named?.address.replace(/\/[^/]+$/, "") ?? "";
  for (const address of [theirs, named?.address ?? ""])
    expect((await researcher.fetch(address)).status).toBe(404);
  expect((await researcher.fetch(theirs, { method: "DELETE" })).status).toBe(404);
  const page = await (await researcher.fetch("/research/closed/exports")).text();
  expect([page.includes(mine?.address ?? "-"), page.includes(theirs)]).toEqual([true, false]);
  const [others] = await finishedExport(ask(admin), "closed", csv);
  const another = others?.address.replace(/\/[^/]+$/, "") ?? "";
  expect((await researcher.fetch(others?.address ?? "")).status).toBe(200);
  expect((await researcher.fetch(another, { method: "DELETE" })).status).toBe(403);
  expect((await admin.fetch(another, { method: "DELETE" })).status).toBe(204);
  expect((await admin.fetch(another, { method: "DELETE" })).status).toBe(409);
  expect((await researcher.fetch(others?.address ?? "")).status).toBe(404);
  const database = openDatabase(dataDir(tandem.data).database);
  write(database.db, (tx) =>
    tx.update(projects).set({ archivedAt: 5 }).where(eq(projects.slug, "closed")).run(),
  );
  database.close();
  expect((await admin.send("/api/export/closed", csv)).status).toBe(404);
  expect((await admin.fetch(mine?.address ?? "")).status).toBe(404);
});

test("32 no export is guessed: only files that its row names, of the project of the address", async () => {
  const { admin } = server();
  const [file] = await finishedExport(ask(admin), "formulas", { format: "crowd" });
  const address = file?.address ?? "";
  expect((await admin.fetch(address)).status).toBe(200);
  const folder = address.replace(/\/[^/]+$/, "");
  for (const odd of [
    address.replace("/formulas/", "/markup/"),
    ...[
      `${folder}/formulas.zip`,
      `${folder}/..%2f..%2ftandem.db`,
      `${folder}/%2e%2e%2fsecret`,
      `${folder}/%00`,
    ],
    ...["/api/export/formulas/0/x", "/api/export/formulas/1e3", "/api/export/formulas/..%2f1"],
  ])
    expect((await admin.fetch(odd)).status, odd).toBe(404);
  for (const body of [
    {},
    { format: "../../tandem.db" },
    { format: "csv", only: 5 },
    { format: "csv", items: ["1"] },
  ])
    expect((await admin.send("/api/export/formulas", body)).status).toBe(400);
});

import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { projects } from "#db/schema.ts";
import { png } from "../lib/formats/files.ts";
import { zipFile } from "./importing.ts";
import { hostileServer } from "./server.ts";

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

const exported = (path: string) => server().admin.fetch(`/api/export/${path}`);

test("29 cells that a spreadsheet would take for a formula are guarded in CSV, and as they are in JSONL", async () => {
  await hostileProject("formulas");
  const rows = parse<Record<string, string>>(await (await exported("formulas?format=csv")).text(), {
    columns: true,
  });
  expect(rows).toHaveLength(5);
  for (const row of rows) for (const cell of [row.item, row.gold]) expect(cell).toMatch(/^('[=+\-@]|<img)/);
  const lines = (await (await exported("formulas?format=jsonl")).text()).trimEnd().split("\n");
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

test("30 header injection in a file name: it is made of the short name's letters only", async () => {
  await hostileProject("injected");
  for (const format of ["csv", "jsonl"]) {
    const reply = await exported(`injected?format=${format}`);
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename="injected.${format}"`);
    expect(reply.headers.get("content-type")?.match(/charset/g)).toHaveLength(1);
    await reply.body?.cancel();
  }
  for (const odd of ["injected%0d%0aSet-Cookie:%20a=b?format=csv", 'injected";x="y?format=csv'])
    expect((await exported(odd)).status).toBe(404);
});

test("31 an export of a project that is not there for the person", async () => {
  await hostileProject("closed");
  const { researcher, annotator, nobody, tandem } = server();
  for (const [visitor, status] of [
    [nobody, 401],
    [annotator, 403],
    [researcher, 403],
  ] as const)
    expect((await visitor.fetch("/api/export/closed?format=csv")).status).toBe(status);
  const database = openDatabase(dataDir(tandem.data).database);
  write(database.db, (tx) =>
    tx.update(projects).set({ archivedAt: 5 }).where(eq(projects.slug, "closed")).run(),
  );
  database.close();
  expect((await exported("closed?format=csv")).status).toBe(404);
});

test("32 there is no export to guess: each is made when it is asked for, and checked", async () => {
  for (const [path, status] of [
    ["1?format=csv", 404],
    ["formulas", 400],
    ["formulas?format=../../tandem.db", 400],
    ["..%2f..%2ftandem.db?format=csv", 404],
  ] as const)
    expect((await exported(path)).status).toBe(status);
});

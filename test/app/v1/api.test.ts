import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { dir } from "#app/_server/database.ts";
import {
  apiReplies,
  changes,
  datasetExports,
  imports,
  items,
  judgments,
  members,
  projects,
  raters,
  runs,
} from "#db/schema.ts";
import { apiWorld } from "./api-world.ts";
import { jobWaiting } from "./work-off.ts";
import { png } from "../../lib/formats/files.ts";
import { rawZip } from "../../lib/formats/raw-zip.ts";
import { importJob } from "#workers/jobs/import.ts";
import { tableJob } from "#workers/jobs/table.ts";

const page = z.object({ data: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });

test("a project is read and changed by parts; what is left out stays", async () => {
  const { as, project, db } = await apiWorld();
  const admin = as("admin");
  const reply = await admin("PATCH", "/projects/world", { body: { eta: 0.75, name: "Birds" } });
  expect(await reply.json()).toMatchObject({ project: "world", eta: 0.75, name: "Birds", overlap: 1 });
  expect(project()).toMatchObject({ eta: 0.75, name: "Birds", leaseSeconds: 600 });
  for (const body of [{}, { eta: 2 }, { slug: "x" }, { overlap: 0 }])
    expect((await admin("PATCH", "/projects/world", { body })).status).toBe(422);
  expect(db.select().from(projects).where(eq(projects.slug, "world")).get()?.overlap).toBe(1);
  expect(await (await as("annotator")("GET", "/projects")).json()).toMatchObject({
    data: [{ project: "world", role: "annotator", asked: true }],
  });
});

test("items by the browser's filters, one by one, and nothing for a filter that cannot be read", async () => {
  const { as, itemIds } = await apiWorld();
  const researcher = as("researcher");
  const list = async (query: string) =>
    page.parse(await (await researcher("GET", `/projects/world/items?${query}`)).json());
  expect((await list("")).data).toHaveLength(12);
  expect((await list("said=gold:0&said=run-1:right")).data.map(({ gold }) => gold)).toEqual([0, 0, 0, 0]);
  expect((await list("confidence=0.8-1&split=test")).data).toHaveLength(6);
  expect(await (await researcher("GET", "/projects/world/item-count?confidence=0.8-1")).json()).toEqual({
    n: 6,
    complete: true,
  });
  for (const query of ["said=gold", "confidence=2-1", "colour=red", "sort=x", "name=a&name=b"])
    expect((await researcher("GET", `/projects/world/items?${query}`)).status, query).toBe(422);
  const one = await researcher("GET", `/projects/world/items/${itemIds[3]}`);
  expect(await one.json()).toMatchObject({
    id: itemIds[3],
    name: "3.png",
    gold: 0,
    said: [],
  });
  expect((await researcher("GET", "/projects/world/items/999")).status).toBe(404);
}, 60_000);

test("changes of items wait for their job, by number or by filter", async () => {
  const { as, itemIds, db } = await apiWorld();
  const change = { kind: "tag", value: "doubtful" };
  const send = (body: unknown) => as("admin")("POST", "/projects/world/changes", { body });
  expect((await send({ change, items: itemIds.slice(0, 2) })).status).toBe(202);
  expect((await send({ change, filter: "said=gold:1" })).status).toBe(202);
  for (const body of [
    { change },
    { change, items: [], filter: "" },
    { change, filter: "said=x" },
    { change: { kind: "aside" }, items: [1] },
  ])
    expect((await send(body)).status, JSON.stringify(body)).toBe(422);
  expect(db.select().from(changes).all()).toMatchObject([
    { kind: "tag", value: "doubtful", chosen: itemIds.slice(0, 2) },
    { search: "said=gold%3A1", chosen: null },
  ]);
});

test("judgments by pages: each once, in their order, and what comes later after the last", async () => {
  const { as, itemIds, db, project } = await apiWorld();
  const rater = db
    .insert(raters)
    .values({ projectId: project().id, kind: "human", source: "column", name: "h" })
    .returning()
    .get();
  const add = (itemId: number) =>
    db
      .insert(judgments)
      .values({
        projectId: project().id,
        itemId,
        raterId: rater.id,
        outcome: "label",
        label: 1,
        receivedAt: 5,
      })
      .run();
  itemIds.slice(0, 7).forEach(add);
  const researcher = as("researcher");
  const seen: unknown[] = [];
  let cursor = "";
  for (let pages = 0; pages < 10; pages++) {
    const reply = await researcher(
      "GET",
      `/projects/world/judgments?limit=3${cursor && `&cursor=${cursor}`}`,
    );
    const { data, next } = page.parse(await reply.json());
    expect(data.length).toBeLessThanOrEqual(3);
    seen.push(...data.map(({ itemId }) => itemId));
    if (next === null) break;
    cursor = next;
  }
  expect(seen).toEqual(itemIds.slice(0, 7));
  const [first] = page.parse(await (await researcher("GET", "/projects/world/judgments")).json()).data;
  expect(first).toMatchObject({ rater: `column-${rater.id}`, label: 1, outcome: "label" });
  expect(Object.keys(first ?? {})).not.toContain("leaseId");
});

const lines = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const problemSchema = z.object({ detail: z.string() });
const ndjson = { "content-type": "application/x-ndjson" };

test("predictions and labels come in as lines, become what an import makes of them, and come out again", async () => {
  const { as, db, project } = await apiWorld();
  const admin = as("admin");
  const probabilities = { red: 0.5, green: 0.25, blue: 0.25 };
  const rows = Array.from({ length: 12 }, (_, i) => ({ item: `${i}.png`, probabilities }));
  const sent = await admin("POST", "/projects/world/predictions?name=vit", {
    // of unannounced length
    raw: new Blob([lines(rows)]).stream(),
    headers: ndjson,
  });
  expect(sent.status).toBe(202);
  const begun = z.object({ import: z.int() }).parse(await sent.json());
  await jobWaiting(db, tableJob);
  const run = db.select().from(runs).where(eq(runs.origin, "vit.jsonl")).get();
  expect(run).toMatchObject({ state: "finished", predictedItems: 12 });
  const researcher = as("researcher");
  const out = await researcher("GET", `/projects/world/runs/${run?.id}/predictions`);
  const read = (await out.text())
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(read).toHaveLength(12);
  expect(read[4]).toMatchObject({ item: "4.png", probabilities: [0.5, 0.25, 0.25] });
  expect(await (await admin("GET", `/projects/world/imports/${begun.import}`)).json()).toMatchObject({
    import: { state: "finished", labelsAdded: 12, problems: 0 },
    problems: { data: [], next: null },
  });

  const answers = lines([
    { item: "0.png", worker: "w1", label: "red", ms: 900 },
    { item: "1.png", worker: "w2", label: "blue", ms: 800 },
  ]);
  const labels = await admin("POST", "/projects/world/judgments?name=crowd", {
    raw: answers,
    headers: ndjson,
  });
  expect(labels.status).toBe(202);
  await jobWaiting(db, tableJob);
  expect(db.select().from(judgments).where(eq(judgments.projectId, project().id)).all()).toMatchObject([
    { label: 0, responseMs: 900 },
    { label: 2, responseMs: 800 },
  ]);
}, 60_000);

test("a project is made from pictures that were sent, and asks where a choice looks wrong", async () => {
  const { as, db } = await apiWorld();
  const admin = as("admin");
  const zip = rawZip(
    await Promise.all(
      ["robin", "wren"].flatMap((bird, k) =>
        [0, 1].map(async (i) => ({ name: `${bird}/${i}.png`, data: await png(10 * k + i) })),
      ),
    ),
  );
  const upload = (body: Uint8Array<ArrayBuffer>, query: string) =>
    admin("POST", `/uploads?${query}`, {
      raw: new Blob([body]).stream(),
      headers: { "content-type": "application/octet-stream" },
    });
  expect((await upload(new Uint8Array([1, 2, 3]), "kind=images&name=a.zip")).status).toBe(422);
  expect((await upload(new Uint8Array(), "kind=labels&name=a.csv")).status).toBe(422);
  const half = await upload(new Uint8Array(zip.subarray(0, 100)), "kind=images&name=my birds.zip");
  expect(problemSchema.parse(await half.json()).detail).toMatch(
    /“my birds\.zip” .*at byte 100, within “robin\/0\.png”/,
  );
  const twice = await upload(new TextEncoder().encode("file,a,a\n1,2,3\n"), "kind=labels&name=my.csv");
  expect(problemSchema.parse(await twice.json()).detail).toContain("“my.csv” are called “a”");
  expect(readdirSync(dir().uploads)).toEqual([]);
  const sent = await upload(new Uint8Array(zip), "kind=images&name=birds.zip");
  expect(sent.status).toBe(201);
  const { upload: images } = z.object({ upload: z.string() }).parse(await sent.json());
  const start = (project: object, more: object = {}) =>
    admin("POST", "/imports", { body: { project, images, ...more } });
  expect((await start({ project: "birds" })).status).toBe(422);
  expect((await start({ project: "birds", name: "Birds" }, { classes: ["a", "a"] })).status).toBe(422);
  expect((await start({ project: "birds", name: "Birds" }, { labels: randomUUID() })).status).toBe(404);
  const preview = (body: object) => admin("POST", "/import-previews", { body });
  expect(await (await preview({ images })).json()).toMatchObject({
    ...{ rows: 4, matched: 4, refusal: null },
    classes: { count: 2, first: ["robin", "wren"] },
  });
  expect((await preview({ images: randomUUID() })).status).toBe(404);
  expect((await preview({ images, classes: ["a", "a"] })).status).toBe(422);
  expect((await admin("GET", "/projects/birds")).status).toBe(404); // nothing is stored
  const begun = await start({ project: "birds", name: "Birds" });
  expect(begun.status).toBe(202);
  const { import: id } = z.object({ import: z.int() }).parse(await begun.json());
  expect((await admin("DELETE", `/uploads/${images}`)).status).toBe(404); // an import is using it
  await jobWaiting(db, importJob);
  expect(await (await admin("GET", `/imports/${id}`)).json()).toMatchObject({
    state: "finished",
    itemsAdded: 4,
  });
  expect(await (await admin("GET", "/projects/birds")).json()).toMatchObject({
    name: "Birds",
    classes: ["robin", "wren"],
  });
  expect((await as("researcher")("GET", `/imports/${id}`)).status).toBe(403);
}, 60_000);

test("lines that cannot be used are refused, and nothing is left of them", async () => {
  const { as, db } = await apiWorld();
  const admin = as("admin");
  const send = (raw: string, query = "name=vit", headers: Record<string, string> = ndjson) =>
    admin("POST", `/projects/world/predictions?${query}`, { raw, headers });
  const good = lines([{ item: "0.png", probabilities: { red: 1, green: 0, blue: 0 } }]);
  for (const [raw, query, headers, status] of [
    ["", undefined, undefined, 422],
    ["\u0000\u0001", undefined, undefined, 422],
    ["{", undefined, undefined, 422],
    [lines([{ item: "no.png", probabilities: { red: 1, green: 0, blue: 0 } }]), undefined, undefined, 422],
    [lines([{ item: "0.png", probabilities: { red: 7 } }]), undefined, undefined, 422],
    [good, "", undefined, 422],
    [good, undefined, { "content-type": "application/json" }, 415],
  ] as const) {
    const refused = await send(raw, query, headers);
    expect(refused.status, raw.slice(0, 40)).toBe(status);
    // the sender never called it so
    expect(problemSchema.parse(await refused.json()).detail).not.toContain("table”");
  }
  expect(db.select().from(imports).all()).toEqual([]);
  expect(readdirSync(dir().uploads)).toEqual([]);
  expect((await send(good)).status).toBe(202);
  const [folder = ""] = readdirSync(dir().uploads);
  expect(readFileSync(join(dir().uploads, folder, "table"), "utf8")).toBe(good);
}, 60_000);

test("a field of a line that means nothing is a problem of the line, and never passed over", async () => {
  const { as, db } = await apiWorld();
  const admin = as("admin");
  const probabilities = { red: 0.99, green: 0.003, blue: 0.003 };
  const answer = { item: "0.png", label: "red", worker: "w1" };
  const bad: [string, object, object, string][] = [
    ["predictions", { item: "0.png", probabilities }, { blu: 0.004 }, "blu"],
    ["predictions", { item: "0.png", probabilities }, { Red: 0 }, "Red"],
    [
      "predictions",
      { item: "0.png", probabilities },
      { probabilities: { red: 0.9, green: 0.05, bleu: 0.05 } },
      "bleu",
    ],
    ["predictions", { item: "0.png", probabilities }, { comment: "x" }, "comment"],
    ["judgments", answer, { wroker: "w2" }, "wroker"],
    ["judgments", { ...answer, worker: "w3" }, { meta: { gold: 1 } }, "gold"],
  ];
  for (const [kind, good, field, name] of bad) {
    const raw = lines([good, { ...good, item: "1.png", ...field }, { ...good, item: "2.png" }]);
    const begun = await admin("POST", `/projects/world/${kind}?name=a-${name}&onProblem=skip`, {
      raw,
      headers: ndjson,
    });
    expect(begun.status).toBe(202);
    await jobWaiting(db, tableJob);
    const { import: id } = z.object({ import: z.int() }).parse(await begun.json());
    const found = z
      .object({
        import: z.object({ state: z.string(), labelsAdded: z.int() }),
        problems: z.object({ data: z.array(z.object({ row: z.int(), reason: z.string() })) }),
      })
      .parse(await (await admin("GET", `/projects/world/imports/${id}`)).json());
    expect([found.import.state, found.problems.data.map(({ row }) => row)]).toEqual(["finished", [2]]);
    expect(found.import.labelsAdded).toBe(2);
    expect(found.problems.data[0]?.reason).toContain(`“${name}”`);
    const all = lines([{ ...good, ...field }]);
    expect(
      (await admin("POST", `/projects/world/${kind}?name=b`, { raw: all, headers: ndjson })).status,
    ).toBe(422);
  }
}, 60_000);

test("the same request again with its key is done once; another with it is refused", async () => {
  const { as, db, token, client, itemIds } = await apiWorld();
  const mine = client(token("admin"));
  const body = { change: { kind: "tag", value: "a" }, items: itemIds };
  const headers = { "idempotency-key": "k-1" };
  const first = await mine("POST", "/projects/world/changes", { body, headers });
  const again = await mine("POST", "/projects/world/changes", { body, headers });
  expect([first.status, again.status]).toEqual([202, 202]);
  expect(await again.text()).toBe(await first.text());
  expect([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")]).toEqual([
    null,
    "true",
  ]);
  const other = { ...body, change: { kind: "tag", value: "b" } };
  expect((await mine("POST", "/projects/world/changes", { body: other, headers })).status).toBe(422);
  // what was refused may be corrected under the same key, and a key is one token's own
  const bad = { body: { ...body, items: [] }, headers: { "idempotency-key": "k-2" } };
  expect((await mine("POST", "/projects/world/changes", bad)).status).toBe(422);
  const good = { body, headers: { "idempotency-key": "k-2" } };
  expect((await mine("POST", "/projects/world/changes", good)).status).toBe(202);
  expect((await as("admin")("POST", "/projects/world/changes", { body, headers })).status).toBe(202);
  expect(db.select().from(changes).all()).toHaveLength(3);
  const long = { body, headers: { "idempotency-key": "x".repeat(256) } };
  expect((await mine("POST", "/projects/world/changes", long)).status).toBe(400);
  const at = await Promise.all(
    Array.from({ length: 8 }, () =>
      mine("POST", "/projects/world/changes", { body, headers: { "idempotency-key": "k-3" } }),
    ),
  );
  expect(new Set(at.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
  expect(db.select().from(changes).all()).toHaveLength(4);
});

test("a body that streams counts for its key, too: the same is answered alike, another is refused and read into nothing", async () => {
  const { db, token, client } = await apiWorld();
  const rows = [0, 1, 2].map((i) => ({ item: `${i}.png`, worker: "w", label: "red" }));
  const mine = client(token("admin"));
  const send = (raw: string | ReadableStream, path = "/projects/world/judgments?name=a") =>
    mine("POST", path, { raw, headers: { ...ndjson, "idempotency-key": "s-1" } });
  const all = lines(rows);
  const first = await send(all);
  const again = await send(new Blob([all]).stream());
  expect([first.status, again.status, again.headers.get("idempotency-replayed")]).toEqual([202, 202, "true"]);
  expect(await again.text()).toBe(await first.text());
  for (const other of [lines(rows.slice(1)), `${all}\n`, all.slice(0, -1), "{}"])
    expect((await send(other)).status).toBe(422);
  expect((await send(all, "/projects/world/judgments?name=b")).status).toBe(422);
  expect(db.select().from(imports).all()).toHaveLength(1);
  // what was refused frees its key for a corrected body
  const corrected = (raw: string) =>
    mine("POST", "/projects/world/judgments?name=c", {
      raw,
      headers: { ...ndjson, "idempotency-key": "s-2" },
    });
  expect((await corrected("{}\n")).status).toBe(422);
  expect((await corrected(all)).status).toBe(202);
  expect(db.select().from(imports).all()).toHaveLength(2);
});

test("an answer that is as it was is not sent again, and HEAD has none", async () => {
  const { as } = await apiWorld();
  const researcher = as("researcher");
  const first = await researcher("GET", "/projects/world");
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^".+"$/);
  const again = await researcher("GET", "/projects/world", { headers: { "if-none-match": etag } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const weakened = { headers: { "if-none-match": `"other", W/${etag}` } };
  expect((await researcher("GET", "/projects/world", weakened)).status).toBe(304);
  const head = await researcher("HEAD", "/projects/world");
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
  const doc = await fetch(first.url.replace("/projects/world", "/openapi.json"));
  expect([doc.status, z.object({ openapi: z.string() }).parse(await doc.json()).openapi]).toEqual([
    200,
    "3.1.0",
  ]);
  const html = await fetch(first.url.replace("/projects/world", ""));
  expect(html.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("a training is asked for, cancelled, and refused where it makes no sense", async () => {
  const { as, db, project, itemIds } = await apiWorld();
  const admin = as("admin");
  const [column] = db.select().from(raters).where(eq(raters.source, "column")).all();
  for (const itemId of itemIds) {
    db.update(items)
      .set({ split: itemId % 2 ? "train" : "test" })
      .where(eq(items.id, itemId))
      .run();
    db.insert(judgments)
      .values({
        projectId: project().id,
        itemId,
        raterId: column?.id ?? 0,
        outcome: "label",
        label: 1,
        receivedAt: 1,
      })
      .run();
  }
  const sources: unknown = await (await admin("GET", "/projects/world/label-sources")).json();
  expect(sources).toMatchObject({ data: [{ labels: `rater-${column?.id}` }] });
  const start = (body: object) => admin("POST", "/projects/world/runs", { body });
  const labels = `rater-${column?.id}`;
  const begun = await start({ labels, epochs: 2 });
  expect(begun.status).toBe(202);
  const { id } = z.object({ id: z.int() }).parse(await begun.json());
  expect((await admin("POST", `/projects/world/runs/${id}/cancel`)).status).toBe(204);
  expect((await admin("POST", `/projects/world/runs/${id}/cancel`)).status).toBe(409);
  expect((await admin("POST", `/projects/world/runs/${id}/activate`)).status).toBe(409);
  expect((await start({ labels: "rater-999" })).status).toBe(422);
  expect((await start({ labels, method: "magic" })).status).toBe(409);
  const listed = z.object({ data: z.array(z.object({ id: z.int(), state: z.string() })) });
  expect(listed.parse(await (await admin("GET", "/projects/world/runs")).json()).data).toMatchObject([
    { id, state: "cancelled" },
    { state: "finished" },
  ]);
}, 60_000);

test("an export is asked for, seen by whom it may, and ended; names are for admins", async () => {
  const { as } = await apiWorld();
  const ask = (role: "researcher" | "admin", body: object) =>
    as(role)("POST", "/projects/world/exports", { body });
  const asked = await ask("researcher", { format: "csv" });
  expect(asked.status).toBe(202);
  const { id } = z.object({ id: z.int() }).parse(await asked.json());
  expect((await ask("researcher", { format: "csv", names: true })).status).toBe(403);
  const named = z
    .object({ id: z.int() })
    .parse(await (await ask("admin", { format: "csv", names: true })).json());
  expect((await as("researcher")("GET", `/projects/world/exports/${named.id}`)).status).toBe(404);
  expect((await as("researcher")("DELETE", `/projects/world/exports/${named.id}`)).status).toBe(404);
  expect((await as("researcher")("GET", `/projects/world/exports/${id}/files/x.csv`)).status).toBe(404);
  expect((await as("researcher")("DELETE", `/projects/world/exports/${id}`)).status).toBe(204);
  expect((await ask("researcher", { format: "none" })).status).toBe(422);
});

test("a filter that is not understood as a whole changes and exports nothing, and is named", async () => {
  const { as, db } = await apiWorld();
  const odd = [
    "nope=1",
    "spilt=test",
    "split=zzz",
    "said=x",
    "limit=5",
    "#",
    "tag=a&tag=b",
    "split=",
    "down=0",
  ];
  for (const filter of odd) {
    const change = { kind: "tag", value: "x" };
    for (const [path, body, place] of [
      ["changes", { change, filter }, "body.filter"],
      ["exports", { format: "csv", only: filter }, "body.only"],
    ] as const) {
      const refused = await as("admin")("POST", `/projects/world/${path}`, { body });
      expect(refused.status, filter).toBe(422);
      const { errors } = z
        .object({ errors: z.array(z.object({ path: z.string(), detail: z.string() })) })
        .parse(await refused.json());
      expect(errors[0]?.path).toBe(place);
      expect(errors[0]?.detail).toContain(filter.split(/[=&]/)[0]);
    }
  }
  expect([db.select().from(changes).all(), db.select().from(datasetExports).all()]).toEqual([[], []]);
  for (const only of ["", "split=test&said=gold:1&said=team:wrong", "tag=a&sort=name&down=1"])
    expect(
      (await as("researcher")("POST", "/projects/world/exports", { body: { format: "csv", only } })).status,
    ).toBe(202);
});

test("people and members, by admins; the last admin stays one", async () => {
  const { as, people, db, project } = await apiWorld();
  const admin = as("admin");
  const made = await admin("POST", "/people", { body: { name: "Cleo", role: "researcher" } });
  expect(made.status).toBe(201);
  const { person, link } = z
    .object({ person: z.object({ id: z.int(), name: z.string() }), link: z.string() })
    .parse(await made.json());
  expect([person.name, link.startsWith("/password/")]).toEqual(["cleo", true]);
  expect((await admin("POST", "/people", { body: { name: "cleo" } })).status).toBe(409);
  // what is shown once is kept for no key
  const keyed = { body: { name: "dora" }, headers: { "idempotency-key": "k" } };
  const once = z.object({ link: z.string() }).parse(await (await admin("POST", "/people", keyed)).json());
  expect(JSON.stringify(db.select().from(apiReplies).all())).not.toContain(once.link);
  expect((await admin("POST", "/people", keyed)).status).toBe(409);
  const locked = await admin("PATCH", `/people/${person.id}`, { body: { locked: true } });
  expect(await locked.json()).toMatchObject({ locked: true });
  expect((await admin("PATCH", `/people/${people.admin.id}`, { body: { role: "annotator" } })).status).toBe(
    409,
  );
  const put = await admin("PUT", `/projects/world/members/${people.annotator.id}`, {
    body: { role: "researcher" },
  });
  expect(await put.json()).toMatchObject({ given: "researcher", role: "researcher" });
  expect((await as("annotator")("GET", "/projects/world")).status).toBe(200);
  expect((await admin("DELETE", `/projects/world/members/${people.annotator.id}`)).status).toBe(204);
  expect((await as("annotator")("GET", "/projects/world")).status).toBe(403);
  expect(db.select().from(members).where(eq(members.projectId, project().id)).all()).toEqual([]);
});

test("the team's numbers are those of the watch page", async () => {
  const { as } = await apiWorld();
  expect(await (await as("researcher")("GET", "/projects/world/team")).json()).toMatchObject({
    evaluated: 12,
    machine: { right: 12, n: 12, value: 1 },
    queue: { routed: 12, deferred: 6 },
  });
}, 60_000);

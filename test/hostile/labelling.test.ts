import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { inDatabase } from "../../e2e/wait.ts";
import { items, judgments, leases as leaseRows, projects } from "#db/schema.ts";
import { birds, everyCount, leases, secretName, stranger, submit } from "./birds.ts";
import { hostileServer, makePerson, password, signIn } from "./server.ts";

const server = hostileServer();
beforeAll(async () => birds(server().tandem, "birds", 60), 60_000);

const judged = (lease: string) =>
  inDatabase(server().tandem, (db) => db.select().from(judgments).where(eq(judgments.leaseId, lease)).all());

test("44 blindness: nothing that an annotator's browser gets says what the picture is", async () => {
  const { annotator, tandem } = server();
  const [lease = ""] = await leases(annotator, "birds", 1);
  const hashes = inDatabase(tandem, (db) => db.$client.prepare("select hash from images").pluck().all());
  const blind = (text: string, where: string) => {
    expect(text, where).not.toContain(secretName);
    expect(text, where).not.toMatch(/gold|prediction|confidence/i);
    for (const hash of hashes) expect(text.includes(String(hash)), where).toBe(false);
  };
  const page = await annotator.fetch("/annotate/birds");
  const html = await page.text();
  blind(html, "page");
  blind(await (await annotator.fetch("/annotate/birds", { headers: { rsc: "1" } })).text(), "RSC payload");
  const grid = await annotator.fetch("/annotate/birds/grid");
  expect(grid.status).toBe(200);
  blind(await grid.text(), "grid");
  const tasks = await annotator.send("/api/tasks", { project: "birds", held: [], want: 3, today: 0 });
  blind(await tasks.text(), "tasks");
  const picture = await annotator.fetch(`/api/images/${lease}?project=birds`);
  expect(picture.status).toBe(200);
  blind(JSON.stringify([...picture.headers]), "picture's headers");
  expect(picture.headers.get("etag")).toBeNull();
  blind(Buffer.from(await picture.arrayBuffer()).toString("latin1"), "picture");
  const scripts = [...new Set(html.match(/\/_next\/static\/[^"'\\ ]+\.js/g))];
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) {
    const map = await annotator.fetch(`${script}.map`);
    await map.body?.cancel();
    expect(map.status, script).toBe(404);
  }
});

test("34 of another's lease: no picture, no answer, no undo; of an item's number: no picture for an annotator", async () => {
  const { annotator, researcher } = server();
  const [lease = ""] = await leases(researcher, "birds", 1);
  expect((await annotator.fetch(`/api/images/${lease}?project=birds`)).status).toBe(404);
  expect((await annotator.fetch("/api/images/1?project=birds")).status).toBe(404);
  expect((await submit(annotator, "birds", lease)).status).toBe(409);
  expect((await submit(researcher, "birds", lease)).status).toBe(200);
  const undo = await annotator.send("/api/tasks/undo", { project: "birds", leases: [lease], today: 0 });
  expect(undo.status).toBe(409);
  expect(judged(lease)).toHaveLength(1);
});

test("45 times that cannot be: refused when they are no times, marked when they do not fit the server's", async () => {
  const { annotator } = server();
  const [lease = "", other = "", third = ""] = await leases(annotator, "birds", 3);
  for (const responseMs of [-1, 1e12, null, "500", Number.NaN])
    expect((await submit(annotator, "birds", lease, { responseMs })).status, String(responseMs)).toBe(400);
  expect(judged(lease)).toEqual([]);
  // longer ago than the lease
  for (const [one, time] of [
    [lease, { responseMs: 50_000, visibleMs: 50_000 }],
    [other, { responseMs: 300, visibleMs: 99_999 }],
  ] as const) {
    expect((await submit(annotator, "birds", one, time)).status).toBe(200);
    expect(judged(one)[0]).toMatchObject({ quality: "implausible", ...time });
  }
  expect((await submit(annotator, "birds", third, { responseMs: 5, visibleMs: 5 })).status).toBe(200);
  expect(judged(third)[0]?.quality).toBe("anticipation");
});

test("46 a replayed answer is one row, whatever it says the second time", async () => {
  const { annotator } = server();
  const [lease = ""] = await leases(annotator, "birds", 1);
  const replies = await Promise.all(
    [0, 1, 0, 1].map((label) => submit(annotator, "birds", lease, { label })),
  );
  const told = await Promise.all(replies.map(async (one) => (await one.json()) as { accepted: unknown }));
  expect(told.filter(({ accepted }) => JSON.stringify(accepted).includes("saved"))).toHaveLength(1);
  expect(judged(lease)).toHaveLength(1);
});

test("47 without a lease nothing is saved; after its end the answer is kept, and marked late", async () => {
  const { annotator, tandem } = server();
  expect((await submit(annotator, "birds", stranger())).status).toBe(409);
  expect((await submit(annotator, "birds", "none")).status).toBe(400);
  const [lease = ""] = await leases(annotator, "birds", 1);
  inDatabase(tandem, (db) =>
    db
      .update(leaseRows)
      .set({ expiresAt: Date.now() - 1000 })
      .where(eq(leaseRows.id, lease))
      .run(),
  );
  expect((await submit(annotator, "birds", lease)).status).toBe(200);
  expect(judged(lease)[0]).toMatchObject({ late: true });
});

test("48 a label outside the classes is refused", async () => {
  const { annotator } = server();
  const [lease = ""] = await leases(annotator, "birds", 1);
  for (const label of [2, -1, 0.5, "robin", null])
    expect([400, 409], String(label)).toContain((await submit(annotator, "birds", lease, { label })).status);
  expect(judged(lease)).toEqual([]);
});

test("51 a bot is told to wait, and when it may come again; others are not held up", async () => {
  const { researcher, admin } = server();
  const replies = await Promise.all(
    Array.from({ length: 300 }, () => submit(researcher, "birds", stranger())),
  );
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(replies.every(({ status }) => status === 429 || status === 409)).toBe(true);
  expect(await leases(admin, "birds", 1)).toHaveLength(1);
});

test("54 a project archived in the middle of labelling takes no more answers and shows no more pictures", async () => {
  const { annotator, tandem } = server();
  await birds(tandem, "closing", 4);
  const [lease = ""] = await leases(annotator, "closing", 1);
  inDatabase(tandem, (db) =>
    db.update(projects).set({ archivedAt: Date.now() }).where(eq(projects.slug, "closing")).run(),
  );
  expect((await submit(annotator, "closing", lease)).status).toBe(404);
  expect((await annotator.fetch(`/api/images/${lease}?project=closing`)).status).toBe(404);
  expect(judged(lease)).toEqual([]);
});

test("45 94 answers in a few seconds, each said to have taken 650 ms: few of them are believed", async () => {
  const { annotator, tandem } = server();
  await birds(tandem, "hasty", 100);
  const given: string[] = [];
  while (given.length < 94) {
    const held = await leases(annotator, "hasty", 20);
    for (const lease of held.slice(0, 94 - given.length)) {
      const { status } = await submit(annotator, "hasty", lease, { responseMs: 650, visibleMs: 650 });
      if (status === 200) given.push(lease);
      else expect(status).toBe(429);
    }
  }
  const believed = given.filter((lease) => judged(lease)[0]?.quality === "ok");
  const [first, last] = [given[0] ?? "", given.at(-1) ?? ""].map(
    (lease) => judged(lease)[0]?.receivedAt ?? 0,
  );
  // as many as fit into the time it took, and two seconds for clocks and network
  expect(believed.length).toBeLessThanOrEqual(((last ?? 0) - (first ?? 0) + 2650) / 650 + 1);
});

test("52 a hundred requests at once: no picture is held by two people; 53 of two answers to the last picture both are kept, and one is late", async () => {
  const { annotator, researcher, admin, tandem } = server();
  await birds(tandem, "rush", 30);
  const all = await Promise.all(
    Array.from({ length: 99 }, (_, i) => leases([annotator, researcher, admin][i % 3] ?? admin, "rush", 12)),
  );
  const distinct = [...new Set(all.flat())];
  const items = inDatabase(tandem, (db) =>
    db
      .select()
      .from(leaseRows)
      .all()
      .filter(({ id }) => distinct.includes(id))
      .map(({ itemId }) => itemId),
  );
  expect(new Set(items).size).toBe(items.length);

  await birds(tandem, "last", 2);
  const [mine = ""] = await leases(annotator, "last", 2);
  expect(await leases(researcher, "last", 1)).toEqual([]);
  inDatabase(tandem, (db) =>
    db
      .update(leaseRows)
      .set({ expiresAt: Date.now() - 1 })
      .where(eq(leaseRows.id, mine))
      .run(),
  );
  const [theirs = ""] = await leases(researcher, "last", 1);
  const statuses = await Promise.all([submit(annotator, "last", mine), submit(researcher, "last", theirs)]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  expect([judged(mine)[0]?.late, judged(theirs)[0]?.late]).toEqual([true, false]);
});

test("55 η and the run are changed while leases are open: the answers count, and the queue follows at once", async () => {
  const { annotator, admin, tandem } = server();
  await birds(tandem, "moved", 6);
  const [lease = ""] = await leases(annotator, "moved", 1);
  inDatabase(tandem, (db) => db.update(projects).set({ eta: 0.05 }).where(eq(projects.slug, "moved")).run());
  expect(await leases(admin, "moved", 6)).toEqual([]); // nothing is unsure enough any more
  expect((await submit(annotator, "moved", lease)).status).toBe(200);
  inDatabase(tandem, (db) => db.update(projects).set({ eta: 0.6 }).where(eq(projects.slug, "moved")).run());
  expect(await leases(admin, "moved", 6)).toHaveLength(5);
  expect(judged(lease)[0]).toMatchObject({ late: false, eta: 0.6 });
});

test("44 a check in an annotator's traffic is a task as any: fields, headers, counters, undo, skip", async () => {
  const { tandem } = server();
  await birds(tandem, "checked", 60);
  // Somebody of their own: on a quick machine the tests before have used up what an annotator may answer at a time.
  await makePerson(tandem, "checked", "annotator");
  const annotator = await signIn(tandem, "checked", password);
  inDatabase(tandem, (db) => {
    const { id } = db.select().from(projects).where(eq(projects.slug, "checked")).get() ?? { id: -1 };
    db.update(items).set({ gold: 1 }).where(eq(items.projectId, id)).run();
    const checks = { checkRate: 0.2, checkSeed: 4711 };
    db.update(projects).set(checks).where(eq(projects.id, id)).run();
  });
  const seen = new Map<boolean, Set<string>>([
    [true, new Set()],
    [false, new Set()],
  ]);
  const ask = async (path: string, body: object) => {
    const reply = await annotator.send(path, { project: "checked", today: 0, ...body });
    return {
      status: reply.status,
      headers: [...reply.headers.keys()].sort(),
      said: (await reply.json()) as unknown,
    };
  };
  const progress = z.object({ progress: z.object({ today: z.number(), all: z.number(), left: z.number() }) });
  let last: z.output<typeof progress>["progress"] | null = null;
  for (let turn = 0; turn < 24; turn++) {
    const got = await ask("/api/tasks", { held: [], want: 1 });
    const lease = z.object({ tasks: z.tuple([z.object({ lease: z.uuid() })]) }).parse(got.said)
      .tasks[0].lease;
    const row = inDatabase(tandem, (db) => db.select().from(leaseRows).where(eq(leaseRows.id, lease)).get());
    const picture = await annotator.fetch(`/api/images/${lease}?project=checked`);
    await picture.body?.cancel();
    const skipped = await ask("/api/tasks", {
      held: [],
      want: 0,
      done: { lease, outcome: "skip", visibleMs: 5 },
    });
    const back = await ask("/api/tasks/undo", { leases: [lease] });
    const [task] = z.object({ tasks: z.array(z.object({ lease: z.uuid() })) }).parse(back.said).tasks;
    const again = task?.lease ?? "";
    const answered = await submit(annotator, "checked", again, { held: [] });
    const told = (await answered.json()) as unknown;
    const { progress: now } = progress.parse(told);
    const step = last && [now.today - last.today, now.all - last.all, now.left - last.left];
    const all = JSON.stringify([
      ...[got, skipped, back, told, step, answered.status, picture.status],
      ...[[...answered.headers.keys()].sort(), [...picture.headers.keys()].sort()],
    ]);
    // All that may differ: under which numbers it is held, and how far one has come.
    const shape = all
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
      .replaceAll(/"(today|all|left)":\d+/g, '"$1":n');
    if (last) seen.get(row?.forCheck === true)?.add(shape);
    last = now;
  }
  expect(seen.get(false)?.size).toBe(1);
  expect([...(seen.get(true) ?? [])]).toEqual([...(seen.get(false) ?? [])]);
});

test("73 no GET changes anything; an export is noted, and nothing else", async () => {
  const { admin, tandem } = server();
  const before = everyCount(tandem);
  const paths = ["/annotate", "/annotate/birds", "/research", "/research/birds", "/admin", "/admin/audit"];
  const deeper = [
    "/admin/people",
    "/admin/projects/birds",
    "/admin/projects/birds/runs",
    "/api/live?project=birds",
  ];
  for (const path of [
    ...paths,
    ...deeper,
    "/api/projects/birds/team",
    "/api/health",
    "/api/images/1?project=birds",
  ]) {
    const answer = await admin.fetch(path);
    expect(answer.status, path).toBe(200);
    await answer.body?.cancel();
  }
  expect(everyCount(tandem)).toEqual(before);
  const asked = await admin.send("/api/export/birds", { format: "csv" });
  expect(asked.status).toBe(202);
  const { audit_log = 0, exports = 0 } = before;
  expect(everyCount(tandem)).toEqual({ ...before, audit_log: audit_log + 1, exports: exports + 1 });
});

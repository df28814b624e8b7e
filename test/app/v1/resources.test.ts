import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { carryAsides } from "#app/_server/asides.ts";
import { asides, auditLog, items, judgments, projects, raters, webhooks } from "#db/schema.ts";
import { sections } from "#lib/study/index.ts";
import { apiWorld } from "./api-world.ts";
import { routeBy } from "../../db/world.ts";

/** People's answers: the first two items are at odds. */
async function labelled() {
  const world = await apiWorld();
  const { db, itemIds, project } = world;
  const projectId = project().id;
  const persons = world.annotators.map(({ id: userId, name }) =>
    db.insert(raters).values({ projectId, kind: "human", source: "person", name, userId }).returning().get(),
  );
  const say = (rater: number, item: number, label: number) =>
    db
      .insert(judgments)
      .values({
        ...{ projectId, itemId: itemIds[item] ?? 0, raterId: persons[rater]?.id ?? 0 },
        ...{ outcome: "label", label, receivedAt: 1000 + item },
      })
      .run();
  for (const item of [0, 1, 2, 3]) {
    say(0, item, item % 3);
    say(1, item, item < 2 ? 2 : item % 3);
  }
  routeBy(db, projectId, {}); // which counts the answers
  return { ...world, projectId, persons, admin: world.as("admin"), researcher: world.as("researcher") };
}

test("what people differ on is decided, becomes gold where that is wanted, and can be taken back", async () => {
  const { admin, db, itemIds } = await labelled();
  const disputes = z.object({
    open: z.int(),
    decided: z.int(),
    data: z.array(z.object({ itemId: z.int() })),
  });
  const waiting = async () =>
    disputes.parse(await (await admin("GET", "/projects/world/disputes?limit=1")).json());
  expect(await waiting()).toMatchObject({ open: 2, decided: 0, data: [{ itemId: itemIds[0] }] });
  const item = itemIds[0] ?? 0;
  db.update(items).set({ gold: null }).where(eq(items.id, item)).run();
  const gold = () => db.select().from(items).where(eq(items.id, item)).get()?.gold;
  const path = `/projects/world/items/${item}/decision`;
  const decide = (body: object) => admin("PUT", path, { body });
  for (const body of [{}, { label: -1 }, { label: "red" }, { label: 1, gold: "yes" }])
    expect((await decide(body)).status, JSON.stringify(body)).toBe(422);
  expect((await decide({ label: 3 })).status).toBe(422);
  expect(await (await decide({ label: 1, gold: true })).json()).toEqual({ gold: "set" });
  expect(gold()).toBe(1);
  expect(await (await admin("GET", "/projects/world/decisions")).json()).toMatchObject({
    data: [{ itemId: item, label: 1, gold: true, by: "admin", answers: 2 }],
  });
  expect(await waiting()).toMatchObject({ open: 1, decided: 1 });
  expect(await (await admin("DELETE", path)).json()).toEqual({ gold: "removed" });
  expect([gold(), (await admin("DELETE", path)).status]).toEqual([null, 409]);
}, 60_000);

test("a person's answers are set aside and taken back; nobody else's are", async () => {
  const { admin, db, persons } = await labelled();
  const [one, other] = persons.map(({ id }) => `person-${id}`);
  const stand = () =>
    z
      .array(z.object({ raterId: z.int() }))
      .parse(db.$client.prepare("select raterId from current_judgments").all())
      .map(({ raterId }) => `person-${raterId}`);
  const begun = await admin("POST", "/projects/world/asides", { body: { rater: one, why: "asleep" } });
  expect(begun.status).toBe(202);
  const { id } = z.object({ id: z.int() }).parse(await begun.json());
  await carryAsides();
  expect(stand()).toEqual(Array<string | undefined>(4).fill(other));
  expect(await (await admin("GET", `/projects/world/asides?rater=${one}`)).json()).toMatchObject({
    data: [{ id, state: "set", answers: 4, why: "asleep", since: null }],
  });
  expect((await admin("DELETE", `/projects/world/asides/${id}`)).status).toBe(202);
  await carryAsides();
  expect(stand().filter((rater) => rater === one)).toHaveLength(4);
  expect(db.select().from(asides).get()?.state).toBe("back");
  for (const rater of ["person-999", "column-1", "7"])
    expect((await admin("POST", "/projects/world/asides", { body: { rater } })).status, rater).not.toBe(202);
}, 60_000);

test("policy, aim, end and ways of working are those of the pages", async () => {
  const { admin, researcher, db, projectId } = await labelled();
  const row = () => db.select().from(projects).where(eq(projects.id, projectId)).get();
  const send = async (method: string, path: string, body?: object) =>
    (await admin(method, `/projects/world${path}`, body ? { body } : {})).status;
  expect(await (await researcher("GET", "/projects/world/policies")).json()).toMatchObject({
    inForce: row()?.policy,
    fitting: [],
  });
  expect(await send("PUT", "/policy", { policy: "majority" })).toBe(202);
  expect(row()?.policy).toBe("majority");
  expect(await send("PUT", "/policy", { policy: "coin" })).toBe(422);
  expect(await send("PUT", "/aim", { aim: { kind: "accuracy", accuracy: 0.9 } })).toBe(204);
  expect(row()?.aimAccuracy).toBe(0.9);
  expect(await send("PUT", "/aim", { aim: { kind: "accuracy", accuracy: 90 } })).toBe(422);
  expect(await send("PUT", "/aim", { aim: null })).toBe(204);
  expect(row()?.aimAccuracy).toBeNull();
  expect([await send("POST", "/close"), await send("POST", "/close")]).toEqual([204, 409]);
  expect(row()?.closedBecause).toBe("hand");
  expect([await send("POST", "/open"), await send("POST", "/open")]).toEqual([204, 409]);
  expect(await send("PUT", "/paused", { paused: true })).toBe(204);
  expect(row()?.pausedAt).not.toBeNull();
  const limits = { personLimit: 5, personDayLimit: null, dayZone: "UTC", gridAllowed: false };
  expect(await send("PUT", "/limits", limits)).toBe(204);
  expect(await send("PUT", "/limits", { ...limits, dayZone: "Mars" })).toBe(422);
  expect(await send("PUT", "/checks", { checkRate: 0.1, checkBar: null })).toBe(204);
  const practice = { practiceItems: 5, practicePass: 0.8, practiceTries: null, practiceAll: true };
  expect(await send("PUT", "/practice", { practice })).toBe(204);
  expect(await send("PUT", "/practice", { practice: { ...practice, practiceItems: 50 } })).toBe(409);
  expect(await send("PUT", "/renewal", { renewAfter: 100, renewShare: null, renewMargin: 0.01 })).toBe(204);
  expect(await send("PUT", "/renewal", { renewAfter: 100, renewShare: 0.1, renewMargin: null })).toBe(422);
  expect(row()).toMatchObject({
    personLimit: 5,
    gridAllowed: false,
    checkRate: 0.1,
    practiceItems: 5,
    renewAfter: 100,
  });
}, 60_000);

test("the study as numbers, machines beside each other, and pages of items as long as one likes", async () => {
  const { researcher, project } = await labelled();
  const get = async (path: string): Promise<unknown> =>
    (await researcher("GET", `/projects/world${path}`)).json();
  const overview = z.object({
    sections: z.array(z.object({ id: z.string(), settings: z.array(z.string()) })),
  });
  expect(overview.parse(await get("/study")).sections.map(({ id }) => id)).toEqual(
    sections.map(({ id }) => id),
  );
  const block = z.object({
    id: z.string(),
    table: z.object({ columns: z.array(z.unknown()), rows: z.array(z.array(z.unknown())) }).nullable(),
    missing: z.object({ need: z.string() }).nullable(),
  });
  const accuracy = z.object({ data: z.array(block) }).parse(await get("/study/accuracy?seed=7"));
  expect(accuracy.data.length).toBeGreaterThan(0);
  for (const { table, missing } of accuracy.data) {
    expect([table === null, missing === null]).toContain(true);
    for (const cells of table?.rows ?? []) expect(cells).toHaveLength(table?.columns.length ?? 0);
  }
  const run = project().activeRunId ?? 0;
  expect(await get(`/comparison?run=${run}&run=${run}`)).toMatchObject({
    items: 12,
    machines: [{ run }, { run, difference: { value: 0 }, verdict: "too few" }],
  });
  expect(await get(`/runs/${run}/queue-change`)).toMatchObject({ newlyAsked: 0, noLongerAsked: 0 });
  for (const path of ["/comparison?run=1", "/comparison?run=1&run=x", "/study/none", "/items?limit=501"])
    expect((await researcher("GET", `/projects/world${path}`)).status, path).toBe(422);
  expect((await researcher("GET", `/projects/world/runs/${run}/comparison?against=999`)).status).toBe(404);
  const page = z.object({ data: z.array(z.object({ id: z.int() })), next: z.string().nullable() });
  const seen: number[] = [];
  for (let query = "limit=5"; ;) {
    const { data, next } = page.parse(await get(`/items?${query}`));
    expect(data.length).toBeLessThanOrEqual(5);
    seen.push(...data.map(({ id }) => id));
    if (next === null) break;
    query = `limit=5&cursor=${encodeURIComponent(next)}`;
  }
  expect([seen.length, new Set(seen).size]).toEqual([12, 12]);
}, 90_000);

test("a panel is asked for and cancelled; machines are renamed and deleted; encoders are listed", async () => {
  const { admin, db, projectId, itemIds, researcher } = await labelled();
  for (const [i, id] of itemIds.entries())
    db.update(items)
      .set({ split: i % 2 ? "train" : "test" })
      .where(eq(items.id, id))
      .run();
  const [column] = db.select().from(raters).where(eq(raters.source, "column")).all();
  for (const itemId of itemIds)
    db.insert(judgments)
      .values({ projectId, itemId, raterId: column?.id ?? 0, outcome: "label", label: 1, receivedAt: 1 })
      .run();
  const labels = [`rater-${column?.id}`];
  const start = (body: object) => admin("POST", "/projects/world/panels", { body });
  const begun = await start({ methods: ["ce", "gce"], labels, epochs: 2 });
  const { panel, runs } = z.object({ panel: z.int(), runs: z.array(z.int()) }).parse(await begun.json());
  expect([begun.status, runs.length]).toEqual([202, 2]);
  expect((await start({ methods: ["ce"], labels: ["rater-999"] })).status).toBe(422);
  expect((await start({ methods: ["magic"], labels })).status).toBe(409);
  expect(await (await researcher("GET", "/projects/world/panels")).json()).toMatchObject({
    data: [{ panel, runs }],
  });
  const cancelled = await admin("POST", `/projects/world/panels/${panel}/cancel`);
  expect(await cancelled.json()).toEqual({ cancelled: 2 });
  const at = `/projects/world/runs/${runs[0]}`;
  expect((await admin("PATCH", at, { body: { name: "first", note: "of two" } })).status).toBe(204);
  expect(await (await researcher("GET", at)).json()).toMatchObject({
    name: "first",
    note: "of two",
    state: "cancelled",
  });
  expect([(await admin("DELETE", at)).status, (await admin("GET", at)).status]).toEqual([204, 404]);
  expect(await (await researcher("GET", "/projects/world/features")).json()).toEqual({
    data: [],
    next: null,
  });
  expect(await (await admin("GET", "/encoders")).json()).toEqual({ data: [], next: null });
  expect((await admin("PUT", "/projects/world/features/1")).status).toBe(404);
}, 60_000);

test("a webhook's secret is shown once; its messages say what became of them", async () => {
  const { admin, db, other, client, token } = await labelled();
  const body = { url: "https://example.org/hook", types: ["run.finished"] };
  const mine = client(token("admin"));
  const headers = { "idempotency-key": "h" };
  const made = await mine("POST", "/projects/world/webhooks", { body, headers });
  const { id, secret } = z.object({ id: z.int(), secret: z.string() }).parse(await made.json());
  expect([made.status, secret.slice(0, 6)]).toEqual([201, "whsec_"]);
  const again = await mine("POST", "/projects/world/webhooks", { body, headers });
  expect([again.status, (await again.text()).includes(secret)]).toEqual([409, false]);
  for (const url of ["http://example.org/", "https://10.0.0.1/", "https://localhost@example.org", "x"])
    expect((await admin("POST", "/projects/world/webhooks", { body: { ...body, url } })).status, url).toBe(
      422,
    );
  const list = await (await admin("GET", "/projects/world/webhooks")).text();
  expect(list).not.toContain(secret);
  expect(JSON.parse(list)).toMatchObject({ data: [{ id, ...body, stopped: false }] });
  const at = `/projects/world/webhooks/${id}`;
  expect((await admin("POST", `${at}/test`)).status).toBe(202);
  expect((await admin("POST", `${at}/test`)).status).toBe(409);
  expect(await (await admin("GET", `${at}/messages`)).json()).toMatchObject({
    data: [{ type: "webhook.test", attempts: 0, status: null, deliveredAt: null }],
  });
  // of another project it is not there
  const there = `/projects/${other.slug}/webhooks/${id}`;
  for (const [method, path] of [
    ["DELETE", there],
    ["POST", `${there}/test`],
    ["POST", `${there}/resume`],
    ["GET", `${there}/messages`],
  ] as const)
    expect((await admin(method, path)).status, path).toBe(404);
  expect((await admin("DELETE", at)).status).toBe(204);
  expect(db.select().from(webhooks).all()).toEqual([]);
  expect(JSON.stringify(db.select().from(auditLog).all())).not.toContain(secret);
});

import { expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { judgments, looks, raters } from "#db/schema.ts";
import { storageKinds } from "#lib/storage.ts";
import { routeBy } from "../../db/world.ts";
import { apiWorld } from "./api-world.ts";

async function asked() {
  const world = await apiWorld();
  const { as } = world;
  const get = async (path: string, role: "admin" | "researcher" = "researcher") => {
    const reply = await as(role)("GET", path);
    const value: unknown = reply.ok ? await reply.json() : null;
    return { status: reply.status, value };
  };
  return { ...world, get };
}

test("a person's work is that of their page; a column has none", async () => {
  const { db, get, project, annotators, itemIds } = await asked();
  const projectId = project().id;
  const [anna] = annotators;
  const rater = db
    .insert(raters)
    .values({ projectId, kind: "human", source: "person", name: "anna", userId: anna?.id ?? 0 })
    .returning()
    .get();
  for (const [i, itemId] of itemIds.slice(0, 5).entries())
    db.insert(judgments)
      .values({
        ...{ projectId, itemId, raterId: rater.id },
        outcome: "label",
        label: 1,
        receivedAt: 1000 + i,
      })
      .run();
  routeBy(db, projectId, {}); // which counts the answers
  expect(await get(`/projects/world/raters/person-${rater.id}`)).toMatchObject({
    status: 200,
    value: { raterId: rater.id, answers: 5, standing: 5, from: 1000, to: 1004, drifts: { speed: null } },
  });
  for (const none of ["person-999", `column-${rater.id}`, `${rater.id}`, "gold"])
    expect((await get(`/projects/world/raters/${none}`)).status, none).toBe(404);
}, 60_000);

test("history, forecast and expected time are those of the pages", async () => {
  const { as, db, get, project } = await asked();
  const { id: projectId, activeRunId } = project();
  const look = { projectId, at: 5, cursor: 1, answers: 3, policy: "threshold", eta: 0.5, machine: 0.75 };
  db.insert(looks)
    .values({ ...look, runId: activeRunId ?? 0 })
    .run();
  expect((await get("/projects/world/history")).value).toMatchObject({
    data: [{ at: 5, answers: 3, machine: 0.75, evidence: null, policy: "threshold" }],
    next: null,
  });
  routeBy(db, projectId, {});
  const { value } = await get("/projects/world/forecast");
  const forecast = z.object({
    forecast: z.object({ routed: z.literal(12), fromHere: z.array(z.object({ eta: z.number() })) }),
  });
  expect(forecast.parse(value).forecast.fromHere.map(({ eta }) => eta)).toEqual(
    expect.arrayContaining([0, 0.5, 1]),
  );
  db.insert(raters).values({ projectId, kind: "human", source: "column", name: "c" }).run();
  const [source] = z
    .object({ data: z.array(z.object({ labels: z.string() })) })
    .parse((await get("/projects/world/label-sources")).value).data;
  const time = { methods: ["ce"], backbones: ["quick"], features: null, epochs: 5, folds: 1 };
  const ask = (body: object) => as("admin")("POST", "/projects/world/expected-time", { body });
  const reply = await ask({ ...time, labels: [source?.labels] });
  expect([reply.status, await reply.json()]).toMatchObject([200, { expected: null }]);
  expect((await ask({ ...time, labels: ["rater-999"] })).status).toBe(422);
  expect((await ask({ ...time, labels: [source?.labels], more: 1 })).status).toBe(422);
}, 60_000);

test("who did what is told to admins, narrowed as on the pages; how Tandem does, too", async () => {
  const { as, db, get, people, project } = await asked();
  const { id: projectId } = project();
  const day = Date.UTC(2026, 10, 20, 12);
  const by = people.researcher.id;
  recordAuditEntry(db, { userId: by, action: "run.rename", projectId, detail: { name: "x" } }, day);
  recordAuditEntry(db, { userId: people.admin.id, action: "review.decide", projectId }, day + 86_400_000);
  recordAuditEntry(db, { userId: by, action: "sign-in" }, day);
  const of = async (path: string) =>
    z
      .object({ data: z.array(z.object({ action: z.string() })) })
      .parse((await get(path, "admin")).value)
      .data.map(({ action }) => action);
  expect(await of("/projects/world/activity")).toEqual(["review.decide", "run.rename"]);
  expect(await of("/projects/world/activity?kind=machine")).toEqual(["run.rename"]);
  expect(await of(`/projects/world/activity?person=${people.admin.id}`)).toEqual(["review.decide"]);
  expect(await of("/projects/world/activity?day=2026-11-20&zone=UTC")).toEqual(["run.rename"]);
  expect(await of(`/audit?person=${by}`)).toEqual(["sign-in", "run.rename"]);
  expect(await of(`/audit?person=${by}&kind=sign-in`)).toEqual(["sign-in"]);
  expect((await get("/projects/world/activity?day=2026-11-20&zone=Mars", "admin")).status).toBe(422);
  for (const path of ["/projects/world/activity", "/audit", "/system", "/storage"])
    expect((await get(path)).status, path).toBe(403);
  expect((await get("/system", "admin")).value).toMatchObject({ workers: [], reasons: ["no-worker"] });
  const { kinds } = z
    .object({ kinds: z.partialRecord(z.enum(storageKinds), z.object({ bytes: z.number() })) })
    .parse((await get("/storage", "admin")).value);
  expect(kinds.database?.bytes).toBeGreaterThan(0);
  // a number is written with its digits, once; without a body the fields have their defaults
  const sentence = async (path: string) =>
    z.object({ detail: z.string() }).parse(await (await as("admin")("GET", path)).json()).detail;
  expect(await sentence("/projects/world/items/48.0")).toContain("digits");
  expect(await sentence("/people?limit=1&limit=2")).toContain("once");
  expect((await as("admin")("POST", "/invitations")).status).not.toBe(415);
  expect(db.select().from(looks).where(eq(looks.projectId, projectId)).all()).toEqual([]);
}, 60_000);

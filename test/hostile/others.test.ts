import { setTimeout as sleep } from "node:timers/promises";
import { desc, eq } from "drizzle-orm";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { inDatabase } from "../../e2e/wait.ts";
import { projects, runs, sessions, users } from "#db/schema.ts";
import { png } from "../lib/formats/files.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { birds, leases, secretName, stranger, submit } from "./birds.ts";
import { act, everything, outcomeOf, serverActions } from "./server-actions.ts";
import { hostileServer, makePerson, password, signIn, type Visitor } from "./server.ts";
import { put, upload } from "./upload-client.ts";

const server = hostileServer();
let colleague: Visitor;
beforeAll(async () => {
  const { tandem } = server();
  await birds(tandem, "birds", 6);
  await birds(tandem, "fish", 6);
  await makePerson(tandem, "colleague", "admin");
  colleague = await signIn(tandem, "colleague", password);
}, 60_000);

const actions = serverActions();
const acted = async (who: Visitor, file: string, name: string, path: string, fields: object) => {
  const { tandem } = server();
  const id = actions.get(`app/${file} ${name}`);
  if (!id) throw new Error(`there is no action ${name}`);
  const given = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
  return outcomeOf(await act(tandem, who, path, id, given, { origin: tandem.url }));
};
const numberOf = (slug: string) =>
  inDatabase(
    server().tandem,
    (db) => db.select().from(projects).where(eq(projects.slug, slug)).get()?.id ?? 0,
  );

test("34 of another project: no run, no label source, no picture, no lease, no rater, by whatever number", async () => {
  const { tandem, admin, annotator } = server();
  const [birds, fish] = [numberOf("birds"), numberOf("fish")];
  const run = inDatabase(tandem, (db) => db.select().from(runs).where(eq(runs.projectId, fish)).get());
  const [lease = ""] = await leases(annotator, "fish", 1);
  await submit(annotator, "birds", stranger()); // now they have a row among the project's raters
  const before = everything(tandem);
  const training = { project: birds, method: "ce", backbone: "quick", epochs: 1, folds: 2, seed: 1 };
  const tries: [name: string, fields: object][] = [
    ["activate", { project: birds, run: run?.id }],
    ["cancel", { project: birds, run: run?.id }],
    ["rename", { project: birds, run: run?.id, name: "Theirs", note: "" }],
    ["remove", { project: birds, run: run?.id }],
    ["train", { ...training, labels: `rater-${run?.labelRaterId}` }],
  ];
  for (const [name, fields] of tries) {
    const path = "/admin/projects/birds/runs";
    const { done, said } = await acted(admin, "admin/projects/[slug]/runs/actions.ts", name, path, fields);
    expect(done, `${name} ${said}`).toBe(false);
  }
  expect((await admin.fetch("/api/images/7?project=birds")).status).toBe(404);
  expect((await admin.fetch("/api/images/7?project=fish")).status).toBe(200);
  expect((await annotator.fetch(`/api/images/${lease}?project=birds`)).status).toBe(404);
  expect((await submit(annotator, "birds", lease)).status).toBe(409);
  const undo = { project: "birds", leases: [lease], today: 0 };
  expect((await annotator.send("/api/tasks/undo", undo)).status).toBe(409);
  // a lease of another project is not given back either
  await annotator.send("/api/tasks/release", { project: "birds", leases: [lease] });
  for (const path of [`/api/export/${birds}/1`, `/api/live?project=${birds}`])
    expect((await admin.fetch(path)).status, path).toBe(404);
  expect(everything(tandem)).toEqual(before);
});

test("34 of another person: their session is not ended, their lease not given back, their answer not taken back", async () => {
  const { tandem, annotator, researcher } = server();
  const theirs = inDatabase(tandem, (db) =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(users.name, "researcher"))
      .get(),
  );
  const [held = "", given = ""] = await leases(researcher, "birds", 2);
  expect((await submit(researcher, "birds", given)).status).toBe(200);
  await leases(annotator, "birds", 0);
  const before = everything(tandem);
  const { done } = await acted(annotator, "account/actions.ts", "endSession", "/account", {
    session: theirs?.id,
  });
  expect(done).toBe(false);
  await annotator.send("/api/tasks/release", { project: "birds", leases: [held] });
  const undo = { project: "birds", leases: [given], today: 0 };
  expect((await annotator.send("/api/tasks/undo", undo)).status).toBe(409);
  expect(everything(tandem)).toEqual(before);
  expect((await researcher.fetch("/research/birds")).status).toBe(200);
});

test("34 another admin's upload: nothing is added to it, nobody looks into it, imports it or deletes it", async () => {
  const { tandem, admin } = server();
  const zip = new Uint8Array(
    rawZip([
      { name: "robin/a.png", data: await png(1) },
      { name: "wren/b.png", data: await png(2) },
    ]),
  );
  const { upload: id } = await upload(admin, zip);
  const picture = `/api/uploads/${id}/picture?name=${encodeURIComponent("robin/a.png")}`;
  const preview = { into: null, images: id, labels: null, roles: null, classes: "" };
  const form = {
    ...{ into: "", name: "Fresh", slug: "fresh", images: id, imagesName: "a.zip", labels: "" },
    ...{ labelsName: "", roles: "null", classes: "", split: "none", imageSize: "32", onProblem: "skip" },
    confirmed: "",
  };
  const before = everything(tandem);
  expect((await colleague.fetch(picture)).status).toBe(404);
  expect((await colleague.send("/api/imports/preview", preview)).status).toBe(404);
  expect((await put(colleague, id, 0, zip)).status).toBe(404);
  expect((await colleague.fetch(`/api/uploads/${id}`, { method: "DELETE" })).status).toBe(404);
  const file = "admin/new/actions.ts";
  expect((await acted(colleague, file, "startUploadedImport", "/admin/new", form)).done).toBe(false);
  await acted(colleague, file, "deleteUpload", "/admin/new", { upload: id });
  expect(everything(tandem)).toEqual(before);
  // its owner may
  expect((await admin.fetch(picture)).status).toBe(200);
  expect((await admin.send("/api/imports/preview", preview)).status).toBe(200);
  expect((await admin.fetch(`/api/uploads/${id}`, { method: "DELETE" })).status).toBe(204);
});

type Heard = { text: string; ended: boolean };

/** Listen to a live stream from now on. */
async function listenTo(who: Visitor, path: string): Promise<Heard> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { status, body } = await who.fetch(path, { signal: stop.signal });
  expect(status, path).toBe(200);
  const heard: Heard = { text: "", ended: false };
  const decoder = new TextDecoder();
  const listen = async () => {
    for await (const chunk of body ?? []) heard.text += decoder.decode(chunk, { stream: true });
  };
  void listen()
    .catch(() => undefined) // cut off
    .finally(() => (heard.ended = true));
  return heard;
}

const news = z.strictObject({ cursor: z.int(), topics: z.array(z.string().regex(/^[a-z-]+$/)) });
const patient = { timeout: 10_000 };

test("43 a live stream tells of its own project, that something changed, and nothing else", async () => {
  const { annotator, researcher, admin } = server();
  for (const [who, path, status] of [
    [annotator, "/api/live?project=birds", 403],
    [annotator, "/api/live", 403],
    [researcher, "/api/live", 403],
    [researcher, "/api/live?project=nothing", 404],
  ] as const)
    expect((await who.fetch(path)).status, path).toBe(status);
  const own = await listenTo(researcher, "/api/live?project=birds");
  const all = await listenTo(admin, "/api/live");
  // What came before is told, however late a busy machine tells it.
  do {
    own.text = all.text = "";
    await sleep(2500);
  } while (/^data:/m.test(own.text + all.text));
  for (const lease of await leases(annotator, "fish", 1))
    expect((await submit(annotator, "fish", lease)).status).toBe(200);
  await expect.poll(() => all.text, patient).toContain("judgments");
  await sleep(1500);
  expect(own.text).not.toContain("data:");
  for (const lease of await leases(annotator, "birds", 1))
    expect((await submit(annotator, "birds", lease, { label: 1 })).status).toBe(200);
  await expect.poll(() => own.text, patient).toContain("judgments");
  const data = [...own.text.matchAll(/^data: (.*)$/gm)].map(([, json = ""]) => json);
  for (const json of data) news.parse(JSON.parse(json));
  expect(own.text).not.toMatch(new RegExp(`${secretName}|robin|wren|gold|fish`));
}, 60_000);

test("36 and 43 whoever is signed out meanwhile hears no more of what goes on", async () => {
  const { tandem } = server();
  await makePerson(tandem, "leaver", "researcher");
  const leaver = await signIn(tandem, "leaver", password);
  const live = await listenTo(leaver, "/api/live?project=birds");
  inDatabase(tandem, (db) => {
    const newest = db.select().from(sessions).orderBy(desc(sessions.id)).get();
    db.update(sessions)
      .set({ revokedAt: Date.now() })
      .where(eq(sessions.id, newest?.id ?? 0))
      .run();
  });
  await expect.poll(() => live.ended, { timeout: 30_000 }).toBe(true);
}, 60_000);

import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { findPasswordLink } from "#db/people/password-links.ts";
import { findOffer } from "#db/people/invitations.ts";
import { startSession } from "#db/people/sessions.ts";
import { changes, imports, jobs, projects, runs } from "#db/schema.ts";
import { apiWorld, type Client } from "./api-world.ts";
import { png } from "../../lib/formats/files.ts";

const statusOf = async (reply: Promise<Response>): Promise<number> => (await reply).status;
const linkIn = async (reply: Promise<Response>) =>
  z.object({ link: z.string() }).parse(await (await reply).json()).link;
const tokenOf = (link: string) => link.split("/").at(-1) ?? "";

test("a project is archived, brought back, copied and deleted by its name; an admin of it alone may not", async () => {
  const { as, db, join, client, token, other } = await apiWorld();
  const admin = as("admin");
  join("admin", "world");
  const chef = as("annotator");
  const archive = (who: Client, slug = "world") =>
    statusOf(who("PUT", `/projects/${slug}/archived`, { body: { archived: true } }));
  expect(await archive(chef)).toBe(403);
  expect(await statusOf(chef("DELETE", "/projects/world?name=World"))).toBe(403);
  const copy = { project: "copy", name: "Copy", into: [0, 0, 2], added: ["grey"] };
  expect(await statusOf(chef("POST", "/projects/world/duplicates", { body: copy }))).toBe(403);
  // a token for one project makes no others
  const narrow = client(token("admin", { projectIds: [1, other.id] }));
  expect(await statusOf(narrow("POST", "/projects/world/duplicates", { body: copy }))).toBe(403);
  for (const body of [
    { ...copy, project: "Not a slug" },
    { ...copy, added: ["red"] },
  ])
    expect(await statusOf(admin("POST", "/projects/world/duplicates", { body }))).toBe(422);
  const wrong = { ...copy, into: [1, 2, 2] };
  expect(await statusOf(admin("POST", "/projects/world/duplicates", { body: wrong }))).toBe(409);
  const made = await admin("POST", "/projects/world/duplicates", { body: copy });
  expect([made.status, await made.json()]).toEqual([202, { project: "copy" }]);
  const row = (slug: string) => db.select().from(projects).where(eq(projects.slug, slug)).get();
  expect(row("copy")?.classes).toEqual(["red", "blue", "grey"]);
  expect(await archive(admin)).toBe(409); // the copy is being made
  db.delete(jobs).run();
  expect(await archive(admin)).toBe(204);
  expect(await statusOf(admin("GET", "/projects/world"))).toBe(404);
  const listed = z.object({ data: z.array(z.object({ project: z.string() })) });
  const archived = listed.parse(await (await admin("GET", "/archived-projects")).json());
  expect(archived.data.map(({ project }) => project)).toContain("world");
  expect(await statusOf(admin("POST", "/archived-projects/other/restore"))).toBe(404);
  expect(await statusOf(admin("POST", "/archived-projects/world/restore"))).toBe(204);
  expect(await statusOf(admin("GET", "/projects/world"))).toBe(200);
  expect(await statusOf(narrow("DELETE", "/projects/other?name=World"))).toBe(409);
  expect(row("other")?.deletedAt).toBeNull();
  expect(await statusOf(narrow("DELETE", "/projects/other?name=Other"))).toBe(204);
  expect(row("other")?.deletedAt).not.toBeNull();
  expect(await archive(admin)).toBe(204);
  expect(await statusOf(admin("DELETE", "/archived-projects/world?name=World"))).toBe(204);
  expect(row("world")?.deletedAt).not.toBeNull();
}, 60_000);

test("people enter by links, choose another password by one, and are signed out; links are shown once", async () => {
  const { as, db, join, people } = await apiWorld();
  const admin = as("admin");
  join("admin", "world");
  const chef = as("annotator");
  const now = Date.now();
  const invite = (who: Client, body: object) => who("POST", "/projects/world/invitations", { body });
  // who is admin of a project only makes annotators' accounts
  expect(await statusOf(invite(chef, { role: "researcher" }))).toBe(403);
  expect(await statusOf(chef("POST", "/invitations", { body: {} }))).toBe(403);
  const link = await linkIn(invite(chef, { projectRole: "researcher", uses: 3 }));
  expect(findOffer(db, tokenOf(link), now)).toMatchObject({ invitation: { projectRole: "researcher" } });
  const list = await (await chef("GET", "/projects/world/invitations")).text();
  expect(list).not.toContain(tokenOf(link));
  const [one] = z.object({ data: z.array(z.object({ id: z.int() })) }).parse(JSON.parse(list)).data;
  for (const body of [{ role: "admin", uses: 2 }, { days: 1000 }, { uses: 0 }])
    expect(await statusOf(admin("POST", "/invitations", { body })), JSON.stringify(body)).toBe(422);
  const account = await linkIn(admin("POST", "/invitations", { body: { role: "admin" } }));
  expect(findOffer(db, tokenOf(account), now)?.project).toBeNull();
  // a link to an account is none of the project's
  expect(await statusOf(chef("DELETE", "/projects/world/invitations/2"))).toBe(404);
  expect(await statusOf(chef("DELETE", `/projects/world/invitations/${one?.id}`))).toBe(204);
  expect(await statusOf(admin("DELETE", `/invitations/${one?.id}`))).toBe(409);
  expect(findOffer(db, tokenOf(link), now)).toBeNull();

  const { annotator, admin: self } = people;
  const device = { address: "::1", userAgent: "x" };
  startSession(db, annotator.id, device, now);
  const sessions = () => admin("DELETE", `/people/${annotator.id}/sessions`);
  expect(await (await sessions()).json()).toEqual({ ended: 1 });
  expect(await (await sessions()).json()).toEqual({ ended: 0 });
  expect(await statusOf(admin("POST", `/people/${self.id}/password-link`))).toBe(409);
  const chosen = await linkIn(admin("POST", `/people/${annotator.id}/password-link`));
  expect(findPasswordLink(db, tokenOf(chosen), now)?.id).toBe(annotator.id);
  // their tokens ended with it
  expect(await statusOf(chef("GET", "/me"))).toBe(401);
}, 60_000);

test("classes are renamed, described and shown; a project is opened and closed; people are paused and let in", async () => {
  const { as, project, db, annotators } = await apiWorld();
  const admin = as("admin");
  const at = "/projects/world";
  const put = (path: string, body: object) => statusOf(admin("PUT", `${at}${path}`, { body }));
  expect(await put("/classes", { classes: ["crimson", "green", "blue"] })).toBe(200);
  expect(await put("/classes", { classes: ["green", "crimson", "blue"] })).toBe(409);
  expect(await put("/classes", { classes: ["crimson", "crimson", "blue"] })).toBe(422);
  expect(project().classes).toEqual(["crimson", "green", "blue"]);
  const notes = { order: [2, 0, 1], descriptions: ["like blood", "", ""] };
  expect(await put("/class-notes", notes)).toBe(200);
  expect(await (await admin("GET", `${at}/class-notes`)).json()).toEqual(notes);
  expect(await put("/class-notes", { ...notes, descriptions: ["a"] })).toBe(422);
  expect(await put("/class-notes", { ...notes, order: [0, 0, 1] })).toBe(422);

  const examples = () => admin("GET", `${at}/examples`);
  const send = (query: string, raw: Uint8Array) =>
    admin("POST", `${at}/example-pictures?${query}`, { raw: new Blob([new Uint8Array(raw)]).stream() });
  expect(await statusOf(send("label=1", Buffer.from("no picture")))).toBe(422);
  const added = await send("label=1&caption=mine", await png(5));
  expect(added.status).toBe(201);
  const { id } = z.object({ id: z.int() }).parse(await added.json());
  expect(await (await examples()).json()).toMatchObject({
    data: [{ id, label: 1, caption: "mine", shown: true }],
  });
  const picture = await admin("GET", `${at}/examples/${id}/picture`);
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
  await picture.body?.cancel();
  expect(await statusOf(admin("POST", `${at}/examples`, { body: { label: 0, name: "none.png" } }))).toBe(409);
  const drop = () => statusOf(admin("DELETE", `${at}/examples/${id}`));
  expect([await drop(), await drop()]).toEqual([204, 404]);

  expect(await put("/members-only", { membersOnly: true })).toBe(200);
  expect(project().membersOnly).toBe(true);
  const person = `/people/${annotators[0]?.id}`;
  expect(await put(`${person}/paused`, { paused: true })).toBe(204);
  expect(await put("/people/999/paused", { paused: true })).toBe(404);
  // there is no practice
  expect(await statusOf(admin("POST", `${at}${person}/practice-try`))).toBe(409);
  const practice = { practiceItems: 5, practicePass: 0.8, practiceTries: 1, practiceAll: true };
  await put("/members-only", { membersOnly: false });
  expect(await put("/practice", { practice })).toBe(204);
  const standing = async () =>
    z
      .object({ data: z.array(z.object({ id: z.int(), due: z.boolean(), triesLeft: z.int().nullable() })) })
      .parse(await (await admin("GET", `${at}/practice`)).json())
      .data.find((each) => each.id === annotators[0]?.id);
  expect(await standing()).toMatchObject({ due: true, triesLeft: 1 });
  expect(await statusOf(admin("POST", `${at}${person}/practice-try`))).toBe(204);
  expect(await standing()).toMatchObject({ due: true, triesLeft: 2 });
  expect(await statusOf(admin("PUT", `${at}${person}/let-in`))).toBe(204);
  expect(await standing()).toMatchObject({ due: false });
  expect(await statusOf(admin("DELETE", `${at}${person}/let-in`))).toBe(204);
  expect(await statusOf(admin("DELETE", `${at}${person}/let-in`))).toBe(409);
  expect(db.select().from(projects).where(eq(projects.id, project().id)).get()?.membersOnly).toBe(false);
}, 60_000);

test("where trainings are done, what keeps its weights, what a run is called", async () => {
  const { as, db, project } = await apiWorld();
  const admin = as("admin");
  const put = (path: string, body: object) => statusOf(admin("PUT", path, { body }));
  const get = async (path: string): Promise<unknown> => (await admin("GET", path)).json();
  expect(await put("/launch", { launcher: "slurm", queue: "gpu", flags: ["--account=a"] })).toBe(204);
  for (const body of [{}, { launcher: "moon" }, { launcher: "slurm", flags: ["--wrap=id"] }])
    expect(await put("/launch", body), JSON.stringify(body)).toBe(422);
  expect(await get("/launch")).toMatchObject({ launcher: "slurm", queue: "gpu", cores: 2 });
  expect(await put("/projects/world/launch", { launch: { launcher: "slurm", cores: 4 } })).toBe(204);
  // what only who looks after the installation may say
  expect(await put("/projects/world/launch", { launch: { launcher: "slurm", command: "sh" } })).toBe(422);
  expect(await get("/projects/world/launch")).toMatchObject({
    launch: { launcher: "slurm", cores: 4 },
    inForce: { launcher: "slurm", cores: 4, queue: "gpu" },
  });
  // nobody set it up, and it cannot be set up so
  expect(await put("/projects/world/launch", { launch: { launcher: "kubernetes" } })).toBe(422);
  expect(await put("/launch", { launcher: "kubernetes", namespace: "ML/Team" })).toBe(422);
  expect(await put("/launch", { launcher: "local" })).toBe(204);
  expect(await get("/projects/world/launch")).toMatchObject({ inForce: { cores: 4, queue: "gpu" } });
  expect(await put("/projects/world/launch", { launch: null })).toBe(204);
  expect(await put("/weights-rule", { keep: 3 })).toBe(204);
  expect(await put("/weights-rule", { keep: 0 })).toBe(422);
  expect(await get("/weights-rule")).toEqual({ keep: 3 });
  const run = project().activeRunId ?? 0;
  const at = `/projects/world/runs/${run}`;
  expect(await put(`${at}/pinned`, { pinned: true })).toBe(204);
  expect(await get(at)).toMatchObject({ pinned: true });
  const { name } = db.select().from(runs).where(eq(runs.id, run)).get() ?? { name: "" };
  expect(await statusOf(admin("PATCH", at, { body: { note: "good" } }))).toBe(204);
  expect(await get(at)).toMatchObject({ name, note: "good" });
  expect(await statusOf(admin("PATCH", at, { body: {} }))).toBe(422);
}, 60_000);

test("a change is taken back once it is done; an import is stopped, tried again and given up", async () => {
  const { as, db, project } = await apiWorld();
  const admin = as("admin");
  const body = { change: { kind: "tag", value: "blurred" }, filter: "" };
  const asked = await admin("POST", "/projects/world/changes", { body });
  const { change } = z.object({ change: z.int() }).parse(await asked.json());
  const undo = (id = change) => statusOf(admin("POST", `/projects/world/changes/${id}/undo`));
  expect([await undo(), await undo(999)]).toEqual([409, 404]);
  db.update(changes).set({ doneAt: 5, items: 12 }).run();
  db.update(jobs).set({ state: "finished" }).run();
  expect([await undo(), await undo()]).toEqual([202, 409]);

  const row = (projectId: number | null) =>
    db
      .insert(imports)
      .values({ projectId, source: "x", options: {}, state: "failed", createdAt: 1 })
      .returning()
      .get().id;
  const [mine, none] = [row(project().id), row(null)];
  for (const path of [`/imports/${none}`, `/projects/world/imports/${mine}`])
    expect(await statusOf(admin("POST", `${path}/cancel`)), path).toBe(409); // it has ended
  expect(await statusOf(admin("POST", `/projects/world/imports/${none}/cancel`))).toBe(404);
  expect(await statusOf(admin("POST", `/imports/${mine}/retry`))).toBe(409); // its files are gone
  expect(await statusOf(admin("DELETE", `/imports/${mine}/files`))).toBe(204);
  expect(await statusOf(admin("POST", "/imports/999/retry"))).toBe(404);
}, 60_000);

test("a number in an address has one way to be written; a cursor is one that a page gave", async () => {
  const { as, itemIds } = await apiWorld();
  const admin = as("admin");
  const first = String(itemIds[0]);
  for (const written of ["1e1", "0x1", "+1", "1.0", " 1", "", "abc", "١"])
    expect([404, 422], written).toContain(
      await statusOf(admin("GET", `/projects/world/items/${encodeURIComponent(written)}`)),
    );
  expect(await statusOf(admin("GET", `/projects/world/items/${first}`))).toBe(200);
  expect(await statusOf(admin("GET", "/projects/world/items?limit=1e1"))).toBe(422);
  for (const list of ["items", "judgments"]) {
    const reply = await admin("GET", `/projects/world/${list}?cursor=elsewhere`);
    expect([reply.status, await reply.json()], list).toMatchObject([
      422,
      { errors: [{ path: "query.cursor" }] },
    ]);
  }
});

test("a body that is compressed, or of another kind, is refused with what would be taken", async () => {
  const { as } = await apiWorld();
  const admin = as("admin");
  const refusal = async (path: string, headers: Record<string, string>) => {
    const reply = await admin("POST", path, { raw: "{}\n", headers });
    const { detail } = z.object({ detail: z.string() }).parse(await reply.json());
    return { status: reply.status, detail, accept: reply.headers.get("accept-encoding") };
  };
  const predictions = "/projects/world/predictions?name=x";
  for (const [path, type] of [
    ["/projects/world/runs", "application/json"],
    [predictions, "application/x-ndjson"],
    ["/uploads?kind=labels&name=a.csv", "text/csv"],
  ] as const) {
    const coded = await refusal(path, { "content-type": type, "content-encoding": "gzip" });
    expect(coded, path).toMatchObject({ status: 415, accept: "identity" });
    expect(coded.detail).toContain("Content-Encoding");
  }
  const { status, detail } = await refusal(predictions, { "content-type": "text/csv" });
  expect(status).toBe(415);
  for (const type of ["application/x-ndjson", "application/ndjson", "application/jsonl"])
    expect(detail).toContain(type);
});

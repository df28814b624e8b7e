import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { inDatabase } from "../../e2e/wait.ts";
import { asOperator } from "#db/access.ts";
import { write } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { invite } from "#db/people/invitations.ts";
import { setMember, setMembersOnly } from "#db/people/members.ts";
import { addPerson } from "#db/people/password-links.ts";
import { findUserByName } from "#db/people/users.ts";
import { members, users } from "#db/schema.ts";
import { birds, leases, submit } from "./birds.ts";
import { everything } from "./server-actions.ts";
import { hostileServer, makePerson, password, signIn, visitor } from "./server.ts";

const server = hostileServer();
beforeAll(async () => birds(server().tandem, "birds", 8), 60_000);

const person = (name: string) => inDatabase(server().tandem, (db) => findUserByName(db, name));
const project = () => {
  const found = inDatabase(server().tandem, (db) => findProject(db, "birds"));
  if (!found) throw new Error("there are no birds");
  return asOperator(found);
};
const link = (uses = 1) =>
  inDatabase(server().tandem, (db) => {
    const to = { project: project(), role: "researcher" as const };
    return invite(db, { role: "annotator", days: 1, uses }, to, person("admin")?.id ?? -1, Date.now()).token;
  });
const phrase = "seven hostile words in a row";
const newcomer = (name: string) => ({ name, displayName: name, password: phrase });

test("an invitation gives what it says, whatever the form says besides, and to no more people than it is for", async () => {
  const { tandem, nobody } = server();
  const more = { role: "admin", id: 1, userId: 1, projectRole: "admin", uses: 9, mustChangePassword: false };
  const token = link();
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      nobody.send("/api/join", { token, ...more, person: { ...newcomer(`racer${i}`), ...more } }),
    ),
  );
  const statuses = replies.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array<number>(5).fill(404)]);
  const made = inDatabase(tandem, (db) => db.select().from(users).all()).filter(({ name }) =>
    name.startsWith("racer"),
  );
  expect(made).toMatchObject([{ role: "annotator" }]);
  const here = inDatabase(tandem, (db) =>
    db
      .select()
      .from(members)
      .where(eq(members.userId, made[0]?.id ?? -1))
      .all(),
  );
  expect(here).toMatchObject([{ role: "researcher", annotates: false }]);
  await signIn(tandem, made[0]?.name ?? "", phrase);
});

test("links are taken from our own pages only, weak passwords and taken names are not, and nothing changes by any of it", async () => {
  const { tandem, nobody } = server();
  const token = link();
  const chosen = inDatabase(tandem, (db) => {
    const who = { name: "chooser", displayName: "Chooser", role: "annotator" as const };
    const made = addPerson(db, who, person("admin")?.id ?? -1, Date.now());
    if (!made.ok) throw new Error(made.message);
    return made.value.token;
  });
  const before = everything(tandem);
  const json = { "content-type": "application/json" };
  for (const [path, body] of [
    ["/api/join", { token, person: newcomer("stranger") }],
    ["/api/password", { token: chosen, password: phrase }],
  ] as const)
    for (const headers of [
      { ...json, origin: "https://evil.example" },
      { ...json, origin: "null" },
      { ...json, origin: tandem.url, "sec-fetch-site": "cross-site" },
    ]) {
      const reply = await nobody.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      expect(reply.status).toBe(403);
    }
  for (const wrong of [
    { ...newcomer("stranger"), password: "short" },
    { ...newcomer("stranger"), password: "stranger-stranger" },
    { ...newcomer("stranger"), name: "not a name" },
    { ...newcomer("stranger"), displayName: "\u202egnihton" },
    newcomer("researcher"),
    null,
    [],
  ])
    expect((await nobody.send("/api/join", { token, person: wrong })).status).toBe(422);
  expect((await nobody.send("/api/password", { token: chosen, password: "chooser-chooser" })).status).toBe(
    422,
  );
  for (const nothing of [{}, { token: 7 }, { token: "x", password: phrase }, { token: `${token}x` }, []])
    for (const path of ["/api/join", "/api/password"])
      expect((await nobody.send(path, nothing)).status).toBe(400);
  const { body } = await nobody.fetch("/signin?next=//evil.example");
  await body?.cancel();
  expect(everything(tandem)).toEqual(before);
});

test("members only: who is none sees no page, no picture, no number and no news, not even of what they answered", async () => {
  const { tandem, researcher, annotator } = server();
  await makePerson(tandem, "once", "annotator");
  const once = await signIn(tandem, "once", password);
  const [lease = ""] = await leases(once, "birds", 1);
  await submit(once, "birds", lease);
  const picture = `/api/images/${lease}?project=birds`;
  const paths = [
    "/annotate/birds",
    "/annotate/birds/grid",
    "/research/birds",
    "/api/projects/birds/team",
    "/api/live?project=birds",
    "/api/images/1?project=birds",
    picture,
  ];
  expect((await once.fetch(picture)).status).toBe(200);
  inDatabase(tandem, (db) => {
    setMembersOnly(db, project(), true, Date.now());
    write(db, (tx) => tx.delete(members).where(eq(members.projectId, project().id)).run());
  });
  for (const who of [once, annotator, researcher]) {
    for (const path of paths) {
      const reply = await who.fetch(path);
      await reply.body?.cancel();
      expect([403, 404], path).toContain(reply.status);
    }
    const asked = { project: "birds", held: [], want: 1, today: 0 };
    expect((await who.send("/api/tasks", asked)).status).toBe(404);
    const undo = { project: "birds", leases: [lease], today: 0 };
    expect((await who.send("/api/tasks/undo", undo)).status).toBe(404);
    expect(await (await who.fetch("/annotate")).text()).not.toContain("/annotate/birds");
  }
  // the next request of a new member finds the door open
  inDatabase(tandem, (db) =>
    setMember(db, project(), person("once")?.id ?? -1, { role: "annotator" }, Date.now()),
  );
  expect((await once.fetch(picture)).status).toBe(200);
  expect((await once.fetch("/annotate/birds")).status).toBe(200);
});

test("who sees gold is not asked: no task, no answer, no undo, until an admin of the project says so", async () => {
  const { tandem, researcher } = server();
  const { id = -1 } = person("researcher") ?? {};
  const set = (change: Parameters<typeof setMember>[3]) =>
    inDatabase(tandem, (db) => setMember(db, project(), id, change, Date.now()));
  set({ role: "researcher", annotates: false });
  const asked = { project: "birds", held: [], want: 1, today: 0 };
  expect((await researcher.send("/api/tasks", asked)).status).toBe(403);
  expect((await researcher.send("/api/tasks/release", { project: "birds", leases: [] })).status).toBe(403);
  const page = await researcher.fetch("/annotate/birds");
  expect([page.status, page.headers.get("location")]).toEqual([307, "/annotate?sighted=birds"]);
  set({ annotates: true });
  const [lease = ""] = await leases(researcher, "birds", 1);
  set({ annotates: false });
  expect((await submit(researcher, "birds", lease)).status).toBe(403);
  // as an annotator here, somebody who sees results elsewhere is as blind as others
  set({ role: "annotator" });
  expect((await researcher.fetch("/api/projects/birds/team")).status).toBe(404);
  expect((await researcher.fetch("/api/images/1?project=birds")).status).toBe(404);
  expect((await submit(researcher, "birds", lease)).status).toBe(200);
});

test("links cannot be tried for long", async () => {
  const { tandem } = server();
  const stranger = visitor(tandem.url, "");
  const token = () => randomBytes(32).toString("base64url");
  const statuses: number[] = [];
  for (let i = 0; i < 80; i++) {
    const asked = { token: token(), password: "x", person: null };
    statuses.push((await stranger.send(i % 2 ? "/api/join" : "/api/password", asked)).status);
  }
  expect(new Set(statuses)).toEqual(new Set([404, 429]));
  expect(statuses.indexOf(429)).toBeLessThanOrEqual(61);
  expect((await stranger.send("/api/join", { token: link(), person: newcomer("late") })).status).toBe(429);
});

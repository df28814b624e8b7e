import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { adminPassword, startTandem } from "../../e2e/tandem.ts";
import { inDatabase } from "../../e2e/wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { findUserByName } from "#db/people/users.ts";
import { users } from "#db/schema.ts";
import { birds } from "./birds.ts";
import { lookedAt } from "./monitored.ts";
import { act, outcomeOf, serverActions } from "./server-actions.ts";
import { hostileServer, makePerson, password, signIn, visitor, type Visitor } from "./server.ts";

const monitorToken = "a token of a monitor";
const server = hostileServer({ TANDEM_METRICS_TOKEN: monitorToken });
beforeAll(async () => birds(server().tandem, "birds", 4), 60_000);

const account = (name: string) =>
  inDatabase(server().tandem, (db) => findUserByName(db, name)) ?? { passwordHash: "" };
const csrf = z.object({ csrfToken: z.string() });
const actions = serverActions();
const acted = async (who: Visitor, name: string, path: string, fields: Record<string, string>) => {
  const { tandem } = server();
  const id = actions.get(`app/${name}`) ?? "";
  return outcomeOf(await act(tandem, who, path, id, fields, { origin: tandem.url }));
};

test("35 mass assignment: what a form says besides its own fields is not taken", async () => {
  const { tandem, admin } = server();
  await makePerson(tandem, "climber", "annotator");
  const climber = await signIn(tandem, "climber", password);
  const before = account("climber");
  const more = { role: "admin", id: "1", name: "admin", displayName: "Admin", userId: "1", disabledAt: "1" };
  const asked = { current: password, next: "an even longer phrase", again: "an even longer phrase" };
  const changed = await acted(climber, "account/actions.ts changePassword", "/account", {
    ...asked,
    ...more,
  });
  expect(changed.done, changed.said).toBe(true);
  const after = account("climber");
  expect(after).toEqual({ ...before, passwordHash: after.passwordHash });
  expect(after.passwordHash).not.toBe(before.passwordHash);

  const project = () => inDatabase(tandem, (db) => findProject(db, "birds"));
  const old = project();
  const settings = {
    name: "Birds",
    description: "",
    instructions: "",
    overlap: "1",
    leaseSeconds: "600",
    firstRunLabels: "20",
  };
  const beside = { eta: "0", activeRunId: "", archivedAt: "1", classes: "[]", slug: "x", imageSize: "8" };
  const saved = await acted(
    admin,
    "admin/projects/[slug]/actions.ts saveSettings",
    "/admin/projects/birds/settings",
    { project: String(old?.id), ...settings, auditPercent: "0", ...beside },
  );
  expect(saved.done, saved.said).toBe(true);
  const { eta, activeRunId, archivedAt, classes, slug, imageSize } = old ?? {};
  expect(project()).toMatchObject({ eta, activeRunId, archivedAt, classes, slug, imageSize, name: "Birds" });
});

test("35 mass assignment: a session that is renewed with another person's data stays its own", async () => {
  const { annotator, tandem } = server();
  const set = (reply: Response) => reply.headers.getSetCookie().map((line) => line.split(";", 1)[0] ?? "");
  const asked = await annotator.fetch("/api/auth/csrf");
  const browser = visitor(tandem.url, [annotator.cookie, ...set(asked)].join("; "));
  const { csrfToken } = csrf.parse(await asked.json());
  const { id, sessionVersion } = inDatabase(tandem, (db) => findUserByName(db, "admin")) ?? {};
  const data = { userId: id, version: sessionVersion, role: "admin", sid: "x", user: { role: "admin" } };
  const reply = await browser.send("/api/auth/session", { csrfToken, data });
  expect(reply.status).toBe(200);
  const cookie = set(reply).join("; ");
  expect(cookie).toContain("session-token=");
  expect((await visitor(tandem.url, cookie).fetch("/annotate")).status).toBe(200);
  for (const path of ["/admin", "/research"])
    expect((await visitor(tandem.url, cookie).fetch(path)).status).toBe(404);
});

const elsewhere = (own: string) => [
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/%09/evil.example",
  "https:evil.example",
  `${own}.evil.example/`,
  `${own}@evil.example/`,
  "javascript:alert(1)",
  "data:text/html,x",
];

test("40 open redirect: whatever callbackUrl says, the way leads to this site", async () => {
  const { tandem, nobody, annotator } = server();
  const own = new URL(tandem.url).origin;
  const leadsHome = (where: string | null, what: string) =>
    where !== null && expect(new URL(where, own).origin, what).toBe(own);
  for (const callbackUrl of elsewhere(own)) {
    const query = new URLSearchParams({ callbackUrl }).toString();
    for (const who of [nobody, annotator])
      for (const path of ["/signin", "/api/auth/signin", "/api/auth/signout", "/api/auth/error", "/"]) {
        const headers = { cookie: `next-auth.callback-url=${encodeURIComponent(callbackUrl)}` };
        for (const init of [{}, { headers }]) {
          const reply = await who.fetch(`${path}?${query}`, init);
          leadsHome(reply.headers.get("location"), `${path} ${callbackUrl}`);
          expect(await reply.text(), path).not.toMatch(/(href|action|content)="[^"]*evil\.example/);
        }
      }
    const asked = await nobody.fetch("/api/auth/csrf");
    const cookie = asked.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
    const { csrfToken } = csrf.parse(await asked.json());
    for (const json of ["true", ""]) {
      const reply = await nobody.fetch("/api/auth/callback/credentials", {
        method: "POST",
        headers: { cookie: cookie.join("; ") },
        body: new URLSearchParams({ csrfToken, name: "researcher", password, callbackUrl, json }),
      });
      leadsHome(reply.headers.get("location"), callbackUrl);
      if (json) leadsHome(z.object({ url: z.string() }).parse(await reply.json()).url, callbackUrl);
      expect(reply.headers.getSetCookie().join()).toContain("session-token");
      const kept = /callback-url=([^;]+)/.exec(reply.headers.getSetCookie().join())?.[1] ?? "";
      leadsHome(decodeURIComponent(kept), `cookie of ${callbackUrl}`);
    }
  }
});

/** Every cookie that a sign-in sets, with its attributes. */
async function cookiesOfSignIn(url: string, name: string, secret: string): Promise<string[]> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const set = asked.headers.getSetCookie();
  const { csrfToken } = csrf.parse(await asked.json());
  const cookie = set.map((line) => line.split(";", 1)[0]).join("; ");
  const reply = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams({ csrfToken, name, password: secret, json: "true" }),
  });
  return [...set, ...reply.headers.getSetCookie()];
}

test("41 cookie flags: no script reads one, no other site sends one, and behind https none travels without", async () => {
  const { tandem } = server();
  const plain = await cookiesOfSignIn(tandem.url, "researcher", password);
  const https = await startTandem({ env: { NEXTAUTH_URL: "https://tandem.example" } });
  const secure = await cookiesOfSignIn(https.url, "admin", adminPassword).finally(() => https.stop());
  for (const set of [plain, secure]) {
    expect(set.some((line) => line.includes("session-token="))).toBe(true);
    for (const line of set) {
      expect(line).toMatch(/; HttpOnly/i);
      expect(line).toMatch(/; SameSite=Lax/i);
      expect(line).toMatch(/; Path=\//);
      expect(line).not.toMatch(/; Domain=/i);
    }
  }
  for (const line of secure) {
    expect(line).toMatch(/^__(Secure|Host)-/);
    expect(line).toMatch(/; Secure/i);
  }
});

test("42 a token in the address, or in any header but the cookie, opens nothing", async () => {
  const { nobody, admin } = server();
  const token = /session-token=([^;]+)/.exec(admin.cookie)?.[1] ?? "";
  const metrics = (path: string, headers = {}) => nobody.fetch(path, { headers });
  for (const name of ["token", "session", "next-auth.session-token", "access_token", "jwt", "cookie"]) {
    const query = `${name}=${encodeURIComponent(token)}`;
    expect((await nobody.fetch(`/api/projects/birds/team?${query}`)).status, name).toBe(401);
    expect((await nobody.fetch(`/api/images/1?project=birds&${query}`)).status, name).toBe(401);
    expect((await nobody.fetch(`/admin?${query}`)).status, name).toBe(307);
    expect((await metrics(`/api/metrics?${name}=${encodeURIComponent(monitorToken)}`)).status).toBe(404);
  }
  const headers = { authorization: `Bearer ${token}`, "x-session-token": token };
  expect((await nobody.fetch("/api/projects/birds/team", { headers })).status).toBe(401);
  expect((await metrics("/api/metrics", { authorization: `Bearer ${monitorToken}` })).status).toBe(200);
  expect((await admin.fetch("/api/projects/birds/team")).status).toBe(200);
});

test("whatever the dashboard and the alerts look at is measured", async () => {
  const { nobody } = server();
  const headers = { authorization: `Bearer ${monitorToken}` };
  const text = await (await nobody.fetch("/api/metrics", { headers })).text();
  const measured = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
  );
  expect(measured.size).toBeGreaterThan(15);
  const { looked, dashboard } = lookedAt();
  expect(dashboard).toBeGreaterThan(20);
  const missing = [...looked].filter((name) => {
    const base = name.replace(/_(bucket|sum|count)$/, "");
    return !measured.has(name) && measured.get(base) !== "histogram";
  });
  expect(missing).toEqual([]);
  // and what Tandem measures of itself is looked at
  const unseen = [...measured.keys()].filter(
    (name) => name?.startsWith("tandem_") && ![...looked].some((other) => other.startsWith(name)),
  );
  expect(unseen).toEqual([]);
});

test("an audit page about a number that is nobody's is about everybody", async () => {
  const { admin, tandem } = server();
  const none = inDatabase(tandem, (db) => db.select().from(users).where(eq(users.id, 9999)).all());
  expect(none).toEqual([]);
  const entries = async (query: string) =>
    (await (await admin.fetch(`/admin/audit${query}`)).text()).match(/<li/g)?.length ?? 0;
  expect(await entries("?person=9999")).toBe(await entries(""));
  expect(await entries("")).toBeGreaterThan(3);
});

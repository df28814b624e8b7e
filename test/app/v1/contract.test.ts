import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { apiDocument, type Operation } from "#app/_server/v1/openapi.ts";
import { problemSchema } from "#app/_server/v1/problem.ts";
import { routes } from "#app/_server/v1/registry.ts";
import { endTokens } from "#db/people/api-tokens.ts";
import { members, users } from "#db/schema.ts";
import { type Role, roles, tokenActions } from "#lib/domain.ts";
import { apiWorld, type Client } from "./api-world.ts";

const { paths } = apiDocument();
const everyRoute = routes.map((route) => {
  const { path, method } = route.spec;
  const operation = paths[path]?.[method];
  if (!operation) throw new Error(`${method} ${path} is not described`);
  return { ...route, at: `${method} ${path}`, operation };
});
type Described = (typeof everyRoute)[number];

/** The address with something in each place: the project that there is, and numbers that are nobody's. */
const addressOf = ({ spec }: Described, project = "world"): string =>
  spec.path.replace("{project}", project).replace(/\{\w+\}/g, "999");

/** As little of a body as makes a request of this kind. */
const given = ({ operation }: Described): Parameters<Client>[2] => {
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  if (type === undefined) return {};
  return type === "application/json" ? { body: {} } : { raw: "{}\n", headers: { "content-type": type } };
};

/** Whatever is answered is described, and every problem has the one shape. @returns the status */
async function answered(reply: Response, operation: Operation | null, at: string): Promise<number> {
  const text = await reply.text();
  if (operation)
    expect(Object.keys(operation.responses), `${at}: ${reply.status} ${text}`).toContain(
      String(reply.status),
    );
  if (reply.status >= 400) {
    expect(reply.headers.get("content-type"), at).toBe("application/problem+json");
    const problem = problemSchema.strict().parse(JSON.parse(text));
    expect(problem.status, at).toBe(reply.status);
    expect(problem.detail, at).toMatch(/.[.:?]/);
  }
  expect(reply.status, `${at}: ${text}`).toBeLessThan(500);
  return reply.status;
}

async function statuses(client: Client, project?: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const route of everyRoute) {
    const reply = await client(route.spec.method.toUpperCase(), addressOf(route, project), given(route));
    found[route.at] = await answered(reply, route.operation, route.at);
  }
  return found;
}

/** One world for all: whoever changes it puts it back. */
let world: Awaited<ReturnType<typeof apiWorld>>;
beforeAll(async () => {
  const ends: (() => void | Promise<void>)[] = [];
  world = await apiWorld((end) => ends.unshift(end));
  return async () => {
    for (const end of ends) await end();
  };
});

const all = (status: number) => Object.fromEntries(everyRoute.map(({ at }) => [at, status]));

test("nobody, and whoever has a token that is none, expired, revoked or of a locked account", async () => {
  const { client, token, revoked, db, people } = world;
  const locked = token("researcher");
  const lock = (disabledAt: number | null) =>
    db.update(users).set({ disabledAt }).where(eq(users.id, people.researcher.id)).run();
  lock(1);
  const expired = token("admin", { at: Date.now() - 2 * 86_400_000 });
  for (const bearer of [null, expired, revoked, locked])
    expect(await statuses(client(bearer))).toEqual(all(401));
  // a session's cookie, or a token in another place, is no token
  const cookie = { cookie: `next-auth.session-token=${token("admin")}` };
  for (const headers of [
    cookie,
    { authorization: `Basic ${token("admin")}` },
    { "x-api-key": token("admin") },
  ])
    expect((await client(null)("GET", "/me", { headers })).status).toBe(401);
  lock(null);
}, 120_000);

test("tokens that are none are slowed by network, and hold up nobody who has one", async () => {
  const { client, as } = world;
  const me = await as("annotator")("GET", "/me");
  const seen = new Set<number>();
  for (let i = 0; i < 80; i++) {
    const reply = await client(`tandem_${"a".repeat(40)}${i}`)("GET", "/me");
    seen.add(await answered(reply, paths["/me"]?.get ?? null, "wrong token"));
    if (reply.status === 429) expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect([...seen]).toEqual([401, 429]);
  expect([me.status, (await as("admin")("GET", "/me")).status]).toEqual([200, 200]);
}, 60_000);

const mayActAs = (role: Role, asked: Role): boolean => roles.indexOf(role) >= roles.indexOf(asked);

test("every handler × every role: a role that is too low is refused, another is not", async () => {
  const { as } = world;
  for (const role of roles) {
    const found = await statuses(as(role));
    for (const { at, spec } of everyRoute)
      if (mayActAs(role, spec.role)) expect([401, 403], `${role}: ${at}`).not.toContain(found[at]);
      else expect(found[at], `${role}: ${at}`).toBe(403);
  }
}, 120_000);

test("every handler × every action: a token does what it is for, and nothing else", async () => {
  const { client, token } = world;
  for (const action of tokenActions) {
    const found = await statuses(client(token("admin", { actions: [action] })));
    for (const { at, spec } of everyRoute)
      if (spec.action === action) expect(found[at], `${action}: ${at}`).not.toBe(403);
      else expect(found[at], `${action}: ${at}`).toBe(403);
  }
}, 120_000);

test("a token for one project finds no other, and nothing of all of Tandem", async () => {
  const { client, token, other, project } = world;
  const mine = client(token("admin", { projectIds: [other.id] }));
  const found = await statuses(mine, "world");
  for (const { at, ofProject, spec } of everyRoute) {
    if (ofProject) expect(found[at], at).toBe(404);
    else if (spec.everywhere) expect(found[at], at).toBe(403);
    else expect(found[at], at).toBe(200);
  }
  expect(await (await mine("GET", "/projects")).json()).toMatchObject({ data: [{ project: "other" }] });
  const list = await client(token("admin", { projectIds: [project().id] }))("GET", "/projects");
  expect(await list.json()).toMatchObject({ data: [{ project: "world" }], next: null });
}, 120_000);

test("a closed project does not exist for who is no member; a member has their role in it at once", async () => {
  const { as, join, db } = world;
  const anna = as("annotator");
  for (const slug of ["other", "none"]) {
    const found = await statuses(anna, slug);
    for (const { at, ofProject } of everyRoute) if (ofProject) expect(found[at], at).toBe(404);
  }
  join("admin", "other");
  const found = await statuses(anna, "other");
  // what asks for a role of the account besides, or for a token of all projects, is not had by a membership
  for (const { at, ofProject, spec } of everyRoute)
    if (spec.account) expect(found[at], at).toBe(403);
    else if (ofProject) expect([401, 403], at).not.toContain(found[at]);
  db.delete(members).run();
}, 120_000);

const hostile = [
  "\u0000",
  "'; drop table users; --",
  "../../../etc/passwd",
  "<script>alert(1)</script>",
  "9".repeat(400),
  "-1",
  "1e999",
  "%",
  "ﷺ".repeat(200),
];

test("hostile values in every place of an address and of a query are refused as such", async () => {
  const { as, db, people } = world;
  const before = db.select().from(users).all().length;
  for (const route of everyRoute) {
    const method = route.spec.method.toUpperCase();
    const admin = as("admin"); // a token each: no token sends so fast
    for (const value of hostile) {
      const written = value === "%" ? "%" : encodeURIComponent(value);
      for (const { in: place, name } of route.operation.parameters) {
        if (place === "header") continue;
        const address =
          place === "path"
            ? addressOf({
                ...route,
                spec: { ...route.spec, path: route.spec.path.replace(`{${name}}`, written) as `/${string}` },
              })
            : `${addressOf(route)}?${name}=${written}`;
        const at = `${method} ${address.slice(0, 100)}`;
        const status = await answered(await admin(method, address, given(route)), null, at);
        expect([200, 201, 202, 400, 404, 409, 415, 422], at).toContain(status);
      }
    }
    endTokens(db, people.admin.id, Date.now());
  }
  expect(db.select().from(users).all()).toHaveLength(before);
}, 300_000);

test("hostile bodies are refused as such", async () => {
  const { as, db, people } = world;
  const bodies: unknown[] = [
    null,
    [],
    0,
    "",
    "x",
    { __proto__: null, constructor: 1 },
    { role: "emperor" },
    { change: { kind: "split", value: "x" }, items: [1e308] },
    { labels: { $ne: 1 } },
    Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])),
  ];
  for (const route of everyRoute) {
    if (!route.spec.body) continue;
    const admin = as("admin"); // a token each: no token sends so fast
    const method = route.spec.method.toUpperCase();
    for (const body of bodies) {
      const at = `${route.at} ${JSON.stringify(body).slice(0, 60)}`;
      const status = await answered(await admin(method, addressOf(route), { body }), route.operation, at);
      expect([404, 409, 422, 200], at).toContain(status);
    }
    const json = { "content-type": "application/json" };
    for (const [raw, headers, status] of [
      ["{", json, 400],
      ["{}", { "content-type": "text/plain" }, 415],
      [`{"a":"${"x".repeat(2 ** 20)}"}`, json, 413],
    ] as const)
      expect(
        await answered(await admin(method, addressOf(route), { raw, headers }), route.operation, route.at),
        route.at,
      ).toBe(status);
    endTokens(db, people.admin.id, Date.now());
  }
}, 120_000);

test("an address that is none, and a method that it does not take", async () => {
  const { as, client } = world;
  const admin = as("admin");
  for (const path of ["/none", "/projects/", "/projects//items", "/projects/world/items/1/2", "/%zz"])
    expect(await answered(await admin("GET", path), null, path)).toBe(404);
  for (const route of everyRoute)
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const taken = everyRoute.some(
        ({ spec }) => spec.path === route.spec.path && spec.method === method.toLowerCase(),
      );
      if (taken) continue;
      const reply = await client(null)(method, addressOf(route));
      expect(await answered(reply, null, `${method} ${route.spec.path}`)).toBe(405);
      expect(reply.headers.get("allow")).toContain(route.spec.method.toUpperCase());
    }
}, 60_000);

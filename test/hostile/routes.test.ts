import { globSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { hotFiles, hotImages, hotPosts } from "#app/_server/hot/addresses.ts";
import { birds, everyCount } from "./birds.ts";
import { handlers, isHot, pages, people, type Statuses, verbs } from "./routes.ts";
import { hostileServer } from "./server.ts";

const server = hostileServer();
beforeAll(async () => birds(server().tandem, "birds", 6), 60_000);

const routesOf = (file: string) =>
  globSync(`**/${file}`, { cwd: "app" })
    .map((path) => `/${path.slice(0, -file.length)}`.replace(/\/\([^)]*\)/g, "").replace(/(.)\/$/, "$1"))
    .filter((path) => !path.includes("/_"))
    .sort();

async function statusesOf(path: string, method: string): Promise<number[]> {
  const found: number[] = [];
  for (const who of people) {
    const reply = await server()[who].fetch(path, { method });
    found.push(reply.status);
    await reply.body?.cancel();
  }
  return found;
}

test("67 whatever answers, and whatever it is asked with, browsers are told what not to do with it", async () => {
  for (const path of [...Object.values(handlers).map(([each]) => each), "/signin", "/no-such-page"])
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]) {
      const { headers, status, body } = await server().nobody.fetch(path, { method });
      await body?.cancel();
      expect(status, `${method} ${path}`).toBeLessThan(500);
      expect(headers.get("x-content-type-options"), `${method} ${path}`).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy"), `${method} ${path}`).toBe("same-origin");
      if (path.startsWith("/api/"))
        expect(headers.get("content-security-policy"), `${method} ${path}`).toContain("default-src 'none'");
    }
});

test("68 clickjacking: nothing that answers may be shown in a frame, and pictures open to no other site", async () => {
  for (const [path] of [...Object.values(pages), ...Object.values(handlers)])
    for (const who of ["nobody", "admin"] as const)
      for (const method of ["GET", "POST"]) {
        const { headers, body } = await server()[who].fetch(path, { method });
        await body?.cancel();
        const policy = headers.get("content-security-policy") ?? "";
        expect(policy, `${method} ${path}`).toMatch(/frame-ancestors 'none'/);
        if (path.startsWith(hotImages) && method === "GET" && who === "admin")
          expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      }
}, 60_000);

test("33 every route has a rule: who may do what is decided before a route is added", () => {
  expect(Object.keys(pages).sort()).toEqual(routesOf("page.tsx"));
  expect(Object.keys(handlers).sort()).toEqual(
    [...routesOf("route.ts"), ...hotPosts, hotFiles, hotImages].sort(),
  );
});

const all = (status: number): Statuses => [status, status, status, status];

/** What follows from the tables for a verb that they do not name. */
const pageRules = ([nobody, ...signedIn]: Statuses): Record<(typeof verbs)[number], Statuses> => ({
  GET: [nobody, ...signedIn],
  HEAD: [nobody, ...signedIn],
  OPTIONS: all(400),
  // A form without an action shows the page; strangers have no forms.
  POST: [401, ...signedIn],
  PUT: all(405),
  PATCH: all(405),
  DELETE: all(405),
});
const handlerRule = (path: string, method: (typeof verbs)[number], get: Statuses | undefined): Statuses => {
  if (method === "HEAD" && get) return get;
  return all(method === "OPTIONS" && !isHot(path) ? 204 : 405);
};

test("33 pages × roles × every verb", async () => {
  for (const [path, statuses] of Object.values(pages)) {
    const found = Object.fromEntries(
      await Promise.all(verbs.map(async (verb) => [verb, await statusesOf(path, verb)] as const)),
    );
    expect(found, path).toEqual(pageRules(statuses));
  }
}, 180_000);

test("33 handlers × roles × every verb", async () => {
  for (const [path, rules] of Object.values(handlers))
    for (const verb of verbs)
      expect(await statusesOf(path, verb), `${verb} ${path}`).toEqual(
        rules[verb] ?? handlerRule(path, verb, rules.GET),
      );
}, 180_000);

test("33 and 73 HEAD is a question without consequences: nothing is written down, no stream is left open", async () => {
  const { admin, tandem } = server();
  const before = everyCount(tandem);
  for (const [path, { GET }] of Object.values(handlers))
    for (let i = 0; GET?.[3] === 200 && i < (path.startsWith("/api/live") ? 12 : 4); i++)
      expect((await admin.fetch(path, { method: "HEAD" })).status, path).toBeLessThan(429);
  expect(everyCount(tandem)).toEqual(before);
  for (const path of ["/api/live?project=birds"]) {
    const { status, body } = await admin.fetch(path);
    await body?.cancel();
    expect(status, path).toBe(200);
  }
});

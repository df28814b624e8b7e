import { globSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { hotImages, hotPosts } from "#app/_server/hot/addresses.ts";
import { birds } from "./birds.ts";
import { hostileServer } from "./server.ts";

const server = hostileServer();
beforeAll(async () => birds(server().tandem, "birds", 6), 60_000);

const people = ["nobody", "annotator", "researcher", "admin"] as const;
type Statuses = [nobody: number, annotator: number, researcher: number, admin: number];

const signedIn: Statuses = [307, 200, 200, 200];
const researchers: Statuses = [307, 404, 200, 200];
const admins: Statuses = [307, 404, 404, 200];
const nowhere: Statuses = [404, 404, 404, 404];
/** There is nothing behind the parameter that is asked for here; who may not look hears nothing of that. */
const adminsNothing: Statuses = [307, 404, 404, 404];

/** Address and the status of GET by who asks, for each route; a new route has to be entered here. */
const pages: Record<string, [path: string, statuses: Statuses]> = {
  "/": ["/", [307, 307, 307, 307]],
  "/account": ["/account", signedIn],
  "/admin": ["/admin", admins],
  "/admin/audit": ["/admin/audit", admins],
  "/admin/imports/[id]": ["/admin/imports/999", adminsNothing],
  "/admin/new": ["/admin/new", admins],
  "/admin/people": ["/admin/people", admins],
  "/admin/projects/[slug]": ["/admin/projects/birds", admins],
  "/admin/projects/[slug]/activity": ["/admin/projects/birds/activity", admins],
  "/admin/projects/[slug]/data": ["/admin/projects/birds/data", admins],
  "/admin/projects/[slug]/data/table": ["/admin/projects/birds/data/table", admins],
  "/admin/projects/[slug]/runs": ["/admin/projects/birds/runs", admins],
  "/admin/projects/[slug]/runs/panel": ["/admin/projects/birds/runs/panel", admins],
  "/admin/projects/[slug]/settings": ["/admin/projects/birds/settings", admins],
  "/admin/system": ["/admin/system", admins],
  "/annotate": ["/annotate", signedIn],
  "/annotate/[project]": ["/annotate/birds", signedIn],
  "/research": ["/research", researchers],
  "/research/[slug]": ["/research/birds", researchers],
  "/research/[slug]/study": ["/research/birds/study", [307, 404, 307, 307]],
  "/research/[slug]/study/[section]": ["/research/birds/study/confusion", researchers],
  "/research/[slug]/study/items": ["/research/birds/study/items", researchers],
  "/research/[slug]/study/report": ["/research/birds/study/report", researchers],
  "/signin": ["/signin", [200, 307, 307, 307]],
};

type Verbs = Partial<Record<"GET" | "POST" | "PUT" | "DELETE", Statuses>>;
/** The same for handlers, by verb. */
const handlers: Record<string, [path: string, verbs: Verbs]> = {
  "/api/[...rest]": ["/api/no-such-address", { GET: nowhere, POST: nowhere, PUT: nowhere, DELETE: nowhere }],
  "/api/auth/[...nextauth]": ["/api/auth/csrf", { GET: [200, 200, 200, 200], POST: [400, 400, 400, 400] }],
  "/api/export/[slug]": ["/api/export/birds?format=csv", { GET: [401, 403, 403, 200] }],
  "/api/health": ["/api/health", { GET: [200, 200, 200, 200] }],
  "/api/imports/preview": ["/api/imports/preview", { POST: [401, 403, 403, 415] }],
  "/api/runs/[id]/model": ["/api/runs/1/model", { GET: [401, 403, 403, 404] }],
  "/api/tables/preview": ["/api/tables/preview", { POST: [401, 403, 403, 415] }],
  "/api/live": ["/api/live?project=birds", { GET: [401, 403, 200, 200] }],
  "/api/metrics": ["/api/metrics", { GET: [404, 404, 404, 200] }],
  "/api/projects/[slug]/study/[section]/[block]": [
    "/api/projects/birds/study/confusion/none",
    { GET: [401, 403, 404, 404] },
  ],
  "/api/projects/[slug]/team": ["/api/projects/birds/team", { GET: [401, 403, 200, 200] }],
  "/api/uploads": ["/api/uploads", { POST: [401, 403, 403, 415] }],
  "/api/uploads/[id]": ["/api/uploads/none", { PUT: [401, 403, 403, 400], DELETE: [401, 403, 403, 404] }],
  "/api/uploads/[id]/picture": ["/api/uploads/none/picture", { GET: [401, 403, 403, 404] }],
  ...Object.fromEntries(
    hotPosts.map((path): [string, [string, Verbs]] => [path, [path, { POST: [401, 415, 415, 415] }]]),
  ),
  [hotImages]: [`${hotImages}1?project=birds`, { GET: [401, 404, 200, 200] }],
};

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

test("33 every route has a rule: who may do what is decided before a route is added", () => {
  expect(Object.keys(pages).sort()).toEqual(routesOf("page.tsx"));
  expect(Object.keys(handlers).sort()).toEqual([...routesOf("route.ts"), ...hotPosts, hotImages].sort());
});

test("33 pages × roles", async () => {
  const found: Record<string, number[]> = {};
  for (const [path] of Object.values(pages)) found[path] = await statusesOf(path, "GET");
  expect(found).toEqual(Object.fromEntries(Object.values(pages)));
});

test("33 handlers × roles × the verbs that they take", async () => {
  const found: Record<string, number[]> = {};
  const expected: Record<string, number[]> = {};
  for (const [path, verbs] of Object.values(handlers))
    for (const [method, statuses] of Object.entries(verbs)) {
      expected[`${method} ${path}`] = statuses;
      found[`${method} ${path}`] = await statusesOf(path, method);
    }
  expect(found).toEqual(expected);
}, 120_000);

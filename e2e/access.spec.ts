import { randomUUID } from "node:crypto";
import { expect, test } from "playwright/test";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { projects } from "#db/schema.ts";
import { changeUser, findUserByName } from "#db/people/users.ts";
import { client, makePerson } from "./session.ts";
import { startTandem, type Tandem } from "./tandem.ts";

const password = "a long enough password";
const people = ["nobody", "annotator", "researcher", "admin"] as const;
type Who = (typeof people)[number];
type Client = Awaited<ReturnType<typeof client>>;

let tandem: Tandem;
const clients = new Map<Who, Client>();
const as = (who: Who): Client => {
  const found = clients.get(who);
  if (!found) throw new Error(`nobody signed in as ${who}`);
  return found;
};

test.beforeAll(async () => {
  tandem = await startTandem({ demo: true });
  clients.set("nobody", await client(tandem, null));
  for (const role of ["annotator", "researcher", "admin"] as const) {
    await makePerson(tandem, `the-${role}`, role, password);
    clients.set(role, await client(tandem, { name: `the-${role}`, password }));
  }
});
test.afterAll(() => tandem.stop());

/** Status by who asks; a page one may not see is 404, or sends nobody to the sign-in page (307). */
const pages: [string, Record<Who, number>][] = [
  ["/annotate", { nobody: 307, annotator: 200, researcher: 200, admin: 200 }],
  // Researchers see gold, so they are not asked; the first admin may try the demo out, later ones say so first.
  ["/annotate/demo", { nobody: 307, annotator: 200, researcher: 307, admin: 307 }],
  ["/annotate/no-such-project", { nobody: 307, annotator: 404, researcher: 404, admin: 404 }],
  ["/research", { nobody: 307, annotator: 404, researcher: 200, admin: 200 }],
  ["/research/demo", { nobody: 307, annotator: 404, researcher: 200, admin: 200 }],
  ["/admin", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/admin/new", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/admin/people", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/admin/audit", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/admin/system", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/admin/projects/demo", { nobody: 307, annotator: 404, researcher: 404, admin: 200 }],
  ["/api/projects/demo/team", { nobody: 401, annotator: 403, researcher: 200, admin: 200 }],
  ["/api/export/demo/1", { nobody: 401, annotator: 403, researcher: 404, admin: 404 }],
  ["/api/health", { nobody: 200, annotator: 200, researcher: 200, admin: 200 }],
];

for (const [path, expected] of pages) {
  test(`who may see ${path}`, async () => {
    for (const who of people) {
      const reply = await as(who).get(path, { maxRedirects: 0 });
      expect(reply.status(), `${who} on ${path}`).toBe(expected[who]);
    }
  });
}

const posts = ["/api/tasks", "/api/tasks/undo", "/api/tasks/release"];
for (const path of posts) {
  test(`${path} takes nothing from nobody and nothing from another site`, async () => {
    const data = { project: "demo", held: [], leases: [randomUUID()], want: 1, today: 0 };
    const origin = tandem.url;
    expect((await as("nobody").post(path, { data, headers: { origin } })).status()).toBe(401);
    for (const headers of [
      { origin: "https://evil.example" },
      { origin, "sec-fetch-site": "cross-site" },
      {},
    ])
      expect((await as("annotator").post(path, { data, headers })).status()).toBe(403);
    expect((await as("annotator").post(path, { data: "project=demo", headers: { origin } })).status()).toBe(
      415,
    );
    expect((await as("annotator").post(path, { data: { project: 7 }, headers: { origin } })).status()).toBe(
      400,
    );
    const elsewhere = { ...data, project: "no-such-project" };
    expect((await as("annotator").post(path, { data: elsewhere, headers: { origin } })).status()).toBe(404);
  });
}

test("who is locked out is out at once", async () => {
  await makePerson(tandem, "leaver", "researcher", password);
  const leaver = await client(tandem, { name: "leaver", password });
  expect((await leaver.get("/research", { maxRedirects: 0 })).status()).toBe(200);
  const database = openDatabase(dataDir(tandem.data).database);
  const [user, admin] = ["leaver", "admin"].map((name) => findUserByName(database.db, name));
  changeUser(database.db, user?.id ?? -1, { disabled: true }, admin?.id ?? -1, Date.now());
  database.close();
  expect((await leaver.get("/research", { maxRedirects: 0 })).status()).toBe(307);
});

test("an archived project does not exist for anybody: no page, no picture list, no task", async () => {
  const database = openDatabase(dataDir(tandem.data).database);
  database.db.update(projects).set({ archivedAt: Date.now() }).run();
  try {
    const addresses = [
      "/annotate/demo",
      "/research/demo",
      "/admin/projects/demo",
      "/api/projects/demo/team",
      "/api/export/demo/1",
      "/api/live?project=demo",
    ];
    for (const address of addresses)
      expect((await as("admin").get(address, { maxRedirects: 0 })).status(), address).toBe(404);
    const data = { project: "demo", held: [], leases: [randomUUID()], want: 1, today: 0 };
    for (const path of posts)
      expect((await as("admin").post(path, { data, headers: { origin: tandem.url } })).status(), path).toBe(
        404,
      );
  } finally {
    database.db.update(projects).set({ archivedAt: null }).run();
    database.close();
  }
});

declare global {
  interface Window {
    /** bound by the test below */
    foundEmpty(): void;
  }
}

test("signing in leads straight to the role's page, without an empty one before it", async ({ page }) => {
  const documents: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname);
  });
  let emptied = false;
  await page.exposeFunction("foundEmpty", () => (emptied = true));
  await page.addInitScript(() => {
    const look = () => {
      if (document.readyState === "complete" && document.body.innerText.trim() === "") window.foundEmpty();
      requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(`${tandem.url}/signin`);
  await page.getByLabel("Name").fill("the-annotator");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${tandem.url}/annotate`);
  await expect(page.getByRole("heading", { name: "Annotate" })).toBeVisible();
  expect(emptied).toBe(false);
  expect(documents.at(-1)).toBe("/annotate");
});

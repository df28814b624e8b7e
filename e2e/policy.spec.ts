import { createServer } from "node:http";
import { type APIRequestContext, expect, type Page, test } from "playwright/test";
import { findUserByName } from "#db/people/users.ts";
import { write } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { letEverybodyAnswer } from "#db/people/members.ts";
import { trainedTandem } from "./dataset.ts";
import { everyPage } from "./every-page.ts";
import { client, makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** What browsers are told about our pages and answers, and that the pages live with it. */
test.describe.configure({ mode: "parallel" });
let tandem: Tandem;
let admin: APIRequestContext;
let nobody: APIRequestContext;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 100, test: 40 });
  inDatabase(tandem, (db) =>
    write(db, (tx) => letEverybodyAnswer(tx, findProject(tx, "shapes")?.id ?? -1, Date.now())),
  );
  await makePerson(tandem, "anna", "annotator", "a long enough password");
  admin = await client(tandem, { name: "admin", password: adminPassword });
  nobody = await client(tandem, null);
});
test.afterAll(() => tandem.stop());

const policyOf = async (context: APIRequestContext, path: string) =>
  (await context.get(path, { maxRedirects: 0 })).headers()["content-security-policy"] ?? "";
const directive = (policy: string, name: string) =>
  policy.split("; ").find((each) => each.startsWith(`${name} `)) ?? "";

test("67 content security policy: every page keeps its own", async ({ page }) => {
  test.setTimeout(420_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, tandem, "admin", adminPassword);
  for (const path of everyPage) {
    const before = complaints.length;
    await page.goto(tandem.url + path);
    await expect(page.locator("h1, [data-testid=stage] img").first()).toBeVisible();
    await page.waitForLoadState("load");
    // a script has run, and with it everything it writes into the page
    await page.waitForFunction(() => document.readyState === "complete");
    if (path.includes("/study/") && !path.includes("items"))
      await expect(page.locator("svg, table").first()).toBeVisible();
    expect(complaints.slice(before), path).toEqual([]);
  }
});

test("a page's scripts need the nonce of this very answer", async ({ page }) => {
  const paths = ["/signin", "/admin", "/no-such-page", "/research/shapes"];
  const seen = new Set<string>();
  for (const path of [...paths, ...paths]) {
    const reply = await admin.get(path, { maxRedirects: 0 });
    const script = directive(reply.headers()["content-security-policy"] ?? "", "script-src");
    expect(script, path).not.toContain("unsafe");
    const nonce = /'nonce-([^']+)'/.exec(script)?.[1] ?? "";
    expect(nonce.length).toBeGreaterThanOrEqual(22);
    seen.add(nonce);
    const html = await reply.text();
    if (reply.status() !== 307)
      expect(html.match(/<script(?![^>]*nonce=)/g), `${path} has scripts without nonce`).toBeNull();
  }
  expect(seen.size).toBe(2 * paths.length);

  await page.goto(`${tandem.url}/signin`);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="document.title = 'fallen'">`);
  });
  await page.waitForTimeout(200);
  expect(await page.title()).not.toBe("fallen");
});

test("an API answer is no page, and what is stricter stays", async () => {
  for (const path of [
    "/api/health",
    "/api/auth/csrf",
    "/api/projects/shapes/team",
    "/api/no-such-address",
    "/api/export/shapes/1",
  ]) {
    const policy = await policyOf(admin, path);
    expect(directive(policy, "default-src"), path).toBe("default-src 'none'");
  }
  const page = await (await admin.get("/research/shapes/items?said=gold:0&said=column-1:0")).text();
  const picture = /\/api\/images\/[^"\\\s]+/.exec(page)?.[0].replaceAll("&amp;", "&") ?? "";
  expect(await policyOf(admin, picture)).toContain("sandbox");
  for (const path of ["/signin", "/api/health", "/admin"]) {
    const headers = (await admin.get(path)).headers();
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
    expect(headers["referrer-policy"], path).toBe("same-origin");
    // only where people come by https
    expect(headers["strict-transport-security"], path).toBeUndefined();
  }
});

test("pretending to be the proxy opens nothing and takes no header away", async () => {
  for (const name of ["proxy", "src/proxy", "middleware", "src/middleware"]) {
    const headers = { "x-middleware-subrequest": Array.from({ length: 6 }, () => name).join(":") };
    expect((await nobody.get("/admin", { headers, maxRedirects: 0 })).status()).toBe(307);
    expect((await nobody.get("/api/projects/shapes/team", { headers })).status()).toBe(401);
    const page = await nobody.get("/signin", { headers });
    expect(page.headers()["content-security-policy"]).toContain("'nonce-");
  }
  // nor does a nonce that the client brings
  const own = {
    "x-nonce": "bXkgb3duIG5vbmNlISEh",
    "content-security-policy": "script-src 'nonce-bXkgb3duIG5vbmNlISEh'",
  };
  expect(await (await nobody.get("/signin", { headers: own })).text()).not.toContain(own["x-nonce"]);
});

test("37 forged requests: a server action that does not say where it comes from changes nothing", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/people`);
  const roleOf = () => inDatabase(tandem, (db) => findUserByName(db, "anna")?.role);
  const sent = page.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await page.getByLabel("Role of anna").selectOption("researcher");
  await page.getByRole("button", { name: "Save role" }).click();
  await page.getByRole("button", { name: "Change role" }).click();
  const request = await sent;
  await expect.poll(roleOf).toBe("researcher");
  const kept = Object.entries(await request.allHeaders()).filter(([name]) =>
    ["next-action", "content-type", "accept", "next-router-state-tree"].includes(name),
  );
  const body = (request.postDataBuffer() ?? Buffer.alloc(0))
    .toString("latin1")
    .replace("researcher", "annotator");
  const replay = (more: Record<string, string>) =>
    admin.post("/admin/people", {
      headers: { ...Object.fromEntries(kept), ...more },
      data: Buffer.from(body, "latin1"),
    });
  for (const more of [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: tandem.url, "sec-fetch-site": "cross-site" },
  ] as Record<string, string>[]) {
    await replay(more);
    expect(roleOf(), JSON.stringify(more)).toBe("researcher");
  }
  await replay({ origin: tandem.url });
  expect(roleOf()).toBe("annotator");
});

/** A page of another site, whatever it is made of. */
async function otherSite(html: string): Promise<{ url: string; close: () => void }> {
  const site = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(html);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const address = site.address();
  const port = typeof address === "object" && address ? address.port : 0;
  // The same host, so that a browser sends our cookies along: to it, that is the same site.
  return { url: `http://localhost:${port}`, close: () => site.close() };
}

/** Pictures of a page: how many there are, and how many were loaded. */
const picturesOn = (page: Page) =>
  page.evaluate(async () => {
    const all = [...document.images];
    await Promise.all(all.map((image) => image.decode().catch(() => undefined)));
    return { all: all.length, loaded: all.filter(({ naturalWidth }) => naturalWidth > 0).length };
  });

test("68 clickjacking: no page of ours is shown within another site’s", async ({ page }) => {
  await signIn(page, tandem, "anna", "a long enough password");
  const { url } = tandem;
  const framed = `<iframe src="${url}/annotate/shapes"></iframe><embed src="${url}/account">`;
  const site = await otherSite(`<h1>Win a prize</h1>${framed}<object data="${url}/annotate"></object>`);
  try {
    await page.goto(site.url);
    await expect(page.locator("iframe")).toBeVisible();
    await page.waitForTimeout(1000);
    const shown = page.frames().filter((frame) => frame.url().startsWith(url));
    expect(await Promise.all(shown.map((frame) => frame.locator("body").innerText()))).toEqual([]);
  } finally {
    site.close();
  }
  // the same session, the same page, not in a frame
  await page.goto(`${url}/annotate/shapes`);
  await expect(page.getByTestId("stage").locator("img")).toBeVisible();
});

test("69 opener and resource policies break none of our pictures, and keep them from other sites", async ({
  page,
}) => {
  await signIn(page, tandem, "admin", adminPassword);
  const { url } = tandem;
  const cell = "/research/shapes/items?said=gold:0&said=column-1:0";
  for (const path of [cell, "/annotate/shapes"]) {
    await page.goto(url + path);
    await expect(page.locator("main img").first()).toBeVisible();
    const { all, loaded } = await picturesOn(page);
    expect(all).toBeGreaterThan(0);
    expect(loaded, path).toBe(all);
  }
  const site = await otherSite(`<img src="${url}/api/images/1?project=shapes">`);
  try {
    await page.goto(site.url);
    expect(await picturesOn(page)).toEqual({ all: 1, loaded: 0 });
  } finally {
    site.close();
  }
  expect((await admin.get("/api/images/1?project=shapes")).status()).toBe(200);
});

import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { inDatabase } from "../../e2e/wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { createToken } from "#db/people/api-tokens.ts";
import { findUserByName } from "#db/people/users.ts";
import { tokenActions } from "#lib/domain.ts";
import { example } from "../../clients/typescript/example.ts";
import { png } from "../lib/formats/files.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { birds } from "./birds.ts";
import { act, everything, outcomeOf, serverActions } from "./server-actions.ts";
import { hostileServer, password } from "./server.ts";

const server = hostileServer();
beforeAll(async () => birds(server().tandem, "birds", 6), 60_000);

const tokenOf = (name: string): string =>
  inDatabase(server().tandem, (db) => {
    const user = findUserByName(db, name);
    const asked = { name: "t", actions: [...tokenActions], projectIds: null, days: 1 };
    const made = user && createToken(db, user, asked, null, Date.now());
    if (!made?.ok) throw new Error("no token was made");
    return made.value.token;
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("a browser's session opens nothing of the API, so that no other site can use it", async () => {
  const { admin, tandem } = server();
  const before = everything(tandem);
  for (const [method, path] of [
    ["GET", "/api/v1/me"],
    ["GET", "/api/v1/people"],
    ["PATCH", "/api/v1/projects/birds"],
    ["POST", "/api/v1/projects/birds/predictions?name=x"],
  ] as const) {
    const reply = await admin.fetch(path, { method });
    expect([reply.status, reply.headers.get("content-type")], path).toEqual([
      401,
      "application/problem+json",
    ]);
    expect(reply.headers.get("access-control-allow-origin"), path).toBeNull();
    await reply.body?.cancel();
  }
  expect(everything(tandem)).toEqual(before);
});

test("whoever has no token is refused before what they send is read, of unannounced length too", async () => {
  const { tandem } = server();
  const most = 64 * 1024 ** 2;
  const chunk = Buffer.alloc(65_536);
  let sent = 0;
  function* much() {
    for (; sent < most; sent += chunk.length) yield chunk;
  }
  const asked = request(`${tandem.url}/api/v1/projects/birds/judgments?name=x`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
  });
  const told = new Promise((resolve) => {
    asked.once("response", ({ statusCode }) => resolve(statusCode));
    asked.once("error", () => resolve("cut")); // the answer may be lost with the connection
  });
  const body = Readable.from(much());
  body.pipe(asked);
  expect([401, "cut"]).toContain(await told);
  body.destroy();
  asked.destroy();
  expect(sent).toBeLessThan(most);
});

test("the description is for everybody, under a policy that runs nothing", async () => {
  const { nobody } = server();
  const page = await nobody.fetch("/api/v1");
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; /,
  );
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  await page.body?.cancel();
  // a browser that asks whether it is as it was keeps the policy of that answer
  const again = await nobody.fetch("/api/v1", {
    headers: { "if-none-match": page.headers.get("etag") ?? "" },
  });
  expect([again.status, again.headers.get("content-security-policy")]).toEqual([
    304,
    page.headers.get("content-security-policy"),
  ]);
  const document = await nobody.fetch("/api/v1/openapi.json");
  expect(z.object({ openapi: z.literal("3.1.0") }).safeParse(await document.json()).success).toBe(true);
});

test("a token made on the account page works, until it is revoked there", async () => {
  const { annotator, tandem } = server();
  const made = await act(
    tandem,
    annotator,
    "/account",
    serverActions().get("app/account/token-actions.ts makeToken") ?? "",
    { name: "script", days: "3", where: "all", "action.read": "yes", current: password },
    { origin: tandem.url },
  );
  const { said } = await outcomeOf(made);
  const [token = ""] = /tandem_[\w-]{43}/.exec(said) ?? [];
  const ask = () => fetch(`${tandem.url}/api/v1/projects`, { headers: bearer(token) });
  const first = await ask();
  expect(first.status).toBe(200);
  expect(await first.json()).toMatchObject({ data: [{ project: "birds", role: "annotator" }] });
  // the page never shows it again
  const page = await (await annotator.fetch("/account")).text();
  expect(page).toContain(token.slice(0, 12));
  expect(page).not.toContain(token);
  const ended = await act(
    tandem,
    annotator,
    "/account",
    serverActions().get("app/account/token-actions.ts endToken") ?? "",
    { token: "1" },
    { origin: tandem.url },
  );
  expect((await outcomeOf(ended)).done).toBe(true);
  expect((await ask()).status).toBe(401);
});

test("annotators' tokens hear nothing of gold, answers or machines", async () => {
  const { tandem } = server();
  const headers = bearer(tokenOf("annotator"));
  for (const path of ["", "/items", "/items/1", "/judgments", "/runs", "/team", "/raters", "/exports"]) {
    const reply = await fetch(`${tandem.url}/api/v1/projects/birds${path}`, { headers });
    expect(reply.status, path).toBe(403);
    await reply.body?.cancel();
  }
});

test("what a worker does for the API ends up as what pages show", async () => {
  const { tandem, researcher } = server();
  const headers = bearer(tokenOf("admin"));
  const names = z.object({ data: z.array(z.object({ name: z.string() })) });
  const items = names.parse(
    await (await fetch(`${tandem.url}/api/v1/projects/birds/items`, { headers })).json(),
  );
  const project = z
    .object({ classes: z.array(z.string()) })
    .parse(await (await fetch(`${tandem.url}/api/v1/projects/birds`, { headers })).json());
  const K = project.classes.length;
  const body = items.data
    .map(({ name }) =>
      JSON.stringify({
        item: name,
        probabilities: Object.fromEntries(project.classes.map((each) => [each, 1 / K])),
      }),
    )
    .join("\n");
  const sent = await fetch(`${tandem.url}/api/v1/projects/birds/predictions?name=elsewhere`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-ndjson" },
    body,
  });
  expect(sent.status).toBe(202);
  const { import: id } = z.object({ import: z.int() }).parse(await sent.json());
  const state = z.object({ import: z.object({ state: z.string(), labelsAdded: z.int() }) });
  await expect
    .poll(
      async () =>
        state.parse(
          await (await fetch(`${tandem.url}/api/v1/projects/birds/imports/${id}`, { headers })).json(),
        ).import,
      { timeout: 30_000, interval: 200 },
    )
    .toMatchObject({ state: "finished", labelsAdded: items.data.length });
  const watch = await researcher.fetch("/research/birds");
  expect(watch.status).toBe(200);
  await watch.body?.cancel();
}, 60_000);

test("the TypeScript client's example sends predictions and takes the dataset", async () => {
  const { tandem } = server();
  const access = { address: `${tandem.url}/api/v1`, token: tokenOf("admin") };
  const { predicted, bytes } = await example(access, "birds");
  expect(predicted).toBe(6);
  expect(bytes).toBeGreaterThan(100);
  await expect(example({ ...access, token: "tandem_none" }, "birds")).rejects.toThrow(/token/);
}, 90_000);

const python = "/usr/bin/python3";
const hasRequests = spawnSync(python, ["-c", "import requests"]).status === 0;

const pythonExample = (...args: string[]) =>
  promisify(execFile)(python, ["clients/python/example.py", ...args], {
    env: { ...process.env, TANDEM: `${server().tandem.url}/api/v1`, TOKEN: tokenOf("admin") },
  });

describe.skipIf(!hasRequests)("the Python example (skipped without python3 and requests)", () => {
  const folderOf = async (names: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "tandem-python-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [i, name] of names.entries()) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), await png(20 + i));
    }
    return folder;
  };

  test("makes a project of a zip, sends predictions and loads the dataset", async () => {
    const folder = await folderOf([]);
    const zip = join(folder, "two.zip");
    const pictures = ["robin", "wren"].flatMap((bird, k) =>
      [0, 1].map(async (i) => ({ name: `${bird}/${i}.png`, data: await png(20 + 10 * k + i) })),
    );
    writeFileSync(zip, rawZip(await Promise.all(pictures)));
    const { stdout } = await pythonExample("two", zip);
    expect(stdout.trim().split("\n")).toEqual(["4 pictures", "4 predictions", "4 rows"]);
  }, 90_000);

  test("takes a folder of plain pictures with the names of the classes, and one whose folders name them", async () => {
    const plain = await folderOf(["a.png", "b.png", "more/c.png"]);
    const said = (await pythonExample("plain", plain, "--classes", "wren, robin")).stdout;
    expect(said.trim().split("\n")).toEqual(["3 pictures", "3 predictions", "3 rows"]);
    const sorted = await folderOf(["robin/a.png", "wren/b.png"]);
    expect((await pythonExample("sorted", sorted)).stdout).toContain("2 pictures");
    const classes = (slug: string) => inDatabase(server().tandem, (db) => findProject(db, slug)?.classes);
    expect([classes("plain"), classes("sorted")]).toEqual([
      ["wren", "robin"],
      ["robin", "wren"],
    ]);
    // plain pictures alone say no classes: a sentence, and no project
    await expect(pythonExample("none", await folderOf(["a.png", "b.png"]))).rejects.toThrow(/classes/);
    expect(classes("none")).toBeUndefined();
  }, 90_000);
});

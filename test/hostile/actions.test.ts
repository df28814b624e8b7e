import { beforeAll, expect, test } from "vitest";
import { actionRules } from "./action-rules.ts";
import { type ActionWorld, actionWorld } from "./action-world.ts";
import { act, everything, outcomeOf, serverActions } from "./server-actions.ts";
import { hostileServer, type Visitor } from "./server.ts";

const server = hostileServer();
let world: ActionWorld;
beforeAll(async () => {
  world = await actionWorld(server());
}, 180_000);

const actions = serverActions();

test("33 every server action has a rule: who may use it is decided before it is added", () => {
  expect([...actionRules.keys()].sort()).toEqual([...actions.keys()].sort());
});

const call = (who: Visitor, name: string, path: string, headers: Record<string, string>) =>
  act(
    server().tandem,
    who,
    path,
    actions.get(name) ?? "",
    actionRules.get(name)?.fields(world) ?? {},
    headers,
  );

/** Where a request may say that it comes from, none of them our own page. */
function foreign(url: string): Record<string, string>[] {
  const { protocol, hostname, port } = new URL(url);
  return [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: `${url}.evil.example` },
    { origin: `${protocol}//${hostname}:${Number(port) + 1}` },
    { origin: `${protocol}//evil.${hostname}:${port}` },
    { origin: url, "sec-fetch-site": "cross-site" },
    { origin: url, "sec-fetch-site": "same-site" },
  ];
}

test("33 and 37 server actions × roles × origins: all but the right person on our own page are refused, and nothing changes", async () => {
  const { tandem, nobody, annotator, researcher, admin } = server();
  const [newcomer, ...gone] = world.halfway;
  const before = everything(tandem);
  for (const [name, { role, path }] of actionRules) {
    const tries: [Visitor | undefined, string, Record<string, string>][] = foreign(tandem.url).map(
      (headers) => [role === "admin" ? admin : annotator, path, headers],
    );
    // An admin of another project is nobody here.
    const below = role === "admin" ? [annotator, researcher, newcomer, world.elsewhere] : [];
    for (const who of [nobody, ...gone, ...below])
      for (const page of [path, "/account", "/signin"]) tries.push([who, page, { origin: tandem.url }]);
    for (const [who, page, headers] of tries) {
      const { done, said } = await outcomeOf(await call(who ?? nobody, name, page, headers));
      expect(done, `${name} on ${page} with ${JSON.stringify(headers)}: ${said}`).toBe(false);
    }
  }
  expect(everything(tandem)).toEqual(before);
}, 180_000);

test("33 what a browser sends instead of a form is refused, to whoever may send one", async () => {
  const { tandem, admin } = server();
  const before = everything(tandem);
  const { url } = tandem;
  for (const [name, { path }] of actionRules)
    for (const body of ["[]", "[1,2]", '[{"ok":true},{"person":"1"}]', '["$undefined",["project","1"]]']) {
      const headers = { "next-action": actions.get(name) ?? "", "content-type": "text/plain", origin: url };
      const reply = await admin.fetch(path, { method: "POST", headers, body });
      const { done, said } = await outcomeOf(reply);
      expect(done, `${name} ${body}: ${said}`).toBe(false);
      expect(reply.status, `${name} ${body}`).toBeLessThan(500);
    }
  expect(everything(tandem)).toEqual(before);
}, 60_000);

test("33 the right person on our own page: each action does what it is for", async () => {
  const { tandem, annotator, admin } = server();
  for (const [name, { role, path }] of actionRules) {
    const before = everything(tandem);
    const who = role === "admin" ? admin : annotator;
    const { done, said } = await outcomeOf(
      await call(who, name, path, { origin: tandem.url, "sec-fetch-site": "same-origin" }),
    );
    expect(done, `${name}: ${said}`).toBe(true);
    expect(everything(tandem), name).not.toEqual(before);
  }
}, 120_000);

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { liveToken } from "#db/people/api-tokens.ts";
import { users } from "#db/schema.ts";
import { doubts } from "#workers/commands/start/doubts.ts";
import { firstAdmin, tokenIsUnknown } from "#workers/commands/start/first-run.ts";
import { newDatabase } from "../db/world.ts";

test.each([["aaaaaaaaaaaa"], ["admin-admin"], ["short"]])(
  "TANDEM_ADMIN_PASSWORD=%s is refused like anybody's, and not repeated",
  (password) => {
    const { folder, db } = newDatabase();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["workers/tandem.js", "start", "--no-demo"],
      {
        encoding: "utf8",
        env: { ...process.env, TANDEM_DATA: folder, TANDEM_ADMIN_PASSWORD: password },
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TANDEM_ADMIN_PASSWORD .+\.\n$/);
    expect(stdout + stderr).not.toContain(password);
    expect(db.select().from(users).all()).toEqual([]);
  },
);

test("TANDEM_API_TOKEN opens everything to the first admin's programs; one that is none is not repeated", async () => {
  const { db } = newDatabase();
  const token = `tandem_${"a1".repeat(20)}`;
  process.env.TANDEM_API_TOKEN = "tandem_short";
  await expect(firstAdmin(db, 1)).rejects.toThrow(/^TANDEM_API_TOKEN (?!.*short).+\.$/);
  expect(db.select().from(users).all()).toEqual([]);
  process.env.TANDEM_API_TOKEN = token;
  await firstAdmin(db, 1);
  expect(tokenIsUnknown(db, 2)).toBe(false);
  // another at a later start opens nothing, which is said
  process.env.TANDEM_API_TOKEN = `tandem_${"b2".repeat(20)}`;
  expect([await firstAdmin(db, 2), tokenIsUnknown(db, 2)]).toEqual([null, true]);
  delete process.env.TANDEM_API_TOKEN;
  expect(tokenIsUnknown(db, 2)).toBe(false);
  const alive = liveToken(db, token, 2);
  expect(alive).toMatchObject({ user: { role: "admin" }, projectIds: null });
  expect(typeof alive === "object" && alive?.actions.size).toBe(4);
});

test.each([
  ["127.0.0.1", "http://localhost:3000", undefined, 0],
  ["::1", "http://localhost:3000", undefined, 0],
  ["0.0.0.0", "http://tandem.example.org", undefined, 1],
  ["192.0.2.1", "http://localhost:3000", undefined, 1],
  ["::", "https://tandem.example.org", "1", 0],
  ["127.0.0.1", "https://tandem.example.org", "0", 0],
  ["127.0.0.1", "https://tandem.example.org", undefined, 1],
  ["127.0.0.1", "https://tandem.example.org", "all", 1],
])("host %s, reached at %s, trusting %s: %i warnings", (host, address, trustedProxies, n) => {
  expect(doubts({ host, address, trustedProxies })).toHaveLength(n);
});

import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { listAuditLog, recordAuditEntry } from "#db/people/audit-log.ts";
import { newAccounts } from "./accounts.ts";

/** Anna, Ben and the command line do things of every kind, 600 in all. */
async function newLog() {
  const world = await newAccounts(["anna", "admin"], ["ben", "annotator"]);
  const [anna, ben] = world.people.map(({ id }) => id);
  if (anna === undefined || ben === undefined) throw new Error("nobody was made");
  write(world.db, (tx) => {
    for (let i = 0; i < 100; i++) {
      const entries = [
        { userId: ben, action: "sign-in" },
        { userId: null, action: "sign-in.failed", subjectId: ben },
        { userId: anna, action: "user.change", subjectId: ben },
        { userId: anna, action: "session.end", subjectId: anna },
        { userId: anna, action: "project.eta" },
        { userId: null, action: "import" },
      ];
      for (const entry of entries) recordAuditEntry(tx, entry, i);
    }
  });
  return { ...world, anna, ben };
}

test("page after page it is the whole log, newest first, each entry once", async () => {
  const { db, anna, ben } = await newLog();
  const walk = (filter: Parameters<typeof listAuditLog>[1]) => {
    const seen: { id: number; action: string }[] = [];
    for (;;) {
      const page = listAuditLog(db, filter, seen.at(-1)?.id, 7);
      if (page.length === 0) return seen;
      seen.push(...page);
    }
  };
  const number = (filter: Parameters<typeof listAuditLog>[1]) => {
    const ids = walk(filter).map(({ id }) => id);
    expect([...ids].sort((a, b) => b - a)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    return ids.length;
  };
  expect(number({})).toBe(602); // both people were made
  expect(number({ kind: "sign-in" })).toBe(200);
  expect(number({ kind: "session" })).toBe(100);
  expect(number({ kind: "person" })).toBe(102);
  expect(number({ kind: "project" })).toBe(200);
  expect(number({ person: ben })).toBe(301);
  expect(number({ person: anna })).toBe(301);
  expect(number({ person: ben, kind: "person" })).toBe(101);
  expect(number({ person: ben, kind: "project" })).toBe(0);
  expect(new Set(walk({ person: ben, kind: "sign-in" }).map(({ action }) => action))).toEqual(
    new Set(["sign-in", "sign-in.failed"]),
  );
});

test("no page is sorted or looked for by reading the log", async () => {
  const { db, sqlite, ben } = await newLog();
  const prepare = sqlite.prepare.bind(sqlite);
  const steps: string[] = [];
  sqlite.prepare = (source: string) => {
    const plan = prepare<unknown[], { detail: string }>(`explain query plan ${source}`);
    steps.push(
      ...plan.all(Array<number>(source.match(/\?/g)?.length ?? 0).fill(0)).map(({ detail }) => detail),
    );
    return prepare(source);
  };
  for (const before of [undefined, 300])
    for (const person of [undefined, ben])
      for (const kind of [undefined, "sign-in"] as const) listAuditLog(db, { person, kind }, before, 50);
  expect(steps.length).toBeGreaterThan(20);
  expect(steps.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
  // the newest of all are the end of the table itself
  expect(new Set(steps.filter((step) => /^SCAN/.test(step)))).toEqual(new Set(["SCAN audit_log"]));
});

import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { checkPassword } from "#db/people/check-password.ts";
import { changeUser, findUserByName } from "#db/people/users.ts";
import { auditLog, signInFailures } from "#db/schema.ts";
import { newAccounts, password } from "./accounts.ts";

/** A world with Anna and an admin, and how somebody tries her password from an address. */
async function newWorld() {
  const world = await newAccounts(["anna", "annotator"], ["boss", "admin"]);
  const { db } = world;
  const guess = (address: string, now: number, given = "a wrong password", account = "anna") =>
    checkPassword(db, { account, password: given, address }, findUserByName(db, account), now);
  const entries = (action: string) => db.select().from(auditLog).where(eq(auditLog.action, action)).all();
  return {
    ...world,
    guess,
    entries,
    anna: world.people[0]?.id ?? -1,
    boss: world.people[1]?.id ?? -1,
  };
}

test("of forty guesses at once at most five are looked at", async () => {
  const { guess, entries } = await newWorld();
  const verdicts = await Promise.all(Array.from({ length: 40 }, () => guess("192.0.2.1", 1000)));
  expect(verdicts.filter(({ kind }) => kind === "wrong")).toHaveLength(5);
  expect(verdicts.filter(({ kind }) => kind === "wait")).toHaveLength(35);
  expect(entries("sign-in.failed")).toHaveLength(5);
  expect(entries("sign-in.blocked")).toMatchObject([{ detail: { user: "anna", scope: "pair" } }]);
});

test("guesses over many addresses at once wait in a bounded queue, and the rest is sent away uncounted", async () => {
  const { db, guess } = await newWorld();
  const verdicts = await Promise.all(
    Array.from({ length: 40 }, (_, i) => guess(`192.0.2.${i}`, 1000, "wrong", `somebody${i}`)),
  );
  expect(verdicts.filter(({ kind }) => kind === "busy")).toHaveLength(40 - 18);
  const pairs = db
    .select()
    .from(signInFailures)
    .all()
    .filter(({ key }) => key.startsWith("pair:"));
  expect(pairs).toHaveLength(18);
});

test("a locked account is wrong whatever is typed", async () => {
  const { db, anna, boss, guess, entries } = await newWorld();
  changeUser(db, anna, { disabled: true }, boss, 1);
  expect((await guess("192.0.2.1", 2, password)).kind).toBe("wrong");
  expect(entries("sign-in.failed")).toMatchObject([{ userId: null, subjectId: anna }]);
});

test("what was typed is kept nowhere: a password in the name field leaves no trace", async () => {
  const { db, guess, path, entries, sqlite } = await newWorld();
  const secret = "hunter2-in-the-wrong-field";
  expect((await guess(`192.0.2.1`, 1, "x", secret)).kind).toBe("wrong");
  await guess("y".repeat(7000), 1, "x", "z".repeat(200));
  expect(entries("sign-in.failed")[0]).toMatchObject({ subjectId: null, detail: { user: null } });
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  expect(readFileSync(path).includes(secret)).toBe(false);
  for (const { key } of db.select().from(signInFailures).all()) expect(key.length).toBeLessThanOrEqual(32);
});

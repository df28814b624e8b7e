import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  createToken,
  listTokens,
  liveToken,
  mostTokens,
  noteUsed,
  revokeToken,
  tokenRequest,
  tokenText,
} from "#db/people/api-tokens.ts";
import { resetByLink } from "#db/people/password-links.ts";
import { changeOwnPassword, changeUser, resetPassword } from "#db/people/users.ts";
import { apiTokens, auditLog, projects } from "#db/schema.ts";
import { newAccounts } from "./accounts.ts";

const day = 86_400_000;
const now = 1000;

async function newWorld() {
  const world = await newAccounts(["anna", "researcher"], ["boss", "admin"]);
  const [anna, boss] = world.people;
  if (!anna || !boss) throw new Error("nobody was made");
  const project = (slug: string) =>
    world.db
      .insert(projects)
      .values({ slug, name: slug, classes: ["a", "b"], createdAt: 1 })
      .returning()
      .get();
  const make = (given: Partial<Parameters<typeof createToken>[2]> = {}) =>
    createToken(
      world.db,
      anna,
      { name: "ci", actions: ["read"], projectIds: null, days: 2, ...given },
      anna.id,
      now,
    );
  const token = (given: Parameters<typeof make>[0] = {}) => {
    const made = make(given);
    if (!made.ok) throw new Error(made.message);
    return made.value;
  };
  const alive = (text: string, at = now) => {
    const found = liveToken(world.db, text, at);
    return found !== null && typeof found !== "string" ? found : null;
  };
  return { ...world, anna, boss, project, make, token, alive };
}

test("a token opens what it is for, until its time is over, and the table opens nothing", async () => {
  const { db, anna, project, token, alive } = await newWorld();
  const [birds, cats] = [project("birds").id, project("cats").id];
  const { token: text } = token({ actions: ["write", "read"], projectIds: [cats, birds, cats] });
  expect(tokenText.safeParse(text).success).toBe(true);
  expect(alive(text)).toMatchObject({ user: { id: anna.id, role: "researcher" } });
  expect([...(alive(text)?.actions ?? [])]).toEqual(["read", "write"]);
  expect([...(alive(text)?.projectIds ?? [])]).toEqual([birds, cats]);
  const row = db.select().from(apiTokens).get();
  expect(JSON.stringify(row)).not.toContain(text.slice(12));
  expect(liveToken(db, row?.hash ?? "", now)).toBeNull();
  expect(liveToken(db, `${text}x`, now)).toBeNull();
  expect(alive(text, now + 2 * day - 1)).not.toBeNull();
  expect(liveToken(db, text, now + 2 * day)).toBe("expired");
  expect(listTokens(db, anna.id, now)[0]?.projects).toEqual(["birds", "cats"]);
  expect(listTokens(db, anna.id, now + 2 * day)).toEqual([]);
});

test("what a token allows follows its person: another role, a lock, another password from an admin", async () => {
  const { db, anna, boss, token, alive } = await newWorld();
  const { token: text } = token();
  changeUser(db, anna.id, { role: "annotator" }, boss.id, now);
  expect(alive(text)?.user.role).toBe("annotator");
  changeOwnPassword(db, anna.id, "hash", 0, now);
  expect(alive(text)).not.toBeNull();
  changeUser(db, anna.id, { disabled: true }, boss.id, now);
  expect(alive(text)).toBeNull();
  changeUser(db, anna.id, { disabled: false }, boss.id, now);
  expect(liveToken(db, text, now)).toBe("revoked");
  const second = token().token;
  resetByLink(db, anna.id, boss.id, now);
  expect(liveToken(db, second, now)).toBe("revoked");
  const third = token().token;
  resetPassword(db, anna.id, "hash", null, now);
  expect(liveToken(db, third, now)).toBe("revoked");
});

test("only its person revokes a token, once; what was done is in the log without the token", async () => {
  const { db, anna, boss, token } = await newWorld();
  const { id, token: text } = token();
  expect(revokeToken(db, boss, id, boss.id, now).ok).toBe(false);
  expect(revokeToken(db, anna, id, anna.id, now).ok).toBe(true);
  expect(revokeToken(db, anna, id, anna.id, now).ok).toBe(false);
  expect(liveToken(db, text, now)).toBe("revoked");
  const entries = db.select().from(auditLog).where(eq(auditLog.subjectId, anna.id)).all();
  expect(entries.map(({ action }) => action).slice(-2)).toEqual(["user.token", "user.token.revoke"]);
  expect(JSON.stringify(entries)).not.toContain(text.slice(8));
});

test("last use is noted once in a while", async () => {
  const { db, token, alive } = await newWorld();
  const { id, token: text } = token();
  expect(alive(text, now + 120_000)?.unseen).toBe(true);
  noteUsed(db, id, now + 120_000);
  expect(alive(text, now + 179_999)?.unseen).toBe(false);
  expect(alive(text, now + 180_000)?.unseen).toBe(true);
});

test("a person has so many at most, and none for a project that is not there", async () => {
  const { make } = await newWorld();
  expect(make({ projectIds: [99] }).ok).toBe(false);
  for (let i = 0; i < mostTokens; i++) expect(make().ok).toBe(true);
  expect(make().ok).toBe(false);
});

test.each([
  { actions: [] },
  { actions: ["everything"] },
  { projectIds: [] },
  { projectIds: [1.5] },
  { days: 0 },
  { days: 367 },
  { name: " " },
  { name: "a\u202eb" },
])("refused: %j", (given) => {
  const asked = { name: "ci", actions: ["read"], projectIds: null, days: 1 };
  expect(tokenRequest.safeParse(asked).success).toBe(true);
  expect(tokenRequest.safeParse({ ...asked, ...given }).success).toBe(false);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { type APIRequestContext, expect, type Page, request, test } from "playwright/test";
import { z } from "zod";
import { findUserByName, resetPassword } from "#db/people/users.ts";
import { hashPassword } from "#db/people/password.ts";
import { auditLog, sessions } from "#db/schema.ts";
import { client, makePerson, signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** Signing in, guessing, and what ends a session, by HTTP and through the pages. */
const password = "a long enough password";
let tandem: Tandem;
test.beforeAll(async () => {
  // The address of who asks is the last that a proxy wrote: so a test can come from anywhere.
  tandem = await startTandem({ env: { TANDEM_TRUSTED_PROXIES: "1" } });
});
test.afterAll(() => tandem.stop());

const from = (address: string): Promise<APIRequestContext> =>
  request.newContext({ baseURL: tandem.url, extraHTTPHeaders: { "x-forwarded-for": address } });
const csrf = z.object({ csrfToken: z.string() });

/** Guess through one client, each guess with its own token. @returns status and error of each */
async function guesses(context: APIRequestContext, n: number, name: string, given: string) {
  const { csrfToken } = csrf.parse(await (await context.get("/api/auth/csrf")).json());
  return Promise.all(
    Array.from({ length: n }, async () => {
      const reply = await context.post("/api/auth/callback/credentials", {
        form: { csrfToken, name, password: given, json: "true" },
        maxRedirects: 0,
        timeout: 120_000,
      });
      const { url } = z.object({ url: z.string() }).parse(await reply.json());
      const error = new URL(url, tandem.url).searchParams.get("error");
      return {
        status: reply.status(),
        error: error?.split(":")[0] ?? null,
        after: reply.headers()["retry-after"],
      };
    }),
  );
}

const failed = (name: string) =>
  inDatabase(tandem, (db) => {
    const id = findUserByName(db, name)?.id ?? null;
    const all = db.select().from(auditLog).where(eq(auditLog.action, "sign-in.failed")).all();
    return all.filter(({ subjectId }) => subjectId === id).length;
  });

test("38 brute force: of forty guesses at once at most five are looked at, and the owner elsewhere is not kept out", async () => {
  await makePerson(tandem, "victim", "annotator", password);
  const attacker = await from("203.0.113.9");
  const replies = await guesses(attacker, 40, "victim", "a wrong password");
  expect(failed("victim")).toBeLessThanOrEqual(5);
  expect(replies.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(35);
  for (const { error, after } of refused) {
    expect(["wait", "busy"]).toContain(error);
    expect(Number(after)).toBeGreaterThan(0);
  }
  // not even with the right password, from there
  expect((await guesses(attacker, 1, "victim", password))[0]).toMatchObject({ status: 429, error: "wait" });
  // inventing earlier hops is no way out
  const forger = await from("198.51.100.77, 203.0.113.9");
  expect((await guesses(forger, 1, "victim", password))[0]).toMatchObject({ status: 429 });
  const owner = await from("192.0.2.10");
  expect((await guesses(owner, 1, "victim", password))[0]).toMatchObject({ status: 200, error: null });
});

test("a flood from everywhere is sent away with a sentence, and those inside are not held up", async () => {
  const inside = await client(tandem, { name: "admin", password: adminPassword });
  const floods = await Promise.all(Array.from({ length: 40 }, (_, i) => from(`198.51.100.${i}`)));
  const replies = Promise.all(floods.map((one, i) => guesses(one, 1, `nobody${i}`, "x")));
  expect((await inside.get("/admin")).status()).toBe(200);
  const all = (await replies).flat();
  expect(all.every(({ error }) => error === "CredentialsSignin" || error === "busy")).toBe(true);
  expect(all.filter(({ error }) => error === "busy").every(({ status }) => status === 429)).toBe(true);
});

test("39 enumeration: the answer does not tell whether a name exists", async () => {
  await makePerson(tandem, "known", "annotator", password);
  const errors = async (name: string, address: string) => {
    const context = await from(address);
    const found: (string | null)[] = [];
    for (let i = 0; i < 6; i++)
      found.push(...(await guesses(context, 1, name, "wrong")).map(({ error }) => error));
    return found;
  };
  const known = await errors("known", "192.0.2.31");
  expect(known).toEqual([...Array<string>(5).fill("CredentialsSignin"), "wait"]);
  expect(await errors("unknown-name", "192.0.2.32")).toEqual(known);
});

test("a password that was typed into the name field is written down nowhere", async () => {
  const secret = "my-secret-by-mistake";
  await guesses(await from("192.0.2.33"), 1, secret, "x");
  for (const name of ["tandem.db", "tandem.db-wal", "tandem.log"])
    expect(readFileSync(join(tandem.data, name)).includes(secret), name).toBe(false);
});

const opens = async (context: APIRequestContext) =>
  (await context.get("/annotate", { maxRedirects: 0 })).status() === 200;

test("36 sign-out: it ends the session on the server: a copied cookie is worth nothing", async () => {
  await makePerson(tandem, "leaver", "annotator", password);
  const mine = await client(tandem, { name: "leaver", password });
  const copied = await request.newContext({ baseURL: tandem.url, storageState: await mine.storageState() });
  const other = await client(tandem, { name: "leaver", password });
  expect(await opens(copied)).toBe(true);
  const { csrfToken } = csrf.parse(await (await mine.get("/api/auth/csrf")).json());
  await mine.post("/api/auth/signout", {
    form: { csrfToken, json: "true" },
    headers: { origin: tandem.url },
  });
  expect([await opens(mine), await opens(copied), await opens(other)]).toEqual([false, false, true]);
  // nor does next-auth make a new token of the copied one that opens anything
  await copied.get("/api/auth/session");
  expect(await opens(copied)).toBe(false);
});

test("a session ends when it has been idle for too long", async () => {
  await makePerson(tandem, "sleeper", "annotator", password);
  const sleeper = await client(tandem, { name: "sleeper", password });
  const seen = (hoursAgo: number) =>
    inDatabase(tandem, (db) => {
      const id = findUserByName(db, "sleeper")?.id ?? -1;
      const lastSeenAt = Date.now() - hoursAgo * 3_600_000;
      return db.update(sessions).set({ lastSeenAt }).where(eq(sessions.userId, id)).returning().get();
    });
  seen(11);
  expect(await opens(sleeper)).toBe(true);
  const noted = inDatabase(tandem, (db) => db.select().from(sessions).all());
  expect(noted.some(({ lastSeenAt }) => lastSeenAt < Date.now() - 3_600_000)).toBe(false);
  seen(13);
  expect(await opens(sleeper)).toBe(false);
});

/** What the page says in answer to a form. */
const problem = (page: Page) => page.getByRole("alert").filter({ hasText: /\w/ }).first();

test("one's devices are listed and ended one by one or together; an admin signs somebody out everywhere", async ({
  page,
}) => {
  await makePerson(tandem, "nomad", "annotator", password);
  const others = await Promise.all([1, 2, 3].map(() => client(tandem, { name: "nomad", password })));
  await signIn(page, tandem, "nomad", password);
  await page.goto(`${tandem.url}/account`);
  const ends = page.getByRole("button", { name: /^End the session/ });
  await expect(page.getByText("this one")).toHaveCount(1);
  await expect(ends).toHaveCount(3);
  await ends.first().click();
  await expect(ends).toHaveCount(2);
  expect((await Promise.all(others.map(opens))).filter(Boolean)).toHaveLength(2);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(ends).toHaveCount(0);
  expect((await Promise.all(others.map(opens))).filter(Boolean)).toHaveLength(0);
  await page.reload();
  await expect(page.getByText("this one")).toHaveCount(1);

  const admin = await page.context().browser()?.newContext();
  const people = await admin?.newPage();
  if (!admin || !people) throw new Error("no second browser");
  await signIn(people, tandem, "admin", adminPassword);
  await people.goto(`${tandem.url}/admin/people`);
  await people.getByRole("button", { name: "Sign out for nomad" }).click();
  await people.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(people.getByRole("button", { name: "Sign out for nomad" })).toHaveCount(0);
  await page.goto(`${tandem.url}/account`);
  await expect(page).toHaveURL(/signin/);
  await people.goto(`${tandem.url}/admin/audit?kind=session`);
  await expect(people.getByText("signed nomad out everywhere")).toBeVisible();
  await admin.close();
});

test("a new password is judged, asks for the current one as a sign-in does, and ends the other sessions only", async ({
  page,
}) => {
  await makePerson(tandem, "changer", "annotator", password);
  const other = await client(tandem, { name: "changer", password });
  await signIn(page, tandem, "changer", password);
  await page.goto(`${tandem.url}/account`);
  const change = async (current: string, next: string) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password", { exact: true }).fill(next);
    await page.getByLabel("New password again").fill(next);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByRole("button", { name: "Change password" })).toBeEnabled();
  };
  for (const weak of ["aaaaaaaaaaaa", "changer-changer", "qwertyuiop12", "tandem-tandem"]) {
    await change(password, weak);
    await expect(problem(page)).toBeVisible();
  }
  for (let i = 0; i < 6; i++) await change("a wrong password", "an entirely new password");
  await expect(problem(page)).toContainText("wait");
  expect(failed("changer")).toBe(5);
  // the admin's reset ends the wait, and the session with it
  const oneTime = "one-time-secret-of-day";
  const hash = await hashPassword(oneTime);
  inDatabase(tandem, (db) =>
    resetPassword(db, findUserByName(db, "changer")?.id ?? -1, hash, null, Date.now()),
  );
  expect(await opens(other)).toBe(false);
  await signIn(page, tandem, "changer", oneTime);
  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
  await page.getByLabel("One-time password").fill(oneTime);
  await page.getByLabel("New password", { exact: true }).fill("an entirely new password");
  await page.getByLabel("New password again").fill("an entirely new password");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page).toHaveURL(`${tandem.url}/annotate`);
});

test("a form that comes after the session: one that has ended is told so and keeps what was typed; signed out elsewhere, the way leads to the sign-in page", async ({
  page,
}) => {
  await makePerson(tandem, "late", "annotator", password);
  await signIn(page, tandem, "late", password);
  const send = async () => {
    await page.goto(`${tandem.url}/account`);
    await page.getByLabel("Current password").fill(password);
    await page.getByLabel("New password", { exact: true }).fill("a phrase of my own making");
    return page.getByLabel("New password again");
  };
  const first = await send();
  await first.fill("a phrase of my own making");
  inDatabase(tandem, (db) => {
    const id = findUserByName(db, "late")?.id ?? -1;
    db.update(sessions).set({ revokedAt: Date.now() }).where(eq(sessions.userId, id)).run();
  });
  await first.press("Enter");
  await expect(problem(page)).toContainText("sign in again");
  await expect(first).toHaveValue("a phrase of my own making");

  await page.context().clearCookies();
  await signIn(page, tandem, "late", password);
  const second = await send();
  await second.fill("a phrase of my own making");
  await page.context().clearCookies(); // as signing out in another tab does
  await second.press("Enter");
  await expect(page).toHaveURL(/\/signin$/);
  await expect(page.getByLabel("Name")).toBeVisible();
});

test("a one-time password that has run out says so, and the admin sees it", async ({ page }) => {
  const id = await makePerson(tandem, "latecomer", "annotator", password);
  const oneTime = "one-time-secret-of-old";
  const hash = await hashPassword(oneTime);
  inDatabase(tandem, (db) => resetPassword(db, id, hash, null, Date.now() - 8 * 86_400_000));
  await page.goto(`${tandem.url}/signin`);
  const attempt = async (given: string) => {
    await page.getByLabel("Name").fill("latecomer");
    await page.getByLabel("Password").fill(given);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  // only who knows it is told
  await attempt("a wrong password");
  await expect(problem(page)).toContainText("wrong");
  await attempt(oneTime);
  await expect(problem(page)).toContainText("expired");
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/people`);
  await expect(page.getByText("one-time password expired")).toHaveCount(1);
  await page.getByRole("button", { name: "New link for latecomer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make a link" }).click();
  const link = (await page.getByTestId("link").textContent()) ?? "";
  await page.reload();
  await expect(page.getByText("one-time password expired")).toHaveCount(0);
  await expect(page.getByText("has yet to choose a password")).toHaveCount(1);
  await page.context().clearCookies();
  // the link works once, and leads straight in
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill("latecomer-latecomer");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(problem(page)).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("an entirely new password");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(page).toHaveURL(`${tandem.url}/annotate`);
  expect((await page.goto(link))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This link is no longer good" })).toBeVisible();
});

test("the audit page says who signed in and who failed, and narrows to a person", async ({ page }) => {
  await makePerson(tandem, "seen", "annotator", password);
  const context = await from("192.0.2.44");
  await guesses(context, 1, "seen", "wrong");
  await guesses(context, 1, "seen", password);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/audit`);
  await page.getByLabel("Person").selectOption({ label: "seen" });
  await page.getByLabel("Kind").selectOption("sign-in");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/person=\d+&kind=sign-in/);
  const entries = page.locator("main ol > li");
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText(/seen signed in with .* from 192\.0\.2\.44/);
  await expect(entries.last()).toContainText(/Somebody gave a wrong password for seen from 192\.0\.2\.44/);
});

test("an access token is made on the account page, shown once, and refused once it is revoked there", async ({
  page,
}) => {
  await makePerson(tandem, "scripter", "researcher", password);
  await signIn(page, tandem, "scripter", password);
  await page.goto(`${tandem.url}/account`);
  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("form", { name: "New token" });
  await form.getByLabel("Name").fill("nightly export");
  await form.getByLabel("Current password").fill("a wrong password");
  await form.getByRole("button", { name: "Make a token" }).click();
  await expect(problem(page)).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("nightly export");
  await form.getByLabel("Current password").fill(password);
  await form.getByRole("button", { name: "Make a token" }).click();
  const token = (await page.getByTestId("token").textContent()) ?? "";
  const asked = async () =>
    (
      await page.request.get(`${tandem.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    ).status();
  expect(await asked()).toBe(200);
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke nightly export" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("button", { name: "Revoke nightly export" })).toHaveCount(0);
  expect(await asked()).toBe(401);
});

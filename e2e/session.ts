import { type APIRequestContext, expect, type Page, request } from "playwright/test";
import { z } from "zod";
import type { Role } from "#lib/domain.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { hashPassword } from "#db/people/password.ts";
import { createUser } from "#db/people/users.ts";
import type { Tandem } from "./tandem.ts";

/** Make a person in a running Tandem's database, as the command line does. */
export async function makePerson(
  tandem: Tandem,
  name: string,
  role: Role,
  password: string,
): Promise<number> {
  const database = openDatabase(dataDir(tandem.data).database);
  migrateDatabase(database);
  const user = { name, displayName: name, role, mustChangePassword: false };
  const made = createUser(
    database.db,
    { ...user, passwordHash: await hashPassword(password) },
    null,
    Date.now(),
  );
  database.close();
  if (!made.ok) throw new Error(made.message);
  return made.value.id;
}

/** Sign in without clicking: what the form does, by requests. */
export async function signInByRequest(
  context: APIRequestContext,
  name: string,
  password: string,
): Promise<void> {
  const { csrfToken } = z
    .object({ csrfToken: z.string() })
    .parse(await (await context.get("/api/auth/csrf")).json());
  await context.post("/api/auth/callback/credentials", {
    form: { csrfToken, name, password, json: "true" },
    maxRedirects: 0,
  });
}

/** A client with the cookies of a signed-in person (or of nobody). */
export async function client(
  tandem: Tandem,
  person: { name: string; password: string } | null,
): Promise<APIRequestContext> {
  const context = await request.newContext({ baseURL: tandem.url });
  if (person) await signInByRequest(context, person.name, person.password);
  return context;
}

/** Sign in through the page, as a person does. */
export async function signIn(page: Page, tandem: Tandem, name: string, password: string): Promise<void> {
  await page.goto(`${tandem.url}/signin`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/signin/, { timeout: 60_000 });
}

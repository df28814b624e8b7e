import { afterAll, beforeAll } from "vitest";
import { z } from "zod";
import { adminPassword, startTandem, type Tandem } from "../../e2e/tandem.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { hashPassword } from "#db/people/password.ts";
import { createUser } from "#db/people/users.ts";
import type { Role } from "#lib/domain.ts";

/** Somebody's browser, with their cookies: fetch() of this server's paths. */
export type Visitor = {
  /** value of the Cookie header */
  cookie: string;
  /** `headers` are added to what a browser on this site's own page sends */
  fetch(path: string, init?: RequestInit & { duplex?: "half" }): Promise<Response>;
  /** JSON to a path */
  send(path: string, value: unknown, method?: string): Promise<Response>;
};

export type HostileServer = {
  tandem: Tandem;
  nobody: Visitor;
  annotator: Visitor;
  researcher: Visitor;
  admin: Visitor;
};

export const password = "four hostile words here";

/**
 * The production build with an empty data folder, once for a test file, and one visitor of each kind.
 * @returns a function that gives it, for use inside tests
 */
export function hostileServer(settings: Record<string, string> = {}): () => HostileServer {
  let server: HostileServer | null = null;
  beforeAll(async () => {
    const before = { ...process.env };
    Object.assign(process.env, settings);
    const tandem = await startTandem();
    for (const name of Object.keys(settings))
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    for (const role of ["annotator", "researcher"] as const) await makePerson(tandem, role, role);
    server = {
      tandem,
      nobody: visitor(tandem.url, ""),
      annotator: await signIn(tandem, "annotator", password),
      researcher: await signIn(tandem, "researcher", password),
      admin: await signIn(tandem, "admin", adminPassword),
    };
  }, 300_000);
  afterAll(() => server?.tandem.stop());
  return () => {
    if (!server) throw new Error("the server runs only inside tests");
    return server;
  };
}

/** Somebody with the common password. @returns their number */
export async function makePerson({ data }: Tandem, name: string, role: Role): Promise<number> {
  const database = openDatabase(dataDir(data).database);
  const person = { name, displayName: name, role, mustChangePassword: false };
  const made = createUser(
    database.db,
    { ...person, passwordHash: await hashPassword(password) },
    null,
    Date.now(),
  );
  database.close();
  if (!made.ok) throw new Error(made.message);
  return made.value.id;
}

/** Sign in as the form does. */
export async function signIn({ url }: Tandem, name: string, secret: string): Promise<Visitor> {
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const reply = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(csrf), origin: url },
    body: new URLSearchParams({ csrfToken, name, password: secret, json: "true" }),
    redirect: "manual",
  });
  const cookie = cookiesOf(reply);
  if (!cookie.includes("session-token")) throw new Error(`${name} could not sign in`);
  return visitor(url, cookie);
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0] ?? "")
    .join("; ");

export function visitor(url: string, cookie: string): Visitor {
  const ask: Visitor["fetch"] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    if (!headers.has("origin")) headers.set("origin", url);
    return fetch(`${url}${path}`, { redirect: "manual", ...init, headers });
  };
  return {
    cookie,
    fetch: ask,
    send: (path, value, method = "POST") =>
      ask(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(value) }),
  };
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { answerApi } from "#app/_server/v1/dispatch.ts";
import { asOperator } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { createToken, revokeToken } from "#db/people/api-tokens.ts";
import { setMember } from "#db/people/members.ts";
import { findUser } from "#db/people/users.ts";
import { projects, users } from "#db/schema.ts";
import { type Role, type TokenAction, tokenActions } from "#lib/domain.ts";
import { type AtEnd, newWorld } from "../../db/world.ts";

export type Client = (
  method: string,
  path: string,
  given?: { body?: unknown; raw?: string | ReadableStream; headers?: Record<string, string> },
) => Promise<Response>;

/**
 * The project "world" of db/world.ts, another that is closed, a person of each role, and the API on a port of its own.
 */
export async function apiWorld(atEnd: AtEnd = onTestFinished) {
  const world = newWorld(
    Array.from({ length: 12 }, (_, i) => (i < 6 ? 0.5 : 0.9)),
    { classes: ["red", "green", "blue"] },
    atEnd,
  );
  const { db } = world.database;
  globalThis.tandemData = {
    dir: dataDir(world.database.folder),
    database: openDatabase(world.database.path),
  };
  atEnd(async () => {
    for (const lane of Object.values(globalThis.tandemViews?.lanes ?? {})) await lane.end();
    globalThis.tandemViews = undefined;
    globalThis.tandemData?.database.close();
    globalThis.tandemData = undefined;
  });
  const person = (role: Role) =>
    db
      .insert(users)
      .values({ name: role, displayName: role, role, passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
  const people = { annotator: person("annotator"), researcher: person("researcher"), admin: person("admin") };
  const other = db
    .insert(projects)
    .values({ slug: "other", name: "Other", classes: ["a", "b"], membersOnly: true, createdAt: 1 })
    .returning()
    .get();
  const token = (
    role: Role,
    given: { actions?: TokenAction[]; projectIds?: number[] | null; at?: number } = {},
  ): string => {
    const { actions = [...tokenActions], projectIds = null, at = Date.now() } = given;
    const made = createToken(db, people[role], { name: "t", actions, projectIds, days: 1 }, null, at);
    if (!made.ok) throw new Error(made.message);
    return made.value.token;
  };
  const revoked = createToken(
    db,
    people.admin,
    { name: "r", actions: ["read"], projectIds: null, days: 1 },
    null,
    Date.now(),
  );
  if (!revoked.ok) throw new Error(revoked.message);
  revokeToken(db, people.admin, revoked.value.id, null, Date.now());
  const server = createServer((request, response) => {
    if (!answerApi(request, response)) response.writeHead(421).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client =
    (bearer: string | null): Client =>
    (method, path, { body, raw, headers = {} } = {}) =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(raw !== undefined && { body: raw, duplex: "half" }),
      });
  const join = (role: Role, slug: string) => {
    const found = findProject(db, slug);
    const account = findUser(db, people.annotator.id);
    if (!found || !account) throw new Error("somebody is missing");
    const set = setMember(db, asOperator(found), account.id, { role }, 1);
    if (!set.ok) throw new Error(set.message);
  };
  return {
    ...{ ...world, annotators: world.people, db, url, people, other, token, client, join },
    revoked: revoked.value.token,
    as: (role: Role) => client(token(role)),
  };
}

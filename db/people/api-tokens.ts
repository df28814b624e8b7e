import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Db, type RootDb, write } from "#db/client.ts";
import { statement } from "#db/lookup.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type ApiToken, apiTokens, projects, type User } from "#db/schema.ts";
import { fail, ok, type Result, type TokenAction, tokenActions } from "#lib/domain.ts";

const dayMs = 24 * 60 * 60_000;
const seenEveryMs = 60_000;
/** of one person, that are good */
export const mostTokens = 50;
const shownLength = 12;

/** `tandem_` and 256 random bits: to be told from other secrets where one has leaked. */
const newToken = (): string => `tandem_${randomBytes(32).toString("base64url")}`;
/** What may stand in a request, a token of ours or one that $TANDEM_API_TOKEN has brought. */
export const tokenText = z
  .string()
  .regex(
    /^tandem_[A-Za-z0-9_-]{32,128}$/,
    "A token is “tandem_” and 32 to 128 letters, digits, - and _ after it.",
  );

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** What somebody wants a token for. */
export const tokenRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}\p{Bidi_Control}]+$/u, "Leave out characters that cannot be seen."),
  actions: z.array(z.enum(tokenActions)).min(1, "Choose at least one."),
  /** numbers of projects; null: all that the person may enter, later ones too */
  projectIds: z.array(z.int().positive()).min(1, "Choose at least one project.").max(1000).nullable(),
  days: z.int().min(1).max(366),
});
export type TokenRequest = z.output<typeof tokenRequest>;

/**
 * Make a token for somebody.
 * @param by whoever asks for it; null: the command line
 * @param token one that was chosen elsewhere (tokenText)
 * @returns the token, which is kept nowhere
 */
export function createToken(
  db: Db,
  owner: Pick<User, "id" | "name">,
  asked: TokenRequest,
  by: number | null,
  now: number,
  token = newToken(),
): Result<{ id: number; token: string }> {
  return write(db, (tx) => {
    if (good(tx, owner.id, now).length >= mostTokens)
      return fail(`There are ${mostTokens} tokens already; revoke one first.`);
    const slugs = slugsOf(tx, asked.projectIds);
    if (asked.projectIds && slugs?.length !== new Set(asked.projectIds).size)
      return fail("There is no such project.");
    const { id } = tx
      .insert(apiTokens)
      .values({
        hash: hashOf(token),
        prefix: token.slice(0, shownLength),
        userId: owner.id,
        name: asked.name,
        actions: tokenActions.filter((action) => asked.actions.includes(action)),
        projectIds: asked.projectIds && [...new Set(asked.projectIds)].sort((a, b) => a - b),
        createdAt: now,
        expiresAt: now + asked.days * dayMs,
      })
      .returning({ id: apiTokens.id })
      .get();
    const { name, actions, days } = asked;
    const detail = { user: owner.name, token: name, actions, projects: slugs, days };
    recordAuditEntry(tx, { userId: by, action: "user.token", subjectId: owner.id, detail }, now);
    return ok({ id, token });
  });
}

const slugsOf = (tx: Db, ids: readonly number[] | null): string[] | null =>
  ids &&
  tx
    .select({ slug: projects.slug })
    .from(projects)
    .where(inArray(projects.id, [...ids]))
    .all()
    .map(({ slug }) => slug);

/** Whose request it is, and how much of what they may do the token opens. */
export type LiveToken = {
  id: number;
  user: Pick<User, "id" | "role">;
  actions: ReadonlySet<TokenAction>;
  /** null: all that the person may enter */
  projectIds: ReadonlySet<number> | null;
  /** it was last noted as used a while ago: call noteUsed() when a write does not disturb */
  unseen: boolean;
};

type Row = Pick<ApiToken, "id" | "expiresAt" | "lastUsedAt" | "revokedAt"> &
  Pick<User, "disabledAt" | "role"> & { userId: number; actions: string; projectIds: string | null };

const tokenByHash = statement<[string], Row>(
  `select api_tokens.id, actions, projectIds, expiresAt, lastUsedAt, revokedAt,
     users.id as userId, disabledAt, role
   from api_tokens join users on users.id = api_tokens.userId where hash = ?`,
);

const storedActions = z.array(z.string()).transform((all) => tokenActions.filter((one) => all.includes(one)));
const storedProjects = z.array(z.int());

/**
 * Whose request this is, asked at each one, with the role that the person has now.
 * @returns null for a token that never was; a word for one that was good once
 */
export function liveToken(
  db: RootDb,
  token: string,
  now: number,
): LiveToken | "expired" | "revoked" | "locked" | null {
  const row = tokenText.safeParse(token).success ? tokenByHash(db).get(hashOf(token)) : undefined;
  if (!row) return null;
  if (row.revokedAt !== null) return "revoked";
  if (now >= row.expiresAt) return "expired";
  if (row.disabledAt !== null) return "locked";
  return {
    id: row.id,
    user: { id: row.userId, role: row.role },
    actions: new Set(storedActions.parse(JSON.parse(row.actions))),
    projectIds: row.projectIds === null ? null : new Set(storedProjects.parse(JSON.parse(row.projectIds))),
    unseen: now - (row.lastUsedAt ?? 0) >= seenEveryMs,
  };
}

export function noteUsed(db: Db, id: number, now: number): void {
  write(db, (tx) => tx.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, id)).run());
}

const isGood = (now: number) => and(isNull(apiTokens.revokedAt), gt(apiTokens.expiresAt, now));

const good = (db: Db, userId: number, now: number): ApiToken[] =>
  db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.userId, userId), isGood(now)))
    .orderBy(desc(apiTokens.id))
    .all();

export type TokenLine = Omit<ApiToken, "hash" | "userId" | "revokedAt" | "projectIds"> & {
  /** short names; null: all */
  projects: string[] | null;
};

/** Somebody's tokens that are good, newest first. */
export const listTokens = (db: Db, userId: number, now: number): TokenLine[] =>
  good(db, userId, now).map(
    ({ id, name, prefix, actions, projectIds, createdAt, expiresAt, lastUsedAt }) => ({
      ...{ id, name, prefix, actions, createdAt, expiresAt, lastUsedAt },
      projects: slugsOf(db, projectIds),
    }),
  );

/** Revoke somebody's token. @param by the person themselves, or null: the command line */
export function revokeToken(
  db: Db,
  owner: Pick<User, "id" | "name">,
  id: number,
  by: number | null,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const found = good(tx, owner.id, now).find((token) => token.id === id);
    if (!found) return fail("There is no such token, or it is not good any more.");
    tx.update(apiTokens).set({ revokedAt: now }).where(eq(apiTokens.id, id)).run();
    const detail = { user: owner.name, token: found.name };
    recordAuditEntry(tx, { userId: by, action: "user.token.revoke", subjectId: owner.id, detail }, now);
    return ok(null);
  });
}

/** All of somebody's tokens end, in the transaction that gives them another password or locks them out. */
export function endTokens(tx: Db, userId: number, now: number): void {
  tx.update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)))
    .run();
}

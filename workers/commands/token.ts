import { z } from "zod";
import { createToken, listTokens, revokeToken, tokenRequest } from "#db/people/api-tokens.ts";
import { findUserByName } from "#db/people/users.ts";
import type { Db } from "#db/client.ts";
import type { User } from "#db/schema.ts";
import { tokenActions } from "#lib/domain.ts";
import { sentence } from "#lib/validation.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";

const flags = z.object({
  action: z.enum(["add", "list", "revoke"]).describe("make a token, list those that are good, or end one"),
  person: z.string().min(1).describe("sign-in name of the person whose token it is"),
  name: z.string().default("").describe("what the token is called; for add and revoke"),
  allow: z
    .string()
    .default("read")
    .describe("what it may do")
    .meta({ value: tokenActions.join(",") }),
  projects: z.string().default("all").describe("short names of projects").meta({ value: "all|A,B" }),
  days: z.coerce.number().int().min(1).max(366).default(90).describe("how long it is good"),
});
type Flags = z.output<typeof flags>;

export const command = defineCommand({
  about: `Makes, lists and revokes access tokens of the API. A token acts in its person's name and never allows
more than they may do at that moment. It is printed once and kept nowhere.`,
  positionals: ["action", "person"],
  flags,
  run: (values) =>
    withDatabase((db) => {
      const person =
        findUserByName(db, values.person) ?? stop(`There is nobody with the name ${values.person}.`);
      if (values.action === "add") add(db, person, values);
      else if (values.action === "revoke") revoke(db, person, values.name);
      else list(db, person);
    }),
});

const words = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

function add(db: Db, person: User, { name, allow, projects, days }: Flags): void {
  if (person.disabledAt !== null) stop(`${person.name} is locked out.`);
  const projectIds = projects === "all" ? null : words(projects).map((slug) => projectCalled(db, slug).id);
  const asked = tokenRequest.safeParse(
    { name, actions: words(allow), projectIds, days },
    { error: sentence },
  );
  if (!asked.success) return stop(inFlags(asked.error));
  const made = createToken(db, person, asked.data, null, Date.now());
  if (!made.ok) return stop(made.message);
  console.log(made.value.token);
}

/** What a request calls its fields, as flags. */
const flagNames: Readonly<Record<string, string>> = { actions: "allow", projectIds: "projects" };

/** The first finding, behind the flag that it is about. */
function inFlags({ issues: [issue] }: z.ZodError): string {
  const field = String(issue?.path[0] ?? "");
  return `--${flagNames[field] ?? field}: ${issue?.message ?? ""}`;
}

function list(db: Db, person: User): void {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  for (const { name, prefix, actions, projects, expiresAt, lastUsedAt } of listTokens(
    db,
    person.id,
    Date.now(),
  ))
    console.log(
      [
        name,
        `${prefix}…`,
        actions.join(","),
        projects?.join(",") ?? "all",
        `until ${day(expiresAt)}`,
        lastUsedAt === null ? "never used" : `last used ${day(lastUsedAt)}`,
      ].join("  "),
    );
}

function revoke(db: Db, person: User, name: string): void {
  const found = listTokens(db, person.id, Date.now()).filter((token) => token.name === name);
  if (found.length === 0) stop(`${person.name} has no token of the name “${name}” that is good.`);
  for (const { id } of found) {
    const done = revokeToken(db, person, id, null, Date.now());
    if (!done.ok) stop(done.message);
  }
}

import { z } from "zod";
import { Problem } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { listMembers, removeMember, setMember } from "#db/people/members.ts";
import { addPerson } from "#db/people/password-links.ts";
import { changeUser, findUser, listUsers, personName, signInName } from "#db/people/users.ts";
import type { User } from "#db/schema.ts";
import { type Result, roles } from "#lib/domain.ts";

const tag = "people";

const personSchema = z
  .object({
    id: z.int(),
    name: z.string().describe("sign-in name"),
    displayName: z.string(),
    role: z.enum(roles),
    locked: z.boolean(),
    createdAt: z.int(),
  })
  .meta({ id: "Person" });

const shown = ({ id, name, displayName, role, disabledAt, createdAt }: User) => ({
  ...{ id, name, displayName, role, createdAt },
  locked: disabledAt !== null,
});

const memberSchema = z
  .object({
    id: z.int().describe("number of the person"),
    name: z.string(),
    displayName: z.string(),
    role: z.enum(roles).describe("their role here"),
    given: z.enum(roles).nullable().describe("the role that the membership gives; null: that of the account"),
    asked: z.boolean().describe("whether they answer items here"),
    disabled: z.boolean(),
  })
  .meta({ id: "Member" });

const personParams = z.strictObject({ person: z.coerce.number().int().positive() });

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Problem(409, result.message);
  return result.value;
}

export const peopleRoutes = [
  route(
    {
      method: "get",
      path: "/people",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Everybody with an account",
      response: z.object({ data: z.array(personSchema) }),
    },
    ({ db }) => ({ data: listUsers(db).map(shown) }),
  ),
  route(
    {
      method: "post",
      path: "/people",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Make an account",
      description:
        "`link` is the path of a page on which its person chooses a password; it is shown only now.",
      body: z.strictObject({
        name: signInName,
        displayName: personName.default(""),
        role: z.enum(roles).default("annotator"),
      }),
      status: 201,
      secret: true,
      response: z.object({ person: personSchema, link: z.string() }),
    },
    ({ db, user, body: { name, displayName, role }, now }) => {
      const made = must(addPerson(db, { name, displayName: displayName || name, role }, user.id, now));
      return { person: shown(made.user), link: `/password/${made.token}` };
    },
  ),
  route(
    {
      method: "patch",
      path: "/people/{person}",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Give somebody another role, or lock them out or in again",
      description: "Either ends their sessions; a lock ends their access tokens too.",
      params: personParams,
      body: z.union([z.strictObject({ role: z.enum(roles) }), z.strictObject({ locked: z.boolean() })]),
      response: personSchema,
    },
    ({ db, user, params: { person }, body, now }) => {
      if (!findUser(db, person)) throw new Problem(404, "There is nobody with this number.");
      must(changeUser(db, person, "role" in body ? body : { disabled: body.locked }, user.id, now));
      const after = findUser(db, person);
      if (!after) throw new Problem(404, "There is nobody with this number.");
      return shown(after);
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/members",
      tag,
      action: "admin",
      role: "admin",
      summary: "Members of a project",
      response: z.object({ data: z.array(memberSchema) }),
    },
    ({ db, project }) => ({ data: listMembers(db, project) }),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/members/{person}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Make somebody a member, or change what they are here",
      params: personParams,
      body: z.strictObject({
        role: z.enum(roles).nullable().optional().describe("null: that of their account"),
        annotates: z.boolean().optional().describe("they answer although they see gold"),
      }),
      response: memberSchema,
    },
    ({ db, project, params: { person }, body: { role, annotates }, now }) => {
      if (!findUser(db, person)) throw new Problem(404, "There is nobody with this number.");
      const change = { ...(role !== undefined && { role }), ...(annotates !== undefined && { annotates }) };
      must(setMember(db, project, person, change, now));
      const member = listMembers(db, project).find(({ id }) => id === person);
      if (!member) throw new Problem(409, "Nothing is particular about this person here.");
      return member;
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/members/{person}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Take somebody off the members",
      params: personParams,
      response: null,
    },
    ({ db, project, params: { person }, now }) => {
      if (!listMembers(db, project).some(({ id }) => id === person))
        throw new Problem(404, "Nobody with this number is a member.");
      must(removeMember(db, project, person, now));
      return null;
    },
  ),
];

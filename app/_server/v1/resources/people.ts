import { z } from "zod";
import { done } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { writtenId } from "../written.ts";
import { listMembers, removeMember, setMember, setMembersOnly } from "#db/people/members.ts";
import { addPerson, resetByLink } from "#db/people/password-links.ts";
import { endSessions } from "#db/people/sessions.ts";
import { changeUser, findUser, listUsers, personName, signInName } from "#db/people/users.ts";
import type { Db } from "#db/client.ts";
import type { User } from "#db/schema.ts";
import { roles } from "#lib/domain.ts";

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

export const personParams = z.strictObject({ person: writtenId });

/** @throws Problem 404 */
export function known(db: Db, id: number): User {
  const found = findUser(db, id);
  if (!found) throw new Problem(404, "There is nobody with this number.");
  return found;
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
      summary: "Everybody with an account, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(personSchema),
    },
    ({ db, query }) => pageOfAll(query, listUsers(db).map(shown)),
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
      const made = done(addPerson(db, { name, displayName: displayName || name, role }, user.id, now));
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
      known(db, person);
      done(changeUser(db, person, "role" in body ? body : { disabled: body.locked }, user.id, now));
      return shown(known(db, person));
    },
  ),
  route(
    {
      method: "post",
      path: "/people/{person}/password-link",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Have somebody choose a new password",
      description:
        "The password of before stops working at once, and sessions and access tokens end. `link` is the path of a page on which its person chooses another; it is shown only now.",
      params: personParams,
      status: 201,
      secret: true,
      response: z.object({ link: z.string() }),
    },
    ({ db, user, params: { person }, now }) => {
      known(db, person);
      return { link: `/password/${done(resetByLink(db, person, user.id, now))}` };
    },
  ),
  route(
    {
      method: "delete",
      path: "/people/{person}/sessions",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Sign somebody out on all their devices",
      description: "Their access tokens stay.",
      params: personParams,
      response: z.object({ ended: z.int().describe("sessions that lived") }),
    },
    ({ db, user, params: { person }, now }) => ({
      ended: endSessions(db, known(db, person), "all", user.id, now),
    }),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/members-only",
      tag,
      action: "admin",
      role: "admin",
      summary: "Open a project to its members only, or to everybody with an account",
      body: z.strictObject({ membersOnly: z.boolean() }),
      response: z.object({ joined: z.int().describe("people who had answered and are members now") }),
    },
    ({ db, project, body: { membersOnly }, now }) => ({
      joined: setMembersOnly(db, project, membersOnly, now),
    }),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/members",
      tag,
      action: "admin",
      role: "admin",
      summary: "Members of a project, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(memberSchema),
    },
    ({ db, project, query }) => pageOfAll(query, listMembers(db, project)),
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
      known(db, person);
      const change = { ...(role !== undefined && { role }), ...(annotates !== undefined && { annotates }) };
      done(setMember(db, project, person, change, now));
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
      done(removeMember(db, project, person, now));
      return null;
    },
  ),
];

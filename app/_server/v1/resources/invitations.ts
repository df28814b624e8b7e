import { z } from "zod";
import { done } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { Problem, unfit } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { writtenId } from "../written.ts";
import {
  findInvitation,
  invitationRequest,
  invite,
  inviteToOwnOnly,
  mayInvite,
  openInvitations,
  revokeInvitation,
} from "#db/people/invitations.ts";
import { roles } from "#lib/domain.ts";
import { sentence } from "#lib/validation.ts";

/** Links by which people enter. */

const tag = "people";

const invitationSchema = z
  .object({
    id: z.int(),
    role: z.enum(roles).describe("of the accounts that it makes"),
    project: z.string().nullable().describe("name of the project to which it leads"),
    projectRole: z.enum(roles).nullable().describe("of the membership that it makes"),
    by: z.string().describe("who made it"),
    uses: z.int(),
    maxUses: z.int().describe("how many it lets in"),
    createdAt: z.int(),
    expiresAt: z.int(),
  })
  .meta({ id: "Invitation" });

const { role, days, uses } = invitationRequest.shape;
const asked = {
  role: role.default("annotator").describe("of the accounts that it makes"),
  days: days.default(7).describe("how long it is good"),
  uses: uses.default(1).describe("how many it lets in"),
};
/** @throws Problem 422 for what each part alone cannot tell */
function fit(given: z.input<typeof invitationRequest>) {
  const parsed = invitationRequest.safeParse(given, { error: sentence });
  if (!parsed.success) throw unfit("body", parsed.error);
  return parsed.data;
}

const made = z.object({
  id: z.int(),
  link: z.string().describe("path of the page that it opens, shown only now"),
});
const params = z.strictObject({ invitation: writtenId });
const shownOnce = { status: 201, secret: true, response: made } as const;
const missing = (): Problem => new Problem(404, "There is no such link.");
const joined = ({ id, token }: { id: number; token: string }) => ({ id, link: `/join/${token}` });

export const invitationRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/invitations",
      tag,
      action: "admin",
      role: "admin",
      summary: "Links that still let somebody into a project, oldest first",
      query: z.strictObject(pageQuery),
      response: pageOf(invitationSchema),
    },
    ({ db, project, query, now }) => pageOfAll(query, openInvitations(db, project.id, now)),
  ),
  projectRoute(
    {
      ...shownOnce,
      method: "post",
      path: "/projects/{project}/invitations",
      tag,
      action: "admin",
      role: "admin",
      summary: "Make a link into a project",
      description: "Who is admin of the project only makes annotators’ accounts by it.",
      body: z.strictObject({
        ...asked,
        projectRole: z.enum(roles).default("annotator").describe("what they are in the project"),
      }),
    },
    ({ db, user, project, body: { projectRole, ...given }, now }) => {
      const to = { project, role: projectRole };
      if (!mayInvite(user, given.role, to)) throw new Problem(403, inviteToOwnOnly);
      return joined(invite(db, fit(given), to, user.id, now));
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/invitations/{invitation}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Let nobody in by a link any more",
      params,
      response: null,
    },
    ({ db, user, project, params: { invitation }, now }) => {
      if (findInvitation(db, invitation)?.projectId !== project.id) throw missing();
      return done(revokeInvitation(db, invitation, user.id, now));
    },
  ),
  route(
    {
      method: "get",
      path: "/invitations",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Links that still let somebody in, oldest first, those into projects too",
      query: z.strictObject(pageQuery),
      response: pageOf(invitationSchema),
    },
    ({ db, query, now }) => pageOfAll(query, openInvitations(db, null, now)),
  ),
  route(
    {
      ...shownOnce,
      method: "post",
      path: "/invitations",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Make a link to an account, into no project in particular",
      body: z.strictObject(asked),
    },
    ({ db, user, body, now }) => joined(invite(db, fit(body), null, user.id, now)),
  ),
  route(
    {
      method: "delete",
      path: "/invitations/{invitation}",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Let nobody in by a link any more, whichever it is",
      params,
      response: null,
    },
    ({ db, user, params: { invitation }, now }) => {
      if (!findInvitation(db, invitation)) throw missing();
      return done(revokeInvitation(db, invitation, user.id, now));
    },
  ),
];

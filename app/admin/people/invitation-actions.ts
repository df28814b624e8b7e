"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { projectFor } from "../../_server/project.ts";
import { typedInt } from "../../_server/typed-number.ts";
import { may } from "#db/access.ts";
import {
  findInvitation,
  invitationRequest,
  invite,
  inviteToOwnOnly,
  mayInvite,
  revokeInvitation,
} from "#db/people/invitations.ts";
import { roles } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";
import { rateLimit } from "#lib/rate-limit.ts";
import { byField, sentence } from "#lib/validation.ts";

const links = rateLimit({ size: 60, everyMs: 2000 });
const noProject = { ok: false, message: "There is no such project." };

const form = z.object({
  role: z.enum(roles),
  /** "": to none in particular */
  project: z.preprocess((value) => (value === "" ? null : value), typedInt.nullable()),
  projectRole: z.enum(roles),
  days: typedInt,
  uses: typedInt,
});

/** A link to enter by. */
export const inviteByLink = action(
  form,
  "project admin",
  ({ project: id, projectRole, ...given }, user) => {
    const request = invitationRequest.safeParse(given, { error: sentence });
    if (!request.success)
      return { ok: false, message: "Please look at the marked fields.", fields: byField(request.error) };
    const project = id === null ? null : projectFor(user, id, "admin");
    if (id !== null && !project) return noProject;
    const to = project && { project, role: projectRole };
    if (!mayInvite(user, given.role, to)) return { ok: false, message: inviteToOwnOnly };
    const { token } = invite(db(), request.data, to, user.id, Date.now());
    revalidatePath("/admin/people");
    if (project) revalidatePath(`/admin/projects/${project.slug}/people`);
    const { uses, days } = request.data;
    return {
      ok: true,
      message: `This link lets ${numbered(uses, "person", "people")} in, within ${numbered(days, "day")}.`,
      link: `/join/${token}`,
    };
  },
  links,
);

export const revokeLink = action(
  z.object({ invitation: typedInt }),
  "project admin",
  ({ invitation: id }, user) => {
    const found = findInvitation(db(), id);
    const missing = { ok: false, message: "There is no such link." };
    if (!found) return missing;
    const project = found.projectId === null ? null : projectFor(user, found.projectId, "admin");
    if (!project && !may(user, "admin")) return missing;
    const revoked = revokeInvitation(db(), id, user.id, Date.now());
    if (!revoked.ok) return revoked;
    revalidatePath("/admin/people");
    if (project) revalidatePath(`/admin/projects/${project.slug}/people`);
    return { ok: true, message: "Done." };
  },
  links,
);

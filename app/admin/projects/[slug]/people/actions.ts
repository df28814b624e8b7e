"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { removeMember, setMember, setMembersOnly } from "#db/people/members.ts";
import { findUserByName } from "#db/people/users.ts";
import { roles } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";

const noProject = { ok: false, message: "There is no such project." };
/** "": that of their account */
const roleHere = z.preprocess((value) => (value === "" ? null : value), z.enum(roles).nullable());

export const addMember = action(
  z.object({ project: typedInt, name: z.string().trim().min(1).max(200), role: roleHere }),
  "project admin",
  ({ project: id, name, role }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const person = findUserByName(db(), name);
    if (!person)
      return {
        ok: false,
        message: "Please look at the marked fields.",
        fields: { name: "Nobody has this sign-in name. Invite them by link instead." },
      };
    const done = setMember(db(), project, person.id, { role }, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    return { ok: true, message: `${person.displayName} is a member.` };
  },
);

export const changeMember = action(
  z.object({ project: typedInt, person: typedInt, role: roleHere }),
  "project admin",
  ({ project: id, person, role }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const done = setMember(db(), project, person, { role }, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    return { ok: true, message: "Saved." };
  },
);

/** Let somebody answer although they see gold, or not any more. */
export const setAnnotates = action(
  z.object({ project: typedInt, person: typedInt, annotates: z.enum(["yes", "no"]) }),
  "project admin",
  ({ project: id, person, annotates }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const done = setMember(db(), project, person, { annotates: annotates === "yes" }, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    return { ok: true, message: "Saved." };
  },
);

export const removeFromProject = action(
  z.object({ project: typedInt, person: typedInt }),
  "project admin",
  ({ project: id, person }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const done = removeMember(db(), project, person, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    return { ok: true, message: "Done." };
  },
);

export const openTo = action(
  z.object({ project: typedInt, to: z.enum(["everybody", "members"]) }),
  "project admin",
  ({ project: id, to }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const kept = setMembersOnly(db(), project, to === "members", Date.now());
    revalidatePath(`/admin/projects/${project.slug}/people`);
    return {
      ok: true,
      message:
        kept > 0 ? `${numbered(kept, "person", "people")} who answered here are members now.` : "Done.",
    };
  },
);

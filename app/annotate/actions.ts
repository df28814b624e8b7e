"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../_server/action.ts";
import { db } from "../_server/database.ts";
import { projectFor } from "../_server/project.ts";
import { typedInt } from "../_server/typed-number.ts";
import { setMember } from "#db/people/members.ts";

/** An admin of a project decides that they answer, although they see its gold. It is recorded. */
export const annotateAllTheSame = action(
  z.object({ project: typedInt }),
  "project admin",
  ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return { ok: false, message: "There is no such project." };
    const done = setMember(db(), project, user.id, { annotates: true }, Date.now());
    if (!done.ok) return done;
    redirect(`/annotate/${project.slug}`);
  },
);

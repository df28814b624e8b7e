"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { pausePerson } from "#db/labelling/pausing.ts";

/** Let one person's work in a project rest, or go on. */
export const pauseWork = action(
  z.object({ project: typedInt, person: typedInt, paused: z.enum(["yes", "no"]) }),
  "project admin",
  ({ project: id, person, paused }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return { ok: false, message: "There is no such project." };
    const done = pausePerson(db(), project, person, paused === "yes", Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    revalidatePath(`/research/${project.slug}`, "layout");
    return { ok: true, message: paused === "yes" ? "Their work is paused." : "They can go on." };
  },
);

"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { ownLaunchFields, ownLaunchOf, refusedFields } from "../../../../_server/launch-form.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { setProjectSettings } from "#db/machines/launching.ts";

/** Where the project's trainings are done, from the next one on. */
export const saveProjectLaunch = action(
  z.object({ project: typedInt, ...ownLaunchFields }),
  "project admin",
  ({ project: id, ...launch }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return { ok: false, message: "There is no such project." };
    const problems = setProjectSettings(db(), project, ownLaunchOf(launch), Date.now());
    if (problems) return refusedFields(problems);
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Saved. It holds for what begins from now on." };
  },
);

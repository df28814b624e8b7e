"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { giveTry, letIn, takeLetInBack } from "#db/labelling/practice-people.ts";

const asked = z.object({ project: typedInt, person: typedInt });

const deciding = (decide: typeof giveTry, message: string) =>
  action(asked, "project admin", ({ project: id, person }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return { ok: false, message: "There is no such project." };
    const done = decide(db(), project, person, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/people`);
    revalidatePath(`/research/${project.slug}`, "layout");
    return { ok: true, message };
  });

/** One more round of practice for one person. */
export const giveAnotherTry = deciding(giveTry, "They have another try.");

/** Let one person label without having passed practice. */
export const letInWithout = deciding(letIn, "They can label now.");

/** They have to pass practice after all. */
export const letInNoMore = deciding(takeLetInBack, "They have to practise before they go on.");

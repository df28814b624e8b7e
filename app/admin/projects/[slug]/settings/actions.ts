"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db, dir } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { chooseExample, exampleCaption, removeExample, storeExample } from "#db/dataset/class-examples.ts";
import { FormatError } from "#lib/formats/problem.ts";

const noProject = { ok: false, message: "There is no such project." };
const ofClass = {
  project: typedInt,
  label: typedInt.pipe(z.int().min(0)),
  caption: exampleCaption,
};
/** The browser reduces a photo before it sends it. */
const picture = z
  .string()
  .max(1_000_000, "This picture is too large.")
  .regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/, "Choose a JPEG, PNG or WebP picture.")
  .transform((url) => Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));

/** Show annotators a picture from the admin's own computer as an example of a class. */
export const uploadExample = action(
  z.object({ ...ofClass, picture }),
  "project admin",
  async ({ project: id, label, caption, picture: bytes }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    try {
      const added = await storeExample(db(), dir(), project, { label, caption, bytes }, Date.now());
      if (!added.ok) return added;
    } catch (error) {
      if (error instanceof FormatError) return { ok: false, message: error.message };
      throw error;
    }
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Added." };
  },
);

/** Show one of the project's pictures as an example: one that nobody is asked about, or was. */
export const pickExample = action(
  z.object({ ...ofClass, name: z.string().trim().min(1, "Say which picture.").max(1000) }),
  "project admin",
  ({ project: id, ...chosen }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const added = chooseExample(db(), project, chosen, Date.now());
    if (!added.ok) return added;
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Added." };
  },
);

export const dropExample = action(
  z.object({ project: typedInt, example: typedInt }),
  "project admin",
  ({ project: id, example }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    removeExample(db(), project, example, Date.now());
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Removed." };
  },
);

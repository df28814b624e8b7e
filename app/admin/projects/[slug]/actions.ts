"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { projectFor } from "../../../_server/project.ts";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";

const projectId = z.coerce.number().int();
const missing = { ok: false, message: "There is no such project." };

export const saveEta = action(
  z.object({ project: projectId, eta: z.coerce.number().min(0).max(1) }),
  "admin",
  ({ project: id, eta }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return missing;
    setEta(db(), project, eta, Date.now());
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: `η is ${eta} now; the queue follows at once.` };
  },
);

const settingsForm = z
  .object({
    project: projectId,
    name: projectSettings.shape.name,
    description: projectSettings.shape.description,
    instructions: projectSettings.shape.instructions,
    overlap: z.coerce.number().pipe(projectSettings.shape.overlap),
    auditPercent: z.coerce.number().min(0).max(100),
    leaseSeconds: z.coerce.number().pipe(projectSettings.shape.leaseSeconds),
  })
  .transform(({ auditPercent, ...rest }) => ({ ...rest, auditRate: auditPercent / 100 }));

export const saveSettings = action(settingsForm, "admin", ({ project: id, ...settings }, user) => {
  const project = projectFor(user, id, "admin");
  if (!project) return missing;
  changeSettings(db(), project, settings, Date.now());
  revalidatePath(`/admin/projects/${project.slug}`);
  return { ok: true, message: "Saved." };
});

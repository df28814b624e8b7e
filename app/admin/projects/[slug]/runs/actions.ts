"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { authorize } from "#db/access.ts";
import { requestCancel } from "#db/jobs.ts";
import { activateRun, findProjectById } from "#db/projects.ts";
import { endRunOf, jobOfRun, startRun } from "#db/runs.ts";
import type { User } from "#db/schema.ts";

const id = z.coerce.number().int();
const missing = { ok: false, message: "There is no such project." };

const projectFor = (user: User, projectId: number) => {
  const project = findProjectById(db(), projectId);
  return project ? authorize(user, project, "admin") : null;
};

export const train = action(
  z.object({
    project: id,
    labels: z.coerce.number().int("Choose whose labels to train on."),
    method: z.string().min(1),
    backbone: z.string().min(1),
    epochs: z.coerce.number().int().min(1, "At least one epoch.").max(1000),
    seed: z.coerce.number().int().min(0, "A seed is 0 or more.").max(0xffffffff),
  }),
  "admin",
  ({ project: projectId, labels, method, backbone, epochs, seed }, user) => {
    const project = projectFor(user, projectId);
    if (!project) return missing;
    const started = startRun(
      db(),
      project,
      { method, backbone, labelRaterId: labels, options: { epochs }, seed },
      Date.now(),
    );
    if (!started.ok) return started;
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: `${started.value.run.name} waits for the worker.` };
  },
);

export const cancel = action(
  z.object({ project: id, run: id }),
  "admin",
  ({ project: projectId, run }, user) => {
    const project = projectFor(user, projectId);
    const job = project && jobOfRun(db(), project.id, run);
    if (!project || !job) return missing;
    const now = Date.now();
    requestCancel(db(), job.id, now, (tx, ended) => endRunOf(tx, ended, now));
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: "It stops at its next step." };
  },
);

export const activate = action(
  z.object({ project: id, run: id }),
  "admin",
  ({ project: projectId, run }, user) => {
    const project = projectFor(user, projectId);
    if (!project) return missing;
    const done = activateRun(db(), project, run, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: "It routes the project now." };
  },
);

"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { ownLaunchFields, ownLaunchOf, refusedFields } from "../../../../_server/launch-form.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { sizesOf } from "../../../../_server/views.ts";
import { listEncoders } from "#db/features/encoders.ts";
import { cancelPanel, cancelRun } from "#db/jobs/cancel.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { combineMachines } from "#db/machines/combined.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { runProblems } from "#db/machines/launching.ts";
import { panelOptions, startPanel } from "#db/machines/panels.ts";
import { pinWeights } from "#db/machines/weights.ts";
import { startRun } from "#db/machines/start-run.ts";
import { deleteRun } from "#db/machines/delete-run.ts";
import { renameRun, runWords } from "#db/machines/run-names.ts";
import type { Encoder } from "#db/schema.ts";
import { methods } from "#lib/methods/index.ts";
import { optionFields, typedOptions } from "#lib/option-fields.ts";
import { presetOptions } from "#lib/train/presets.ts";
import { byField, sentence } from "#lib/validation.ts";

const noProject = { ok: false, message: "There is no such project." };

/** Number of the encoder whose features are learnt from; "": the pictures themselves. */
const chosenFeatures = z.preprocess((value) => (value === "" ? null : value), typedInt.nullable());
const noEncoder = {
  ok: false,
  message: "Please look at the marked fields.",
  fields: { features: "This encoder was removed." },
};
/** @returns undefined where there is none of this number */
const encoderOf = (id: number | null): Encoder | null | undefined =>
  id === null ? null : listEncoders(db()).find((encoder) => encoder.id === id);

/** Several choices in one field. */
const several = z.string().transform((text) => text.split(",").filter(Boolean));

/** What was typed into the fields of a method's own options; their names begin with "hyper.". */
function hyperOf(method: string, form: Readonly<Record<string, unknown>>) {
  const typed = Object.entries(form).flatMap(([name, value]) =>
    name.startsWith("hyper.") && typeof value === "string" ? [[name.slice(6), value] as const] : [],
  );
  const schema = methods.find(({ id }) => id === method)?.hyper;
  if (!schema) return { ok: true, value: {} } as const;
  const read = typedOptions(optionFields(schema), Object.fromEntries(typed));
  const marked = (problems: Record<string, string>) => ({
    ok: false as const,
    message: "Please look at the marked fields.",
    fields: Object.fromEntries(Object.entries(problems).map(([name, text]) => [`hyper.${name}`, text])),
  });
  if (!read.ok) return marked(read.problems);
  const fits = schema.safeParse(read.value, { error: sentence });
  return fits.success ? read : marked(byField(fits.error));
}

export const train = action(
  z.looseObject({
    project: typedInt,
    labels: z.string(),
    method: z.string(),
    features: chosenFeatures,
    backbone: z.string(),
    preset: z.string().default("short"),
    epochs: typedInt,
    folds: typedInt,
    seed: typedInt,
    ...ownLaunchFields,
  }),
  "project admin",
  async (
    { project: projectId, labels, method, features, backbone, preset, epochs, folds, seed, ...others },
    user,
  ) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const source = labelSources(db(), project.id).find(({ key }) => key === labels);
    if (!source) return { ok: false, message: "This project has no such labels." };
    const encoder = encoderOf(features);
    if (encoder === undefined) return noEncoder;
    const { raterId: labelRaterId, pool } = source;
    const hyper = hyperOf(method, others);
    if (!hyper.ok) return hyper;
    const together = presetOptions(preset, backbone, encoder !== null);
    if (!together)
      return {
        ok: false,
        message: "Please look at the marked fields.",
        fields: { preset: "There is no such preset." },
      };
    const options = {
      ...together,
      epochs,
      folds,
      ...(Object.keys(hyper.value).length > 0 && { hyper: hyper.value }),
    };
    const launch = ownLaunchOf(others);
    const unplaced = runProblems(db(), project.id, launch);
    if (unplaced) return refusedFields(unplaced);
    const wanted = { method, backbone, labelRaterId, pool, options, seed, encoder, launch };
    const started = startRun(
      db(),
      project,
      wanted,
      Date.now(),
      await sizesOf(project.id, [{ raterId: labelRaterId, pool }], options),
    );
    if (!started.ok) return started;
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: `${started.value.run.name} is waiting for a worker.` };
  },
);

export const trainPanel = action(
  z.object({
    project: typedInt,
    methods: several,
    labels: several,
    features: chosenFeatures,
    backbones: several,
    epochs: typedInt,
    seed: typedInt,
    ...ownLaunchFields,
  }),
  "project admin",
  async ({ project: projectId, methods, labels, features, backbones, epochs, seed, ...others }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const sources = labelSources(db(), project.id).filter(({ key }) => labels.includes(key));
    if (sources.length < labels.length) return { ok: false, message: "This project has no such labels." };
    const encoder = encoderOf(features);
    if (encoder === undefined) return noEncoder;
    const launch = ownLaunchOf(others);
    const unplaced = runProblems(db(), project.id, launch);
    if (unplaced) return refusedFields(unplaced);
    const options = { epochs };
    const wanted = { methods, backbones, sources, options, seed, encoder, launch };
    const sizes = await sizesOf(project.id, sources, panelOptions(options));
    const started = startPanel(db(), project, wanted, Date.now(), sizes);
    if (!started.ok) return started;
    redirect(`/admin/projects/${project.slug}/runs`);
  },
);

export const stopPanel = action(
  z.object({ project: typedInt, panel: typedInt }),
  "project admin",
  ({ project: projectId, panel }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const stopped = cancelPanel(db(), project, panel, Date.now());
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return {
      ok: true,
      message: stopped === 1 ? "1 training is cancelled." : `${stopped} trainings are cancelled.`,
    };
  },
);

export const cancel = action(
  z.object({ project: typedInt, run: typedInt }),
  "project admin",
  ({ project: projectId, run }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const cancelled = cancelRun(db(), project, run, Date.now());
    if (!cancelled.ok) return cancelled;
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: "It stops at its next step." };
  },
);

export const combine = action(
  z.object({ project: typedInt }),
  "project admin",
  ({ project: projectId }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const asked = combineMachines(db(), project, Date.now());
    if (!asked.ok) return asked;
    revalidatePath(`/admin/projects/${project.slug}/runs`);
    return { ok: true, message: `${asked.value.name} is waiting for a worker.` };
  },
);

export const activate = action(
  z.object({ project: typedInt, run: typedInt }),
  "project admin",
  async ({ project: projectId, run }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const done = await changeTeam(db(), project, { runId: run, policy: project.policy }, Date.now());
    if (!done.ok) return done;
    redirect(`/admin/projects/${project.slug}/runs`);
  },
);

export const rename = action(
  runWords.extend({ project: typedInt, run: typedInt }),
  "project admin",
  ({ project: projectId, run, name, note }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const done = renameRun(db(), project, run, { name, note }, Date.now());
    if (!done.ok) return { ...done, fields: { name: done.message } };
    revalidatePath(`/admin/projects/${project.slug}/runs`, "layout");
    return { ok: true, message: "Saved." };
  },
);

/** Keep a run's weights whatever the rule for weights says, or no longer. */
export const pin = action(
  z.object({ project: typedInt, run: typedInt, pinned: z.enum(["yes", "no"]) }),
  "project admin",
  ({ project: projectId, run, pinned }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const done = pinWeights(db(), project, run, pinned === "yes", Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}/runs`, "layout");
    return { ok: true, message: "Saved." };
  },
);

export const remove = action(
  z.object({ project: typedInt, run: typedInt }),
  "project admin",
  ({ project: projectId, run }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const done = deleteRun(db(), project, run, Date.now());
    if (!done.ok) return done;
    redirect(`/admin/projects/${project.slug}/runs`);
  },
);

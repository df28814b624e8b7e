"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { projectFor } from "../../../_server/project.ts";
import { typedInt, typedNumber } from "../../../_server/typed-number.ts";
import { sizesOf, teamOf } from "../../../_server/views.ts";
import { closeByHand, reopenQueue, setAim } from "#db/labelling/aim.ts";
import { changeTeam, refit } from "#db/machines/change-team.ts";
import { firstRunOf, startFirstRun } from "#db/machines/first-run.ts";
import { predictAgain } from "#db/machines/new-pictures.ts";
import { renewalRule, setRenewal } from "#db/machines/renewal.ts";
import type { Aim } from "#lib/teaming/aim.ts";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";

const noProject = { ok: false, message: "There is no such project." };

const outside = "η lies between 0 and 1.";

export const saveEta = action(
  z.object({ project: typedInt, eta: typedNumber.pipe(z.number().min(0, outside).max(1, outside)) }),
  "project admin",
  ({ project: id, eta }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    setEta(db(), project, eta, Date.now());
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: `η is now ${eta}. The queue has followed.` };
  },
);

const share = "The audit is a share between 0 and 100 %.";
const settingsForm = z
  .object({
    project: typedInt,
    name: projectSettings.shape.name,
    description: projectSettings.shape.description,
    instructions: projectSettings.shape.instructions,
    overlap: typedInt.pipe(projectSettings.shape.overlap),
    auditPercent: typedNumber.pipe(z.number().min(0, share).max(100, share)),
    leaseSeconds: typedInt.pipe(projectSettings.shape.leaseSeconds),
    firstRunLabels: typedInt.pipe(projectSettings.shape.firstRunLabels),
  })
  .transform(({ auditPercent, ...rest }) => ({ ...rest, auditRate: auditPercent / 100 }));

export const saveSettings = action(
  settingsForm,
  "project admin",
  async ({ project: id, ...settings }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    await changeSettings(db(), project, settings, Date.now());
    revalidatePath(`/admin/projects/${project.slug}`, "layout");
    return { ok: true, message: "Saved." };
  },
);

/** Do not wait for more labels. */
export const trainFirst = action(
  z.object({ project: typedInt }),
  "project admin",
  async ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const wanted = firstRunOf(db(), project);
    if (!wanted.ok) return wanted;
    const { labelRaterId, pool = null, options } = wanted.value;
    const sizes = await sizesOf(project.id, [{ raterId: labelRaterId, pool }], options);
    const started = startFirstRun(db(), project, wanted.value, Date.now(), "person", sizes);
    if (!started.ok) return started;
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: `${started.value.name} is waiting for a worker.` };
  },
);

/** Predict new pictures after all, where that failed or had no weights to do it with. */
export const predictNew = action(
  z.object({ project: typedInt }),
  "project admin",
  ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const asked = predictAgain(db(), project, Date.now());
    if (!asked.ok) return asked;
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: "The new pictures are waiting for a worker." };
  },
);

const margin = "A loss lies between 0 and 100 points.";
const growth = "At least one percent.";
const renewalForm = z.discriminatedUnion("when", [
  z.object({ when: z.literal("off") }),
  z.object({ when: z.literal("answers"), answers: typedInt }),
  z.object({
    when: z.literal("share"),
    sharePercent: typedNumber.pipe(z.number().min(1, growth).max(10_000, "At most 10,000 %.")),
  }),
]);
const takeoverForm = z.discriminatedUnion("who", [
  z.object({ who: z.literal("hand") }),
  z.object({
    who: z.literal("rule"),
    marginPoints: typedNumber.pipe(z.number().min(0, margin).max(100, margin)),
  }),
]);

export const saveRenewal = action(
  z.intersection(z.object({ project: typedInt }), z.intersection(renewalForm, takeoverForm)),
  "project admin",
  (given, user) => {
    const project = projectFor(user, given.project, "admin");
    if (!project) return noProject;
    const rule = renewalRule.safeParse({
      renewAfter: given.when === "answers" ? given.answers : null,
      renewShare: given.when === "share" ? given.sharePercent / 100 : null,
      renewMargin: given.who === "rule" ? given.marginPoints / 100 : null,
    });
    if (!rule.success) return { ok: false, message: rule.error.issues[0]?.message ?? "Please look again." };
    setRenewal(db(), project, rule.data, Date.now());
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Saved." };
  },
);

const aimForm = z.discriminatedUnion("kind", [
  z.object({ project: typedInt, kind: z.literal("none") }),
  z.object({
    project: typedInt,
    kind: z.literal("accuracy"),
    percent: typedNumber.pipe(
      z
        .number()
        .gt(0, "An accuracy lies between 0 and 100 %.")
        .lt(100, "Nobody is right on everything: choose less than 100 %."),
    ),
  }),
  z.object({
    project: typedInt,
    kind: z.literal("questions"),
    questions: typedInt.pipe(z.int().min(1, "Ask at least one question.").max(1e9)),
  }),
]);

/** What the project is to reach; its queue closes by itself then. */
export const saveAim = action(aimForm, "project admin", (given, user) => {
  const project = projectFor(user, given.project, "admin");
  if (!project) return noProject;
  const wanted: Aim | null =
    given.kind === "none"
      ? null
      : given.kind === "accuracy"
        ? { kind: "accuracy", accuracy: given.percent / 100 }
        : { kind: "questions", questions: given.questions };
  const set = setAim(db(), project, wanted, Date.now());
  if (!set.ok) return set;
  revalidatePath(`/admin/projects/${project.slug}`);
  return { ok: true, message: "Saved." };
});

export const closeLabelling = action(
  z.object({ project: typedInt }),
  "project admin",
  async ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const { answers, evidence } = await teamOf(id, { renewed: true });
    const closed = closeByHand(db(), project, { answers, evidence }, Date.now());
    if (!closed.ok) return closed;
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: "Labelling is closed." };
  },
);

export const openLabelling = action(
  z.object({ project: typedInt }),
  "project admin",
  ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const opened = reopenQueue(db(), project, Date.now());
    if (!opened.ok) return opened;
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: "Labelling is open." };
  },
);

export const savePolicy = action(
  z.object({ project: typedInt, policy: z.string() }),
  "project admin",
  async ({ project: id, policy }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    if (project.activeRunId === null) return { ok: false, message: "Train a model first." };
    const done = await changeTeam(db(), project, { runId: project.activeRunId, policy }, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}`);
    return {
      ok: true,
      message:
        done.value.inForce === "now"
          ? "The queue has followed."
          : "Its parameters are being fitted; it takes over in a moment.",
    };
  },
);

export const refitPolicy = action(
  z.object({ project: typedInt }),
  "project admin",
  ({ project: id }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const asked = refit(db(), project, Date.now());
    if (!asked.ok) return asked;
    revalidatePath(`/admin/projects/${project.slug}`);
    return { ok: true, message: "It is being fitted again." };
  },
);

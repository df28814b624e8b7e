"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt, typedNumber } from "../../../../_server/typed-number.ts";
import { setChecks } from "#db/labelling/check-settings.ts";
import { practiceSettings, setPractice } from "#db/labelling/practice-settings.ts";
import { pauseProject } from "#db/labelling/pausing.ts";
import { setWorkSettings, workSettings } from "#db/labelling/work-settings.ts";

const noProject = { ok: false, message: "There is no such project." };

/** Let labelling rest, or go on. */
export const restLabelling = action(
  z.object({ project: typedInt, paused: z.enum(["yes", "no"]) }),
  "project admin",
  ({ project: id, paused }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    pauseProject(db(), project, paused === "yes", Date.now());
    revalidatePath(`/admin/projects/${project.slug}`, "layout");
    return { ok: true, message: paused === "yes" ? "Labelling is paused." : "Labelling goes on." };
  },
);

const none = z.literal("").transform(() => null);
const { personLimit, personDayLimit, dayZone } = workSettings.shape;

/** How much one person may do, an empty field being no limit, and whether in the grid. */
export const saveLimits = action(
  z.object({
    project: typedInt,
    personLimit: z.union([none, typedInt.pipe(personLimit.unwrap())]),
    personDayLimit: z.union([none, typedInt.pipe(personDayLimit.unwrap())]),
    dayZone,
    grid: z.literal("yes").optional(),
  }),
  "project admin",
  ({ project: id, grid, ...limits }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    setWorkSettings(db(), project, { ...limits, gridAllowed: grid === "yes" }, Date.now());
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Saved." };
  },
);

/** A round of practice before people label, its mark in percent; an empty number of tries is no limit. */
export const savePractice = action(
  z.discriminatedUnion("on", [
    z.object({
      project: typedInt,
      on: z.literal("yes"),
      pictures: typedInt.pipe(practiceSettings.shape.practiceItems),
      percent: typedNumber.pipe(z.number().gt(0, "More than 0 %.").max(100, "At most 100 %.")),
      tries: z.union([none, typedInt.pipe(practiceSettings.shape.practiceTries.unwrap())]),
      who: z.enum(["new", "all"]),
    }),
    z.object({ project: typedInt, on: z.literal("no") }),
  ]),
  "project admin",
  (given, user) => {
    const project = projectFor(user, given.project, "admin");
    if (!project) return noProject;
    const done = setPractice(
      db(),
      project,
      given.on === "yes"
        ? {
            practiceItems: given.pictures,
            practicePass: given.percent / 100,
            practiceTries: given.tries,
            practiceAll: given.who === "all",
          }
        : null,
      Date.now(),
    );
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}`, "layout");
    return { ok: true, message: "Saved." };
  },
);

const bar = "A bar lies between 0 and 100 %.";

/** How often people are checked, in percent of their tasks, and the accuracy below which their page says so. */
export const saveChecks = action(
  z.object({
    project: typedInt,
    percent: typedNumber.pipe(z.number().min(0, "Not below 0 %.").max(20, "At most 20 %.")),
    bar: z.union([none, typedNumber.pipe(z.number().gt(0, bar).lt(100, bar))]),
  }),
  "project admin",
  ({ project: id, percent, bar }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    setChecks(
      db(),
      project,
      { checkRate: percent / 100, checkBar: bar === null ? null : bar / 100 },
      Date.now(),
    );
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: "Saved." };
  },
);

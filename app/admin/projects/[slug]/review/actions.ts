"use server";

import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { decideItem, dismissFlags, type GoldEffect, takeDecisionBack } from "#db/labelling/review.ts";

const noProject = { ok: false, message: "There is no such project." };

const verdict = z.object({
  project: typedInt,
  item: typedInt,
  /** "" where it cannot be decided */
  label: z.union([z.literal(""), typedInt.pipe(z.int().min(0))]),
  gold: z.enum(["yes", "no"]),
});

const said: Record<GoldEffect, string> = {
  set: "Decided; it is the gold label now.",
  removed: "Done. The gold label that was set from the decision is gone.",
  kept: "Decided. The gold label that came with the data stays as it is.",
  untouched: "Done.",
};

export const decide = action(verdict, "project admin", ({ project: id, item, label, gold }, user) => {
  const project = projectFor(user, id, "admin");
  if (!project) return noProject;
  const decided = decideItem(
    db(),
    project,
    { itemId: item, label: label === "" ? null : label, gold: gold === "yes" },
    Date.now(),
  );
  return decided.ok ? { ok: true, message: said[decided.value.gold] } : decided;
});

export const takeDecision = action(
  z.object({ project: typedInt, item: typedInt }),
  "project admin",
  ({ project: id, item }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const back = takeDecisionBack(db(), project, item, Date.now());
    return back.ok ? { ok: true, message: said[back.value.gold] } : back;
  },
);

export const dismiss = action(
  z.object({ project: typedInt, item: typedInt }),
  "project admin",
  ({ project: id, item }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const done = dismissFlags(db(), project, item, Date.now());
    return done.ok ? { ok: true, message: "The flag is dealt with; the picture stays as it is." } : done;
  },
);

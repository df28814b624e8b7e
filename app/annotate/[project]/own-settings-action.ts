"use server";

import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { projectFor } from "../../_server/project.ts";
import { typedJson } from "../../_server/typed-json.ts";
import { typedInt } from "../../_server/typed-number.ts";
import {
  noteInstructionsRead as noteRead,
  ownSettings,
  saveOwnSettings as save,
} from "#db/labelling/annotator-settings.ts";

const noProject = { ok: false, message: "There is no such project." };

const json = z.string().max(200_000).pipe(typedJson("These settings cannot be read."));

/** Keep how somebody wants to label in a project: class order, keys, goal. */
export const saveOwnSettings = action(
  z.object({ project: typedInt, settings: json.pipe(ownSettings) }),
  "annotator",
  ({ project: id, settings }, user) => {
    const project = projectFor(user, id, "annotator");
    if (!project) return noProject;
    const saved = save(db(), project, user.id, settings, Date.now());
    return saved.ok ? { ok: true, message: "Saved." } : saved;
  },
);

/** Somebody has read a project's instructions as they are now. */
export const noteInstructionsRead = action(
  z.object({ project: typedInt, digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  "annotator",
  ({ project: id, digest }, user) => {
    const project = projectFor(user, id, "annotator");
    if (!project) return noProject;
    noteRead(db(), project, user.id, digest, Date.now());
    return { ok: true, message: null };
  },
);

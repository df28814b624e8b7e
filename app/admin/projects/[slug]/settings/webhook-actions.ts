"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import {
  addWebhook,
  removeWebhook,
  resumeWebhook,
  testWebhook,
  webhookRequest,
} from "#db/webhooks/webhooks.ts";
import { webhookTypes } from "#lib/domain.ts";
import { byField, sentence } from "#lib/validation.ts";

const noProject = { ok: false, message: "There is no such project." };
const page = (slug: string) => `/admin/projects/${slug}/settings`;

/** What it is told is in `type.<name>`. Its secret is shown once. */
export const makeWebhook = action(
  z.looseObject({ project: typedInt, url: z.string() }),
  "project admin",
  ({ project: id, url, ...fields }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const types = webhookTypes.filter((type) => `type.${type}` in fields);
    const asked = webhookRequest.safeParse({ url, types }, { error: sentence });
    if (!asked.success)
      return { ok: false, message: "Please look at the marked fields.", fields: byField(asked.error) };
    const made = addWebhook(db(), project, asked.data, Date.now());
    if (!made.ok) return made;
    revalidatePath(page(project.slug));
    return { ok: true, message: "It is told from now on.", token: made.value.secret };
  },
);

const one = z.object({ project: typedInt, webhook: typedInt });

const onOne = (change: typeof removeWebhook) =>
  action(one, "project admin", ({ project: id, webhook }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const done = change(db(), project, webhook, Date.now());
    if (!done.ok) return done;
    revalidatePath(page(project.slug));
    return { ok: true, message: "Done." };
  });

export const dropWebhook = onOne(removeWebhook);
export const tryWebhook = onOne(testWebhook);
export const goOnWithWebhook = onOne(resumeWebhook);
